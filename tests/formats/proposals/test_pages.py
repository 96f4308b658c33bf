# SPDX-License-Identifier: EUPL-1.2
"""The pages, as a browser without JavaScript meets them."""

import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from tests.people import citizen, phase, process, staff

from mitwirken.formats.proposals import actions
from mitwirken.formats.proposals.actions import Clean
from mitwirken.formats.proposals.models import Draft, Proposal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.pages import pieces

pytestmark = pytest.mark.django_db


@pytest.fixture
def park():
    made = process(title="Hoeschpark", slug="hoeschpark")
    made.categories.create(name="Sitzen")
    phase(
        made,
        "proposals",
        "propose",
        "comment",
        "rate",
        settings={"rating": {"method": "support"}, "ask_for_place": True},
    )
    return made


NEW = "/prozesse/hoeschpark/vorschlaege/neu/"
LIST = "/prozesse/hoeschpark/vorschlaege/"


def once_of(client) -> str:
    return re.search(r'name="once" value="([^"]+)"', client.get(NEW).content.decode())[1]


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return SimpleUploadedFile("foto.jpg", out.getvalue(), content_type="image/jpeg")


def fill(client, title="Mehr Bänke", text="Zum Ausruhen.") -> str:
    """Step one; gives the address of step two."""
    answer = client.post(NEW, {"title": title, "text": text, "once": once_of(client)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer["Location"]


def test_reading_sets_no_cookie(park, client):
    row = actions.submit_proposal(process=park, clean=Clean(title="Bänke", text="Ja."), author=citizen())
    for address in (
        LIST,
        LIST + "karte/",
        row.get_absolute_url(),
        row.get_absolute_url() + "fassungen/",
        row.get_absolute_url() + "druck/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not answer.cookies, address
        assert "csrfmiddlewaretoken" not in answer.content.decode(), address


def test_signed_in_in_three_steps(park, client):
    person = citizen()
    client.force_login(person)
    two = fill(client)
    answer = client.post(two, {"category": park.categories.get().pk, "place": ""})
    assert answer["Location"].endswith("/3/")
    assert "Mehr Bänke" in client.get(answer["Location"]).content.decode()
    done = client.post(answer["Location"])
    row = Proposal.objects.get()
    assert done["Location"] == row.get_absolute_url()
    assert (row.author, row.category.name, row.channel) == (person, "Sitzen", "online")
    # The last button pressed twice leads to the same proposal.
    assert client.post(answer["Location"])["Location"] == row.get_absolute_url()
    assert Proposal.objects.count() == 1


def test_a_double_click_on_the_first_step_makes_one_draft(park, client):
    token = once_of(client)
    first, second = (
        client.post(NEW, {"title": "T", "text": "t", "once": token})["Location"] for _ in range(2)
    )
    assert first == second
    assert Draft.objects.count() == 1


def test_without_an_account_by_a_confirmed_address(park, client):
    three = client.post(fill(client), {})["Location"]
    answer = client.post(three, {"email": "Neu@Example.org"})
    assert answer.status_code == 200
    assert not Proposal.objects.exists()
    assert mail.outbox[0].to == ["neu@example.org"]
    link = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[0].body)[1]
    assert client.get(link).status_code == 200
    assert not Proposal.objects.exists(), "looking at the link must not publish: mail scanners do that"
    done = client.post(link)
    row = Proposal.objects.get()
    assert done["Location"] == row.get_absolute_url()
    assert row.author.confirmed_only
    assert row.author.email == "neu@example.org"
    page = client.get(row.get_absolute_url()).content.decode()
    assert "example.org" not in page
    assert client.post(link)["Location"] == row.get_absolute_url()
    assert Proposal.objects.count() == 1


def test_bad_input_keeps_what_was_typed_and_says_what_is_missing(park, client):
    answer = client.post(NEW, {"title": "", "text": "Ein langer Text, der nicht verloren geht."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "der nicht verloren geht" in page
    assert "aria-invalid" in page
    address = fill(client)
    three = client.post(address, {})["Location"]
    refused = client.post(three, {"email": "keine adresse"})
    assert refused.status_code == 422
    assert "keine adresse" in refused.content.decode()


def test_a_draft_survives_and_goes_on_in_another_browser(park, client, client_factory=None):
    from django.test import Client

    answer = client.post(NEW, {"title": "Angefangen", "text": ""}, headers={"X-Keep": "1"})
    assert answer.status_code == 201
    draft = answer.json()
    client.post(
        f"/prozesse/hoeschpark/vorschlaege/entwurf/{draft['key']}/merken/",
        {"title": "Angefangen", "text": "und weiter"},
    )
    other = Client()
    page = other.get(draft["action"]).content.decode()
    assert "und weiter" in page


def test_a_picture_needs_words_and_comes_with_the_proposal(park, client):
    client.force_login(citizen())
    two = fill(client)
    assert client.post(two, {"picture": photo(), "alt": ""}).status_code == 422
    three = client.post(two, {"picture": photo(), "alt": "Eine Bank am Weg"})["Location"]
    client.post(three)
    page = client.get(Proposal.objects.get().get_absolute_url()).content.decode()
    assert 'alt="Eine Bank am Weg"' in page
    assert "/bilder/" in page


def test_a_broken_picture_is_refused_in_a_sentence(park, client):
    two = fill(client)
    answer = client.post(two, {"picture": SimpleUploadedFile("x.jpg", b"kein bild"), "alt": "Nichts"})
    assert answer.status_code == 422
    assert "kein Bild" in answer.content.decode()


def test_a_click_on_the_picture_of_the_map_sets_the_point(park, client):
    from mitwirken.civic.places.models import Place

    Place.objects.create(
        kind="stadtbezirk", code="02", name="Innenstadt-Nord", slug="innenstadt-nord", latitude=51.53, longitude=7.46,
        outline=[[[[7.3, 51.4], [7.65, 51.4], [7.65, 51.6], [7.3, 51.6], [7.3, 51.4]]]],
    )  # fmt: skip
    client.force_login(citizen())
    two = fill(client)
    answer = client.post(two, {"point_at.x": "120", "point_at.y": "90", "point_view": ""})
    assert answer.status_code == 200
    page = answer.content.decode()
    lat, lon = (re.search(rf'name="point_{axis}"[^>]*value="([\d.]+)"', page)[1] for axis in ("lat", "lon"))
    three = client.post(two, {"point_lat": lat, "point_lon": lon})["Location"]
    client.post(three)
    row = Proposal.objects.get()
    assert row.point == (float(lat), float(lon))
    assert row.place.slug == "innenstadt-nord"


def test_similar_ones_are_shown_on_the_second_step_without_javascript(park, client):
    actions.submit_proposal(
        process=park, clean=Clean(title="Wasserspielplatz im Park", text="Für Kinder."), author=citizen()
    )
    page = client.get(fill(client, title="Spielplatz mit Wasser")).content.decode()
    assert "Wasserspielplatz im Park" in page
    fragment = client.get(
        "/prozesse/hoeschpark/vorschlaege/aehnliche/?title=Spielplatz+mit+Waser"
    ).content.decode()
    assert "Wasserspielplatz im Park" in fragment


def test_the_short_address_leads_to_the_page(park, client):
    row = actions.submit_proposal(process=park, clean=Clean(title="T", text="t"), author=citizen())
    assert client.get(f"/v/{row.pk}/")["Location"] == row.get_absolute_url()
    assert client.get("/v/999999999999/").status_code == 404


def test_two_editors_in_two_windows_see_the_conflict_page(park, client):
    person = citizen()
    client.force_login(person)
    row = actions.submit_proposal(process=park, clean=Clean(title="T", text="Erst."), author=person)
    address = row.get_absolute_url() + "bearbeiten/"
    assert (
        client.post(address, {"title": "T", "text": "Mein Text im ersten Fenster.", "version": 1}).status_code
        == 302
    )
    answer = client.post(address, {"title": "T", "text": "Mein Text im zweiten Fenster.", "version": 1})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "im ersten Fenster" in page
    assert "im zweiten Fenster" in page
    assert 'name="version" value="2"' in page


def test_staff_enter_for_somebody_and_go_on_with_the_next_sheet(park, client):
    client.force_login(staff(Role.OMBUDS))
    address = reverse("paper:enter_for", args=["vorschlag", park.pk])
    token = re.search(r'name="once" value="([^"]+)"', client.get(address).content.decode())[1]
    sheet = {"title": "Vom Blatt", "text": "Geschrieben.", "channel": "paper", "once": token}
    assert client.post(address, sheet)["Location"] == client.post(address, sheet)["Location"]
    row = Proposal.objects.get()
    assert row.channel == "paper"
    assert "auf Papier" in client.get(LIST).content.decode()
    assert f"{address}?weg=paper" in client.get(client.post(address, sheet)["Location"]).content.decode()
    assert client.post(address, {"title": "Ohne Weg", "text": "x"}).status_code == 422


def test_staff_merge_and_take_back_on_pages(park, client):
    first, second = (
        actions.submit_proposal(process=park, clean=Clean(title=title, text="t"), author=citizen())
        for title in ("Bank", "Bänke")
    )
    client.force_login(staff(Role.MODERATION))
    address = f"/schreibtisch/vorschlaege/{second.pk}/zusammenfuehren/"
    assert "Bank" in client.get(address).content.decode()
    assert client.post(address, {"target": "V-99999", "reason": "x"}).status_code == 422
    assert client.post(address, {"target": f"V-{first.pk}", "reason": "Dasselbe."}).status_code == 302
    page = client.get(first.get_absolute_url()).content.decode()
    assert "Zusammengeführt mit" in page
    assert "Bänke" in page
    assert client.post(f"/schreibtisch/vorschlaege/{second.pk}/trennen/").status_code == 302
    assert "Zusammengeführt mit" not in client.get(first.get_absolute_url()).content.decode()


def test_strangers_do_not_get_at_the_desk(park, client):
    for person in (None, citizen(), staff(Role.POLITICS)):
        if person:
            client.force_login(person)
        for address in (
            f"/schreibtisch/papier/vorschlag/{park.pk}/",
            "/schreibtisch/vorschlaege/1/zusammenfuehren/",
        ):
            assert client.get(address).status_code in (302, 403)


@pytest.mark.parametrize(
    "query",
    ["?seite=abc", "?seite=99999999999999999999", "?kategorie=x", "?kategorie=99999999999999999999999", "?bezirk=%00", "?stand=quatsch",
     "?ordnung=';drop", "?q=%00", "?q=" + "a" * 5000, "?seite=-1", "?q=%F0%9F%98%80"],
)  # fmt: skip
def test_no_address_breaks_the_list(park, client, query):
    for address in (LIST, LIST + "karte/"):
        assert client.get(address + query).status_code == 200


def test_filters_narrow(park, client):
    actions.submit_proposal(
        process=park,
        clean=Clean(title="Sitzbank", text="t", category=park.categories.get()),
        author=citizen(),
    )
    actions.submit_proposal(process=park, clean=Clean(title="Brunnen", text="t"), author=citizen())
    page = client.get(LIST + f"?kategorie={park.categories.get().pk}").content.decode()
    assert "Sitzbank" in page
    assert "Brunnen" not in page
    assert "Brunnen" in client.get(LIST + "?q=brunen").content.decode()
    assert "Sitzbank" not in client.get(LIST + "?stand=abgelehnt").content.decode()


def _number_of_queries(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_list_costs_the_same_for_three_and_for_three_hundred(park, client):
    person = citizen()
    rows = [
        Proposal(
            process=park,
            title=f"Vorschlag {n}",
            text="Text",
            author=person,
            created_at=timezone.now(),
            latitude="51.5",
            longitude="7.4",
        )
        for n in range(300)
    ]
    Proposal.objects.bulk_create(rows[:3])
    client.get(LIST)
    few = {
        address: _number_of_queries(client, address)
        for address in (LIST, LIST + "karte/", LIST + "?ordnung=discussed")
    }
    Proposal.objects.bulk_create(rows[3:])
    many = {address: _number_of_queries(client, address) for address in few}
    # Choices of a page bring one query more (the page of many has a next one), never one a row.
    assert many == few


def test_after_the_end_the_page_says_so_and_the_link_to_submit_is_gone(park, client):
    park.phases.update(
        starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=1)
    )
    assert "Vorschlag machen" not in client.get(LIST).content.decode()
    refused = client.get(NEW)
    assert refused.status_code == 403
    assert "zu Ende gegangen" in refused.content.decode()


@pytest.fixture
def kept_pieces(settings):
    settings.PAGE_CACHE = True
    pieces.forget()
    yield
    pieces.forget()


def test_a_signed_in_reader_gets_the_list_without_asking_the_database_for_it_again(park, client, kept_pieces):
    client.force_login(citizen())
    client.get(LIST)
    with CaptureQueriesContext(connection) as seen:
        client.get(LIST)
    assert not [query for query in seen if "proposals_proposal" in query["sql"]]


def test_and_sees_a_new_proposal_at_once(park, client, kept_pieces, django_capture_on_commit_callbacks):
    client.force_login(citizen())
    client.get(LIST)
    with django_capture_on_commit_callbacks(execute=True):
        actions.submit_proposal(process=park, clean=Clean(title="Ganz frisch", text="t"), author=citizen())
    assert "Ganz frisch" in client.get(LIST).content.decode()
