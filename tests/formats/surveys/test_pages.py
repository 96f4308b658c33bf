# SPDX-License-Identifier: EUPL-1.2
"""The way through a survey without JavaScript, what is refused, the desk, and the number of queries."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from tests.civic.places.town import build
from tests.formats.surveys.makers import (
    NAMED,
    ONCE,
    Park,
    add_page,
    again,
    answer,
    ask,
    asking_phase,
    empty,
    end,
)
from tests.people import citizen, staff

from mitwirken.formats.surveys import actions
from mitwirken.formats.surveys.models import Answer, Draft, Kind, Question, Response, State, Survey, Upload
from mitwirken.ground.audit.models import Entry as LogEntry
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db


def begun(client: Client, park: Park) -> str:
    """The address below which the pages of a new draft stand."""
    start = f"/umfragen/{park.survey.pk}/antworten/"
    assert client.get(start).status_code == 200
    response = client.post(start, {"website": "", "once": ""})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def first_page(park: Park, **more: Any) -> dict[str, Any]:
    return {"weg": "weiter", f"q{park.often.pk}": "1", f"q{park.whom.pk}": ["1", "2"]} | more


def picture(size: tuple[int, int] = (40, 30), format: str = "JPEG") -> bytes:
    out = io.BytesIO()
    made = Image.new("RGB", size, "green")
    exif = made.getexif()
    exif[0x0110] = "Geheime Kamera"
    made.save(out, format, exif=exif) if format == "JPEG" else made.save(out, format)
    return out.getvalue()


def test_from_the_first_page_to_the_receipt_without_an_account(client: Client):
    build()
    park = Park()
    page = client.get(f"/umfragen/{park.survey.pk}/")
    assert "Jetzt antworten" in page.content.decode() and "anonym" in page.content.decode()
    at = begun(client, park)
    assert client.get(at)["Location"] == f"{at}1/"
    page = client.get(f"{at}1/")
    words = page.content.decode()
    assert (
        "Seite 1 von etwa 2" in words and "Kommen Sie oft?" in words and "no-store" in page["Cache-Control"]
    )
    # Nothing ticked where something must be.
    page = client.post(f"{at}1/", {"weg": "weiter", f"q{park.whom.pk}": ["1", "2", "3"]})
    words = page.content.decode()
    assert page.status_code == 422 and "error-summary" in words and "Höchstens 2 Antworten" in words
    assert words.count(" checked") == 3
    # With a dog the page about it comes, otherwise not.
    assert client.post(f"{at}1/", first_page(park))["Location"] == f"{at}2/"
    assert "Wie heißt er?" in client.get(f"{at}2/").content.decode()
    # Back asks for nothing and loses nothing.
    back = client.post(f"{at}2/", {"weg": "zurueck", f"q{park.lead.pk}": ""})
    assert back["Location"] == f"{at}1/"
    assert client.get(f"{at}1/").content.decode().count(" checked") == 3
    assert client.post(f"{at}2/", {"weg": "weiter", f"q{park.lead.pk}": ""}).status_code == 422
    assert client.post(f"{at}2/", {"weg": "weiter", f"q{park.lead.pk}": "Bello"})["Location"] == f"{at}3/"
    sent = {
        "weg": "weiter",
        f"q{park.liked.pk}": "4",
        f"q{park.table.pk}_1": "1",
        f"q{park.order.pk}_1": "2",
        f"q{park.order.pk}_3": "1",
        f"q{park.age.pk}": "41,5",
        f"q{park.story.pk}": "Mehr Licht.\nUnd Bänke.",
        f"q{park.day.pk}": "1.11.2026",
        f"q{park.spot.pk}_place": "hoerde",
        f"q{park.spot.pk}_text": "am Tor",
        f"q{park.photo.pk}": SimpleUploadedFile("x.jpg", picture(), "image/jpeg"),
    }
    assert client.post(f"{at}3/", sent)["Location"] == f"{at}pruefen/"
    page = client.get(f"{at}pruefen/")
    words = page.content.decode()
    for said in (
        "Bello",
        "4",
        "die Wege: gut",
        "1. Licht",
        "41,5 Jahre",
        "Und Bänke.",
        "Hörde",
        "am Tor",
        "ein Bild",
    ):
        assert said in words, said
    # Later on: the address of the pause leads on.
    assert "Nur diese Adresse führt zurück" in client.get(f"{at}spaeter/").content.decode()
    assert not Response.objects.exists()
    first, second = client.post(f"{at}pruefen/"), client.post(f"{at}pruefen/")
    code = re.search(r'survey-code"><bdi>([^<]+)<', first.content.decode())
    assert code is not None and code.group(1) in second.content.decode()
    assert Response.objects.count() == 1
    assert code.group(1) not in json.dumps(dict(client.session.items()))
    response = Response.objects.get()
    assert response.person is None and response.language == "de"
    spot = Answer.objects.get(question=park.spot)
    assert spot.place is not None and spot.place.slug == "hoerde" and spot.text == "am Tor"
    kept = bytes(Upload.objects.get().data)
    assert b"Geheime Kamera" not in kept and kept[8:12] == b"WEBP"
    assert client.get(f"{at}1/").status_code == 404
    # Taken back with the code.
    there = f"/umfragen/{park.survey.pk}/zuruecknehmen/"
    assert client.post(there, {"code": "2222-2222-2222"}).status_code == 422
    assert client.post(there, {"code": code.group(1)}).status_code == 302
    assert not Response.objects.exists() and not Upload.objects.exists()


def test_a_changed_answer_takes_its_pages_away_on_the_way_and_in_the_end(client: Client):
    park = Park()
    at = begun(client, park)
    client.post(f"{at}1/", first_page(park))
    client.post(f"{at}2/", {"weg": "weiter", f"q{park.lead.pk}": "Bello"})
    client.post(f"{at}1/", first_page(park) | {f"q{park.whom.pk}": ["3"]})
    assert client.get(f"{at}2/")["Location"] == f"{at}3/"
    assert "Bello" not in client.get(f"{at}pruefen/").content.decode()
    client.post(f"{at}pruefen/")
    assert Response.objects.count() == 1 and not Answer.objects.filter(question=park.lead).exists()


def test_a_click_on_the_map_sets_the_point_and_loses_nothing(client: Client):
    build()
    park = Park()
    at = begun(client, park)
    client.post(f"{at}1/", first_page(park) | {f"q{park.whom.pk}": []})
    name = f"q{park.spot.pk}"
    page = client.post(
        f"{at}3/", {f"{name}_at.x": "100", f"{name}_at.y": "80", f"q{park.story.pk}": "Mehr Licht."}
    )
    words = page.content.decode()
    assert page.status_code == 200 and "Mehr Licht." in words and "error-summary" not in words
    lat = re.search(rf'name="{name}_lat" value="([^"]+)"', words)
    lon = re.search(rf'name="{name}_lon" value="([^"]+)"', words)
    assert lat and lon
    client.post(f"{at}3/", {"weg": "weiter", f"{name}_lat": lat[1], f"{name}_lon": lon[1]})
    client.post(f"{at}pruefen/")
    spot = Answer.objects.get(question=park.spot)
    assert (float(spot.latitude or 0), float(spot.longitude or 0)) == (float(lat[1]), float(lon[1]))
    assert spot.place is not None


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        ("liked", "6", ""),
        ("liked", "1.5", ""),
        ("age", "5", ""),
        ("age", "NaN", ""),
        ("age", "9" * 400, ""),
        ("story", "x" * 10_000, ""),
        ("day", "31.02.2026", "Tag so"),
        ("day", "gestern", "Tag so"),
    ],
)
def test_bad_input_is_said_at_its_field_and_kept(client: Client, field: str, sent: str, said: str):
    park = Park()
    at = begun(client, park)
    client.post(f"{at}1/", first_page(park) | {f"q{park.whom.pk}": []})
    page = client.post(f"{at}3/", {"weg": "weiter", f"q{getattr(park, field).pk}": sent})
    words = page.content.decode()
    assert page.status_code == 422 and "error-summary" in words and said in words
    if field in {"story", "day", "age"}:
        assert sent in words
    assert str(getattr(park, field).pk) not in Draft.objects.get().values


def test_forged_choices_and_foreign_questions_come_to_nothing(client: Client):
    park, other = Park(), Park()
    at = begun(client, park)
    for forged in ("99", "x' OR 1=1", "1\x00"):
        page = client.post(f"{at}1/", first_page(park) | {f"q{park.often.pk}": forged})
        assert page.status_code == 422
    client.post(
        f"{at}1/",
        first_page(park, **{f"q{other.story.pk}": "fremd", "q999999": "y"}) | {f"q{park.whom.pk}": []},
    )
    values = Draft.objects.get().values
    assert set(values) == {str(park.often.pk)}
    # Two of a rank, a rank that there is not.
    page = client.post(f"{at}3/", {"weg": "weiter", f"q{park.order.pk}_1": "1", f"q{park.order.pk}_2": "1"})
    assert page.status_code == 422 and "zweimal vergeben" in page.content.decode()
    assert client.post(f"{at}3/", {"weg": "weiter", f"q{park.order.pk}_1": "9"}).status_code == 422
    # A token of another survey, no token, a page that there is not.
    token = at.rstrip("/").rsplit("/", 1)[1]
    assert client.get(f"/umfragen/{other.survey.pk}/antworten/{token}/1/").status_code == 404
    assert client.get(f"/umfragen/{park.survey.pk}/antworten/nichts/1/").status_code == 404
    assert client.get(f"{at}77/")["Location"] == f"{at}pruefen/"
    # Own words count only with their choice.
    wrong = {"weg": "weiter", f"q{park.often.pk}": "1", f"q{park.often.pk}_x": "manchmal"}
    assert client.post(f"{at}1/", wrong).status_code == 422
    words = {"weg": "weiter", f"q{park.often.pk}_x": "manchmal"}
    assert client.post(f"{at}1/", words).status_code == 302
    assert Draft.objects.get().values[str(park.often.pk)] == {"choices": ["x"], "text": "manchmal"}


@pytest.mark.parametrize(
    "data",
    [b"MZ\x90 no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"GIF89a", b"x" * 100],
)
def test_only_pictures_are_taken(client: Client, data: bytes):
    park = Park()
    at = begun(client, park)
    client.post(f"{at}1/", first_page(park) | {f"q{park.whom.pk}": []})
    sent = {"weg": "weiter", f"q{park.photo.pk}": SimpleUploadedFile("bild.jpg", data, "image/jpeg")}
    page = client.post(f"{at}3/", sent)
    assert page.status_code == 422 and "kein Bild" in page.content.decode()
    assert not Upload.objects.exists()


def test_a_picture_is_replaced_removed_and_seen_by_staff_alone(client: Client):
    park = Park()
    at = begun(client, park)
    client.post(f"{at}1/", first_page(park) | {f"q{park.whom.pk}": []})
    name = f"q{park.photo.pk}"
    for size in ((40, 30), (50, 30)):
        client.post(f"{at}3/", {"weg": "weiter", name: SimpleUploadedFile("a.png", picture(size, "PNG"))})
    assert Upload.objects.count() == 1
    client.post(f"{at}3/", {"weg": "weiter", f"{name}_weg": "on"})
    assert not Upload.objects.exists()
    client.post(f"{at}3/", {"weg": "weiter", name: SimpleUploadedFile("a.png", picture((30, 30), "PNG"))})
    client.post(f"{at}3/", {"weg": "weiter"})
    client.post(f"{at}pruefen/")
    kept = Upload.objects.get()
    there = f"/schreibtisch/umfragen/{park.survey.pk}/bilder/{kept.pk}/"
    assert client.get(there).status_code in {302, 403}
    client.force_login(citizen())
    assert client.get(there).status_code in {302, 403}
    client.force_login(staff(Role.OFFICE))
    answer = client.get(there)
    assert answer.status_code == 200 and answer["Content-Type"] == "image/webp"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/schreibtisch/umfragen/{park.survey.pk}/bilder/").status_code == 200
    other = Park()
    assert client.get(f"/schreibtisch/umfragen/{other.survey.pk}/bilder/{kept.pk}/").status_code == 404


def test_by_name_with_an_account(client: Client):
    park = Park(**NAMED)
    at = f"/umfragen/{park.survey.pk}/"
    assert client.get(f"{at}antworten/")["Location"].startswith("/konto/anmelden/")
    assert client.get(f"{at}meine/").status_code == 404
    person = citizen()
    client.force_login(person)
    pages = begun(client, park)
    other = Client()
    other.force_login(citizen())
    assert other.get(f"{pages}1/").status_code == 404
    client.post(f"{pages}1/", first_page(park) | {f"q{park.whom.pk}": []})
    client.post(f"{pages}pruefen/")
    assert Response.objects.get().person == person
    assert client.get(f"{at}antworten/")["Location"] == f"{at}meine/"
    assert "Kommen Sie oft?" in client.get(f"{at}meine/").content.decode()
    pages = client.post(f"{at}meine/aendern/")["Location"]
    client.post(f"{pages}1/", first_page(park) | {f"q{park.often.pk}": "2", f"q{park.whom.pk}": []})
    client.post(f"{pages}pruefen/")
    assert Answer.objects.get(question=park.often).choice == "2"
    assert client.post(f"{at}meine/loeschen/").status_code == 302
    assert not Response.objects.exists()


def test_after_the_end_the_pages_say_so(client: Client):
    park = Park()
    at = begun(client, park)
    client.post(f"{at}1/", first_page(park) | {f"q{park.whom.pk}": []})
    end(park.survey)
    page = client.post(f"{at}pruefen/")
    assert page.status_code == 409 and "beendet" in page.content.decode()
    assert client.get(f"{at}1/").status_code == 409
    assert "beendet" in client.get(f"/umfragen/{park.survey.pk}/").content.decode()


def test_words_of_the_city_and_of_people_are_words_and_nothing_else(client: Client):
    by = staff(Role.CORE)
    survey = empty(by)
    bad = "<script>alert(1)</script>"
    page = survey.pages.get()
    kinds: dict[str, dict[str, Any]] = {
        Kind.ONE: {"choices": (bad, "Nein"), "other": True},
        Kind.SEVERAL: {"choices": (bad, "Nein")},
        Kind.SCALE: {"low": 1, "high": 3, "low_label": bad, "high_label": bad},
        Kind.MATRIX: {"rows": (bad,), "choices": (bad, "gut")},
        Kind.RANKING: {"choices": (bad, "B")},
        Kind.NUMBER: {"unit": "<script>"},
        Kind.SHORT: {},
        Kind.INFO: {},
    }
    asked = [ask(page, kind, bad, by, help=bad, **more) for kind, more in kinds.items()]
    actions.change_page(page=page, draft=actions.PageDraft(title=bad, text=bad), by=by)
    actions.make_ready(survey=survey, by=by)
    token = actions.begin(survey=again(survey), person=None)
    values = {str(asked[0].pk): {"choices": ["x"], "text": bad}, str(asked[6].pk): {"text": bad}}
    actions.save_page(survey=again(survey), token=token, values=values, person=None)
    client.force_login(by)
    at = f"/umfragen/{survey.pk}/antworten/{token}/"
    desk = f"/schreibtisch/umfragen/{survey.pk}/"
    for address in (
        f"{at}1/",
        f"{at}pruefen/",
        desk,
        f"{desk}fragen/{asked[0].pk}/",
        f"/boegen/umfrage/{survey.pk}/",
    ):
        words = client.get(address).content.decode()
        assert bad not in words and "&lt;script&gt;" in words, address


def test_drafts_are_nobodys_page(client: Client):
    park = Park(settle=False)
    for path in ("", "antworten/", "meine/", "zuruecknehmen/"):
        assert client.get(f"/umfragen/{park.survey.pk}/{path}").status_code == 404
    hidden = Park(where=asking_phase())
    hidden.survey.process.published_at = None
    hidden.survey.process.save()
    assert client.get(f"/umfragen/{hidden.survey.pk}/").status_code == 404
    assert client.get("/umfragen/").status_code == 200


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_three_hundred_questions_cost_no_more_queries_than_three(client: Client):
    numbers = []
    by = staff(Role.CORE)
    for many in (3, 300):
        survey = empty(by)
        page = survey.pages.get()
        Question.objects.bulk_create(
            Question(
                page=page,
                position=n,
                kind=Kind.ONE,
                text=f"Frage {n}?",
                choices=[{"key": "1", "label": "Ja"}, {"key": "2", "label": "Nein"}],
            )
            for n in range(many)
        )
        actions.make_ready(survey=survey, by=by)
        survey = again(survey)
        asked = list(Question.objects.filter(page=page))
        token = actions.begin(survey=survey, person=None)
        values = {str(one.pk): {"choices": ["1"]} for one in asked}
        actions.save_page(survey=survey, token=token, values=values, person=None)
        at = f"/umfragen/{survey.pk}/antworten/{token}/"
        guest, colleague = Client(), Client()
        colleague.force_login(by)
        counts = [
            queries_of(guest, f"/umfragen/{survey.pk}/"),
            queries_of(guest, f"{at}1/"),
            queries_of(guest, f"{at}pruefen/"),
            queries_of(colleague, f"/schreibtisch/umfragen/{survey.pk}/"),
        ]
        with CaptureQueriesContext(connection) as sent:
            actions.send(survey=survey, token=token, person=None)
        # Rows go in by the hundred; all else is the same.
        rows = [one for one in sent.captured_queries if one["sql"].startswith('INSERT INTO "surveys_answer"')]
        assert len(rows) <= 1 + many // 50
        numbers.append([*counts, len(sent) - len(rows)])
        assert Answer.objects.filter(response__survey=survey).count() == many
    assert numbers[0] == numbers[1]


def test_three_hundred_responses_cost_no_more_queries_than_three(client: Client):
    park = Park()
    client.force_login(park.by)
    numbers = []
    for many in (3, 297):
        Response.objects.bulk_create(
            Response(survey=park.survey, completed_on=timezone.localdate(), receipt=f"{many}-{n}")
            for n in range(many)
        )
        pages = ("/umfragen/", park.survey.get_absolute_url(), park.survey.process.get_absolute_url())
        desk = ("/schreibtisch/umfragen/", f"/schreibtisch/umfragen/{park.survey.pk}/")
        numbers.append([queries_of(client, address) for address in (*pages, *desk)])
    assert numbers[0] == numbers[1]


def test_who_has_taken_part_is_told_before_the_first_question(client: Client):
    park, person = Park(**ONCE), citizen()
    told = client.get(f"/umfragen/{park.survey.pk}/").content.decode()
    # Until it is closed nobody is promised more than can be kept.
    assert "speichern wir getrennt" in told and "wer unseren Server verwaltet" in told
    answer(park.survey, park.full(), person)
    client.force_login(person)
    page = client.get(f"/umfragen/{park.survey.pk}/antworten/")
    assert page.status_code == 409 and "schon teilgenommen" in page.content.decode()


def test_the_desk_builds_a_survey_with_buttons(client: Client):
    by = staff(Role.PROCESS)
    phase = asking_phase()
    client.force_login(by)
    made = client.post(
        "/schreibtisch/umfragen/neu/",
        {
            "phase": phase.pk,
            "title": "Bäder",
            "intro": "Wir planen.",
            "mode": "open",
            "results": "after",
            "smallest": "5",
            "once": "t1",
        },
    )
    assert made.status_code == 302, made.content.decode()
    survey = Survey.objects.get()
    at = f"/schreibtisch/umfragen/{survey.pk}/"
    page = survey.pages.get()
    assert "noch keine Frage" in client.get(at).content.decode()
    new = f"{at}seiten/{page.pk}/fragen/neu/"
    assert client.get(new).content.decode().count("?art=") == len(Kind.values)
    for kind in Kind.values:
        assert client.get(f"{new}?art={kind}").status_code == 200
    assert (
        client.post(f"{new}?art=one", {"text": "Schwimmen Sie?", "choices": "Ja", "once": "q0"}).status_code
        == 422
    )
    client.post(
        f"{new}?art=one", {"text": "Schwimmen Sie?", "choices": "Ja\nNein", "required": "on", "once": "q1"}
    )
    client.post(f"{new}?art=one", {"text": "Schwimmen Sie?", "choices": "Ja\nNein", "once": "q1"})
    client.post(f"{new}?art=scale", {"text": "Gern?", "low": "1", "high": "5", "once": "q2"})
    one, scale = Question.objects.order_by("pk")
    client.post(f"{at}verschieben/", {"zug": f"frage-{scale.pk}-hoch"})
    assert list(Question.objects.filter(page=page)) == [scale, one]
    client.post(f"{at}verschieben/", {"zug": f"frage-{scale.pk}-runter"})
    # A page only for swimmers.
    client.post(
        f"{at}seiten/neu/", {"title": "Für alle, die schwimmen", "condition": [f"{one.pk}:1"], "once": "s1"}
    )
    second = survey.pages.last()
    assert second is not None and second.if_question == one and second.if_choices == ["1"]
    client.post(f"{at}seiten/{second.pk}/fragen/neu/?art=long", {"text": "Wo?", "once": "q3"})
    # Its page cannot go before the question it looks at.
    told = client.post(f"{at}verschieben/", {"zug": f"seite-{second.pk}-hoch"}, follow=True)
    assert "nicht auf einer früheren Seite" in told.content.decode()
    assert [each.pk for each in survey.pages.all()] == [page.pk, second.pk]
    refused = client.post(f"{at}fragen/{one.pk}/entfernen/")
    assert refused.status_code == 409 and "nur nach bestimmten Antworten" in refused.content.decode()
    for bad in ("frage-1", "seite-x-hoch", "frage-99999999-hoch", ""):
        assert client.post(f"{at}verschieben/", {"zug": bad}).status_code == 404
    # Tried out, settled, and then nothing can be taken away.
    tried = client.post(f"{at}probieren/")["Location"]
    assert "Sie probieren aus" in client.get(f"{tried}1/").content.decode()
    assert client.post(f"{at}festlegen/").status_code == 302
    assert again(survey).state == State.READY
    answer(again(survey), {str(one.pk): {"choices": ["2"]}})
    for path in (f"fragen/{one.pk}/entfernen/", f"seiten/{page.pk}/entfernen/", "seiten/neu/", "loeschen/"):
        refused = client.get(f"{at}{path}")
        assert refused.status_code == 409 and "schon Antworten" in refused.content.decode(), path
    # Words may be put right, their number not.
    fixed = f"{at}fragen/{one.pk}/"
    assert client.post(fixed, {"text": "Schwimmen Sie gern?", "choices": "Ja, gern\nNein"}).status_code == 302
    changed = Question.objects.get(pk=one.pk)
    assert changed.choices == [{"key": "1", "label": "Ja, gern"}, {"key": "2", "label": "Nein"}]
    assert changed.required
    assert client.post(fixed, {"text": "Schwimmen Sie?", "choices": "Ja"}).status_code == 422
    assert client.post(fixed, {"text": "Schwimmen Sie?", "choices": "Ja\nNein\nEgal"}).status_code == 409
    # Nobody's "yes" becomes a "no"; and what the words were is in the logbook.
    assert client.post(fixed, {"text": "Schwimmen Sie?", "choices": "Nein\nJa, gern"}).status_code == 409
    noted = LogEntry.objects.get(verb="surveys.reworded")
    assert "Schwimmen Sie? | Ja | Nein" in str(noted.facts) and "Ja, gern" in str(noted.facts)
    # A copy starts anew, with its conditions.
    copied = client.post(f"{at}kopieren/", {"phase": phase.pk, "title": "Bäder 2", "once": "c1"})
    twin = Survey.objects.get(title="Bäder 2")
    assert copied["Location"] == f"/schreibtisch/umfragen/{twin.pk}/" and twin.state == State.DRAFT
    last = twin.pages.last()
    assert last is not None and last.if_question is not None
    assert last.if_question.page.survey == twin and not twin.responses.exists()
    assert client.post(f"/schreibtisch/umfragen/{twin.pk}/loeschen/").status_code == 302
    assert not Survey.objects.filter(pk=twin.pk).exists()


def test_the_desk_closes_a_survey_after_its_end(client: Client):
    park = Park()
    client.force_login(park.by)
    at = f"/schreibtisch/umfragen/{park.survey.pk}/"
    assert client.get(f"{at}schliessen/").status_code == 409
    end(park.survey)
    assert "Haben Sie alle Bögen eingegeben" in client.get(f"{at}schliessen/").content.decode()
    assert client.post(f"{at}schliessen/").status_code == 302
    assert again(park.survey).state == State.CLOSED
    assert client.get(at).status_code == 200
    assert client.post(f"{at}probieren/").status_code == 409
    assert client.get(f"{at}fragen/{park.often.pk}/").status_code == 409


def test_conditions_that_could_never_hold_are_refused():
    park = Park(settle=False)
    by = park.by
    from mitwirken.ground.deeds.refusal import Refusal

    for values in (
        {"if_question": park.liked.pk, "if_choices": ("1",)},  # the same page
        {"if_question": park.story.pk, "if_choices": ("1",)},  # a text
        {"if_question": park.often.pk, "if_choices": ("77",)},  # no such answer
        {"if_question": park.often.pk, "if_choices": ()},
        {"if_question": 10**9, "if_choices": ("1",)},
    ):
        with pytest.raises(Refusal):
            ask(park.rest, Kind.SHORT, "Wozu?", by, **values)
    # A circle: the first page after an answer of the last one.
    with pytest.raises(Refusal, match="früheren Seite"):
        actions.change_page(
            page=park.first,
            draft=actions.PageDraft(title="Anfang", if_question=park.liked.pk, if_choices=("1",)),
            by=by,
        )
    # An answer that a condition names stays, however it is worded.
    with pytest.raises(Refusal, match="nicht mehr gäbe"):
        actions.change_question(
            question=park.whom,
            draft=actions.QuestionDraft(
                kind=Kind.SEVERAL, text="Mit wem?", choices=("Kinder", "allein", "Oma", "Opa")
            ),
            by=by,
        )
    # A page takes its questions along, unless somebody asks for them.
    with pytest.raises(Refusal):
        actions.remove_page(page=park.first, by=by)
    actions.remove_page(page=park.dogs, by=by)
    add_page(park.survey, "Noch eine", by)
    actions.move_question(question=park.thanks, by=by, up=False)
    assert Question.objects.get(pk=park.thanks.pk).page.title == "Noch eine"
    actions.move_question(question=Question.objects.get(pk=park.thanks.pk), by=by, up=True)
    assert Question.objects.get(pk=park.thanks.pk).page == park.rest


def test_staff_without_the_right_are_told(client: Client):
    park = Park(settle=False)
    client.force_login(staff(Role.MODERATION))
    for path in ("", f"{park.survey.pk}/", f"{park.survey.pk}/angaben/", "neu/"):
        assert client.get(f"/schreibtisch/umfragen/{path}").status_code == 403
    client.force_login(staff(Role.OFFICE))
    assert client.get(f"/schreibtisch/umfragen/{park.survey.pk}/").status_code == 200
    assert client.get(f"/schreibtisch/umfragen/{park.survey.pk}/angaben/").status_code == 403
    assert client.post(f"/schreibtisch/umfragen/{park.survey.pk}/festlegen/").status_code == 403
