# SPDX-License-Identifier: EUPL-1.2
"""Photos of paper: who adds them, where they are seen, and how they go."""

from __future__ import annotations

import io
import json
import re
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from tests.formats.live.people import gathering, lead_of, phone, to_stage
from tests.formats.live.test_harvest import as_lead, harvested, released, view, with_process
from tests.formats.live.test_tables import configure
from tests.ground.deeds.crowd import all_at_once
from tests.ground.pictures.test_pictures import photo as photographed
from tests.people import citizen

from mitwirken.formats.live import actions, minutes, outcomes
from mitwirken.formats.live.models import Gathering, Item, ItemKind, Photo, Placement, PlacementRole, Seat
from mitwirken.formats.live.photos import actions as photos
from mitwirken.formats.live.queries import Look
from mitwirken.formats.live.rules import Actor
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pictures.models import WIDTHS, Picture
from mitwirken.ground.pictures.queries import jpeg_of
from mitwirken.ground.privacy.actions import erase_rows_of, run_retention
from mitwirken.ground.ui import pdf

pytestmark = pytest.mark.django_db


def jpeg(size: tuple[int, int] = (1200, 900)) -> SimpleUploadedFile:
    """Each of another colour: files are named by what they show, and tests that run side by side share the disk."""
    return photographed(size, color=tuple(secrets.token_bytes(3)))


WORDS = "Mehr Bänke\nund Schatten am Nordmarkt"


def table(row: Gathering, role: str = PlacementRole.HOST) -> tuple[Client, Seat, Any]:
    """Somebody with a phone who sits at the first table in that role."""
    stage = to_stage(row, "tables")
    client, seat = phone(row, channel="room")
    Placement.objects.filter(seat=seat).delete()
    space = row.spaces.filter(kind="table").first()
    Placement.objects.filter(stage=stage, space=space, role=PlacementRole.HOST).delete()
    Placement.objects.create(seat=seat, space=space, stage=stage, role=role)
    return client, seat, space


def send(client: Client, row: Gathering, **values: Any) -> Any:
    row.refresh_from_db()
    return client.post(
        f"/live/{row.code}/foto/",
        {"stage": row.stage_id, "text": WORDS, "picture": jpeg((1200, 900)), **values},
    )


def hung(row: Gathering, item: Item, words: str = WORDS) -> Photo:
    picture = photos.take_in(upload=jpeg((900, 1200)), text=words, by=lead_of(row))
    item.gathering = row
    return photos.add_photo(item=item, picture=picture, by=lead_of(row))


def files_of(picture: Picture) -> list[bool]:
    return [default_storage.exists(picture.file_name(width)) for width in WIDTHS]


# --- adding -------------------------------------------------------------------------------------------------------


def test_a_host_photographs_the_tables_paper() -> None:
    row = gathering()
    client, seat, space = table(row)
    page = client.get(f"/live/{row.code}/foto/?stage={row.stage_id}&view=table&space={space.pk}")
    said = page.content.decode()
    assert 'accept="image/*"' in said and 'capture="environment"' in said and "multipart/form-data" in said
    assert f'href="/live/{row.code}/tisch/{space.pk}/"' in said
    answer = send(client, row, view="table", space=space.pk)
    assert (answer.status_code, answer["Location"]) == (302, f"/live/{row.code}/tisch/{space.pk}/")
    item = row.items.get()
    assert (item.kind, item.space, item.author, item.channel) == (ItemKind.NOTE, space, seat, "room")
    assert item.body == WORDS
    picture = item.photos.get().picture
    assert picture is not None and picture.alt == "Mehr Bänke und Schatten am Nordmarkt"
    page = client.get(f"/live/{row.code}/tisch/{space.pk}/").content.decode()
    assert picture.small in page and f'alt="Foto: {picture.alt}"' in page
    # What is kept knows neither camera nor place.
    with default_storage.open(picture.file_name(WIDTHS[-1]), "rb") as file, Image.open(file) as kept:
        assert not kept.getexif()


def test_a_guest_of_the_table_is_sent_to_the_host() -> None:
    row = gathering()
    client, _seat, space = table(row, PlacementRole.GUEST)
    assert send(client, row, space=space.pk).status_code == 403
    assert "Foto vom Papier" not in client.get(f"/live/{row.code}/tisch/{space.pk}/").content.decode()
    assert not Picture.objects.exists() and not row.items.exists()


def test_where_no_host_is_named_everybody_at_the_place_may() -> None:
    row = gathering()
    configure(row, "free", notes=True)
    client, _seat, space = table(row, PlacementRole.GUEST)
    assert send(client, row, space=space.pk).status_code == 302
    other = row.spaces.filter(kind="table").exclude(pk=space.pk).first()
    assert other is not None
    assert send(client, row, space=other.pk).status_code == 403


def test_a_steward_brings_a_card_from_the_room_onto_the_board() -> None:
    row = gathering("workshop")
    stage = to_stage(row, "collect")
    client, seat = phone(row)
    assert send(client, row).status_code == 403
    actions.set_roles(seat=seat, roles=["scribe"], by=lead_of(row))
    assert "Foto vom Papier" in client.get(f"/live/{row.code}/themen/").content.decode()
    assert send(client, row, view="theme").headers["Location"] == f"/live/{row.code}/themen/"
    item = row.items.get()
    assert (item.channel, item.stage, item.author_label) == ("room", stage, "aus dem Raum")
    assert (item.title or item.body) == "Mehr Bänke und Schatten am Nordmarkt"
    if item.status == "draft":
        Item.objects.filter(pk=item.pk).update(status="visible")
    picture = item.photos.get().picture
    assert (
        picture is not None and picture.small in view(row, "theme") and picture.small in view(row, "console")
    )
    assert "Raum" in view(row, "console")
    # Whoever leads takes it away from there; the theme team does not see the button.
    address = f"/foto/{item.photos.get().pk}/wegnehmen/?view=console"
    assert address in view(row, "console") and "wegnehmen" not in view(row, "theme")


def test_of_a_double_click_one_photo_comes() -> None:
    row = gathering()
    client, _seat, space = table(row)
    paper = jpeg()
    for _press in range(2):
        paper.seek(0)
        sent = send(client, row, space=space.pk, once="zweimal-gedrueckt", picture=paper)
        assert sent.status_code == 302
    assert Photo.objects.count() == Picture.objects.count() == row.items.count() == 1


def heic() -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG.HEIC", b"\x00\x00\x00\x18ftypheic" + bytes(200), content_type="image/heic")


def huge() -> SimpleUploadedFile:
    return SimpleUploadedFile("gross.jpg", bytes(12 * 1024 * 1024 + 1), content_type="image/jpeg")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"picture": heic}, "Möglich sind JPEG, PNG, WebP und GIF."),
        ({"picture": huge}, "größer als 12 Megabyte"),
        ({"text": "   "}, "Bitte füllen Sie das noch aus."),
        ({"picture": ""}, "Bitte wählen Sie eine Datei aus."),
        ({"text": "x" * 1001}, "1000"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence_and_the_words_stay(
    values: dict[str, Any], sentence: str
) -> None:
    row = gathering()
    client, _seat, space = table(row)
    given = {key: value() if callable(value) else value for key, value in values.items()}
    answer = send(client, row, space=space.pk, **given)
    said = answer.content.decode()
    assert answer.status_code == 422 and sentence in said
    if "text" not in given:
        assert "und Schatten am Nordmarkt" in said
    assert not row.items.exists() and not Picture.objects.exists()


def test_what_is_refused_leaves_no_file_behind() -> None:
    row = gathering()
    _client, seat, space = table(row)
    stage = row.stage
    picture = photos.take_in(upload=jpeg(), text=WORDS, by=Actor(seat=seat))
    actions.go_on(gathering=row, by=lead_of(row), seen=row.stage_id)
    with pytest.raises(Refusal, match="vorbei"):
        photos.put_up_paper(
            gathering=row, stage=stage, space=space.pk, picture=picture, text=WORDS, by=Actor(seat=seat)
        )
    photos.discard(picture=picture)
    assert not Picture.objects.exists()


def test_afterwards_a_photo_is_hung_at_an_entry() -> None:
    row = gathering()
    _stage, item, said = harvested(row)
    client = as_lead(row)
    editor = client.get(f"/live/{row.code}/protokoll/bearbeiten/").content.decode()
    address = f"/live/{row.code}/foto/eintrag/{item.pk}/"
    assert f"{address}?view=minutes_edit" in editor
    page = client.get(f"{address}?view=minutes_edit").content.decode()
    assert "capture=" not in page and f'href="/live/{row.code}/protokoll/bearbeiten/"' in page
    answer = client.post(address, {"view": f"item-{item.pk}", "text": WORDS, "picture": jpeg()})
    assert answer["Location"] == f"/live/{row.code}/protokoll/bearbeiten/{item.pk}/"
    assert "Foto wegnehmen" in client.get(answer["Location"]).content.decode()
    # Only who leads adds to what others said, and not without end.
    other, _seat = phone(row)
    assert other.get(f"/live/{row.code}/foto/eintrag/{said[0].pk}/").status_code == 403
    for _number in range(4):
        hung(row, item)
    assert client.get(address).status_code == 409


# --- where it is seen ---------------------------------------------------------------------------------------------


def test_photos_stand_in_every_version_of_the_minutes(client: Client) -> None:
    row = gathering()
    _stage, item, said = harvested(row)
    own, source, line = (
        hung(row, item, "Ergebnis"),
        hung(row, said[0], "Quelle [1]"),
        hung(row, said[2], "Zeile"),
    )
    released(row)
    pictures = [photo.picture for photo in (own, source, line)]
    page = client.get(f"/live/{row.code}/protokoll/").content.decode()
    text = client.get(f"/live/{row.code}/protokoll.md").content.decode()
    data = client.get(f"/live/{row.code}/protokoll.json").json()
    event = client.get(row.event.get_absolute_url()).content.decode()
    for picture in pictures:
        assert picture is not None
        assert picture.url() in page and f"Foto: {picture.alt}" in page
        assert picture.url(WIDTHS[-1]) in text
    assert "[Foto: Quelle \\[1\\]](http" in text
    shown = [each["alt"] for each in data["results"][0]["photos"]]
    assert shown == ["Ergebnis", "Quelle [1]"]
    assert '"alt": "Zeile"' in json.dumps(data["agenda"], ensure_ascii=False)
    assert own.picture.url() in event and source.picture.url() in event  # type: ignore[union-attr]
    reports = re.findall(r'class="photo-report[^>]*href="([^"]+)"', page)
    assert len(reports) == 4 and all(client.get(each).status_code == 200 for each in reports)
    api = client.get(f"/api/v1/minutes/{row.code}").json()
    assert api["results"][0]["photos"] == data["results"][0]["photos"]
    assert f"/live/{row.code}/protokoll/" in client.get("/suche/?q=Quelle").content.decode()


def test_a_paper_holds_the_photos_and_fetches_nothing_else(settings: Any) -> None:
    row = gathering()
    _stage, item, _said = harvested(row)
    photo = hung(row, item)
    assert photo.picture is not None
    given = pdf.own_picture(f"{settings.BASE_URL}{photo.picture.url()}", jpeg_of)
    with Image.open(io.BytesIO(given)) as made:
        assert (made.format, made.width) == ("JPEG", min(800, photo.picture.width))
    for address in (
        "https://example.org/bilder/x.webp",
        f"{settings.BASE_URL}/bilder/../../etc/passwd",
        f"{settings.BASE_URL}.example.org{photo.picture.url()}",
        "file:///etc/passwd",
    ):
        with pytest.raises(ValueError, match="fetches nothing"):
            pdf.own_picture(address, jpeg_of)
    if pdf._maker() is not None:
        answer = as_lead(row).get(f"/live/{row.code}/protokoll.pdf")
        assert answer.status_code == 200 and b"/DCTDecode" in answer.content


def test_hidden_entries_hide_their_photos(client: Client) -> None:
    row = gathering()
    _stage, _item, said = harvested(row)
    photo = hung(row, said[0])
    released(row)
    assert photo.picture is not None
    outcomes.set_hidden(gathering=row, item=said[0].pk, hidden=True, by=lead_of(row))
    for ending in ("/", ".md", ".json"):
        assert photo.picture.key not in client.get(f"/live/{row.code}/protokoll{ending}").content.decode()


def test_few_and_many_photos_cost_the_same_number_of_queries() -> None:
    row = gathering()
    _stage, item, said = harvested(row)
    hung(row, item)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            minutes.as_data(minutes.compose(Look(Gathering.objects.select_related("event").get(pk=row.pk))))
            view(row, "theme")
        return len(seen)

    few = queries()
    for number in range(4):
        hung(row, said[number])
    assert queries() == few


def test_photos_go_along_to_the_proposal_and_are_gone_there_too() -> None:
    row, _process = with_process()
    _stage, item, said = harvested(row)
    own, source = hung(row, item, "Ergebnis"), hung(row, said[1], "Quelle")
    hung(row, said[2], "gehört nicht dazu")
    assert outcomes.propose(gathering=row, items=[item.pk], by=lead_of(row)) == 1
    proposal = Proposal.objects.get()
    assert {each.alt for each in proposal.pictures.all()} == {"Ergebnis", "Quelle"}
    photos.remove_photo(photo=source, reason="Ein Gesicht", by=lead_of(row))
    assert [each.alt for each in proposal.pictures.all()] == [own.picture.alt]  # type: ignore[union-attr]


# --- and gone -----------------------------------------------------------------------------------------------------


def test_who_leads_takes_a_photo_away_and_says_why(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    row = gathering()
    _stage, item, _said = harvested(row)
    photo = hung(row, item)
    released(row)
    picture = photo.picture
    assert picture is not None and all(files_of(picture))
    address = f"/live/{row.code}/foto/{photo.pk}/wegnehmen/"
    assert client.get(address).status_code == 403
    lead = as_lead(row)
    assert picture.url() in lead.get(address).content.decode()
    assert lead.post(address, {"reason": " "}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        answer = lead.post(address, {"reason": "Menschen waren zu erkennen.", "view": "minutes_edit"})
    assert answer["Location"] == f"/live/{row.code}/protokoll/bearbeiten/"
    assert not any(files_of(picture)) and not Picture.objects.exists()
    page = client.get(f"/live/{row.code}/protokoll/").content.decode()
    assert "Menschen waren zu erkennen." in page and picture.key not in page and item.title in page
    assert "Menschen waren zu erkennen" in client.get(f"/live/{row.code}/protokoll.md").content.decode()
    assert lead.get(address).status_code == 404


def test_who_added_it_takes_it_back_without_a_reason() -> None:
    row = gathering()
    client, seat, space = table(row)
    send(client, row, space=space.pk)
    photo = Photo.objects.get()
    other, _other_seat = phone(row, name="Jemand anders")
    address = f"/live/{row.code}/foto/{photo.pk}/wegnehmen/"
    own = client.get(f"/live/{row.code}/").content.decode()
    assert "Ihre Fotos" in own and f"{address}?view=phone" in own
    assert "Ihre Fotos" not in other.get(f"/live/{row.code}/").content.decode()
    assert other.post(address, {"reason": "mag ich nicht"}).status_code == 403
    assert client.post(address, {"view": "phone"})["Location"] == f"/live/{row.code}/"
    photo.refresh_from_db()
    assert photo.picture is None and photo.author == seat and not Picture.objects.exists()


def test_of_two_reasons_the_first_stays() -> None:
    row = gathering()
    _stage, item, _said = harvested(row)
    photo = hung(row, item)
    for reason in ("Gesichter", "Unscharf"):
        photos.remove_photo(photo=photo, reason=reason, by=lead_of(row))
    photo.refresh_from_db()
    assert photo.reason == "Gesichter" and row.log.filter(deed="photo.removed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_who_press_at_once_take_it_away_once() -> None:
    row = gathering()
    _stage, item, _said = harvested(row)
    photo = hung(row, item)
    by = lead_of(row)
    all_at_once(
        lambda _number: photos.remove_photo(
            photo=Photo.objects.select_related("item__gathering").get(pk=photo.pk), reason="Gesichter", by=by
        ),
        4,
    )
    assert row.log.filter(deed="photo.removed").count() == 1 and not Picture.objects.exists()


def test_after_two_years_the_words_stay_alone(django_capture_on_commit_callbacks: Any) -> None:
    row = gathering()
    _stage, item, said = harvested(row)
    old, new = hung(row, item), hung(row, said[0], "Neu")
    Photo.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=731))
    with django_capture_on_commit_callbacks(execute=True):
        run_retention()
    assert list(Photo.objects.all()) == [new] and Item.objects.filter(pk=item.pk).exists()
    assert old.picture is not None and not any(files_of(old.picture))
    assert new.picture is not None and all(files_of(new.picture))


@pytest.mark.parametrize("by_seat", [True, False])
@pytest.mark.parametrize("keep_texts", [True, False])
def test_who_deletes_their_account_takes_their_photos_along(
    by_seat: bool, keep_texts: bool, django_capture_on_commit_callbacks: Any
) -> None:
    row = gathering()
    _stage, item, _said = harvested(row)
    person = citizen()
    seat, _token = actions.join(gathering=row, name="Kim", channel="room", person=person)
    by = Actor(seat=seat, person=None if by_seat else person)
    picture = photos.take_in(upload=jpeg(), text=WORDS, by=by)
    Photo.objects.create(item=item, picture=picture, author=seat if by_seat else None)
    with django_capture_on_commit_callbacks(execute=True):
        erase_rows_of(person, keep_texts=keep_texts)
    assert not Photo.objects.exists() and not any(files_of(picture))
