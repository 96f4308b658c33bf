# SPDX-License-Identifier: EUPL-1.2
"""What goes wrong in a town: closed in the middle, two tabs, huge input, points outside, numbers that are none, few and many answers."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.civic.places.town import build
from tests.formats.surveys import filled
from tests.formats.surveys.makers import Park, add_page, answer, ask, empty, end, lead
from tests.formats.surveys.test_pages import begun, first_page, picture

from mitwirken.formats.surveys import actions, views
from mitwirken.formats.surveys.models import Answer, Draft, Kind, Response, Upload
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db


def test_closed_or_taken_back_while_somebody_answers(client: Client):
    """Drafts go with it; the page does not say that they were sent or lay for too long."""
    park = Park()
    at = begun(client, park)
    actions.close_survey(survey=end(park.survey), by=park.by)
    for told in (
        client.get(f"{at}1/"),
        client.post(f"{at}1/", first_page(park)),
        client.post(f"{at}pruefen/"),
    ):
        words = told.content.decode()
        assert told.status_code == 409 and "beendet" in words and "abgesendet" not in words
    other = Park()
    at = begun(client, other)
    actions.unmake_ready(survey=other.survey, by=other.by)
    assert client.post(f"{at}1/", first_page(other)).status_code == 404
    actions.make_ready(survey=other.survey, by=other.by)
    told = client.get(f"{at}1/")
    assert told.status_code == 404 and "gibt es hier nicht mehr" in told.content.decode()


def test_two_tabs_of_one_draft(client: Client, monkeypatch: pytest.MonkeyPatch):
    """While the page about the dog is sent, another tab says that there is none: onward, and what counts is what is seen."""
    park = Park()
    at = begun(client, park)
    client.post(f"{at}1/", first_page(park))
    real = actions.save_page

    def meanwhile(**values: Any) -> Draft:
        real(**(values | {"values": {str(park.whom.pk): {"choices": ["1"]}}}))
        return real(**values)

    monkeypatch.setattr(views.actions, "save_page", meanwhile)
    sent = client.post(f"{at}2/", {"weg": "weiter", f"q{park.lead.pk}": "Bello"})
    assert sent.status_code == 302 and sent["Location"] == f"{at}3/"
    sent = client.post(f"{at}1/", first_page(park))
    sent = client.post(f"{at}2/", {"weg": "zurueck", f"q{park.lead.pk}": "Bello"})
    assert sent["Location"] == f"{at}1/"
    monkeypatch.undo()
    client.post(f"{at}pruefen/")
    assert Response.objects.count() == 1 and not Answer.objects.filter(question=park.lead).exists()


def test_huge_input_is_refused_and_the_rest_of_the_page_stays(client: Client):
    build()
    park = Park()
    at = begun(client, park)
    client.post(f"{at}1/", first_page(park) | {f"q{park.whom.pk}": []})
    rest = {"weg": "weiter", f"q{park.age.pk}": "41", f"q{park.liked.pk}": "4"}
    big = SimpleUploadedFile("x.jpg", picture() + b"\0" * (30 * 1024 * 1024), "image/jpeg")
    outside = {f"q{park.spot.pk}_lat": "48.1", f"q{park.spot.pk}_lon": "11.6"}
    for wrong, said in (
        ({f"q{park.photo.pk}": big}, "12 Megabyte"),
        ({f"q{park.story.pk}": "Ä" * 20_000}, "4.000"),
        (outside, "außerhalb"),
    ):
        page = client.post(f"{at}3/", rest | wrong)
        words = page.content.decode()
        assert page.status_code == 422 and "error-summary" in words, said
        assert said in words or said.replace(".", "") in words, said
        assert 'value="41"' in words and "checked" in words
    assert not Upload.objects.exists() and str(park.age.pk) not in Draft.objects.get().values


def test_pictures_are_taken_at_a_pace(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(views, "PICTURES", 2)
    park = Park()
    at = begun(client, park)
    client.post(f"{at}1/", first_page(park) | {f"q{park.whom.pk}": []})

    def send() -> int:
        file = SimpleUploadedFile("a.png", picture((30, 30), "PNG"))
        return client.post(f"{at}3/", {"weg": "weiter", f"q{park.photo.pk}": file}).status_code

    assert [send(), send(), send()] == [302, 302, 429]
    assert client.post(f"{at}3/", {"weg": "weiter"}).status_code == 302


def test_numbers_that_are_none_at_the_desk(client: Client):
    park = Park()
    answer(park.survey, park.full())
    client.force_login(park.by)
    at = f"/schreibtisch/umfragen/{park.survey.pk}/ergebnisse/"
    for number in ("²", "9" * 30, "-1", "٣", "x\x00"):
        assert client.get(f"{at}worte/", {"frage": number}).status_code == 200
        assert client.post(f"{at}worte/", {"antwort": number, "words": "x"}).status_code == 404
        assert client.get(at, {"nur": f"q{park.often.pk}.{number}", "weg": number}).status_code == 200
        assert client.get(f"{at}vergleich/", {"zeilen": number, "spalten": number}).status_code == 200
    page = client.get(f"{at}worte/", {"frage": str(park.story.pk)}).content.decode()
    assert "Mehr Licht am Weg." in page and "Bello" not in page


@pytest.mark.parametrize("number", [0, 1, 3])
def test_pages_of_results_for_nobody_one_and_few(client: Client, number: int):
    row, asked = filled.survey()
    for _ in range(number):
        filled.answer(row, (asked["often"], {"choice": "1"}), (asked["words"], {"text": "=1+1"}))
    actions.publish_crossing(
        survey=row, first=f"q{asked['often'].pk}", second=f"q{asked['safe'].pk}", by=filled.lead()
    )
    filled.close(row)
    page = client.get(f"/umfragen/{row.pk}/ergebnis/")
    assert page.status_code == 200 and "Noch gibt es nichts zu zeigen" in page.content.decode()
    file = b"".join(client.get(f"/umfragen/{row.pk}/ergebnis.csv").streaming_content)  # type: ignore[attr-defined]
    assert file.startswith(b"\xef\xbb\xbf") and len(file.splitlines()) == 1
    client.force_login(filled.lead())
    at = f"/schreibtisch/umfragen/{row.pk}/ergebnisse/"
    assert client.get(at).status_code == client.get(f"{at}vergleich/").status_code == 200
    sent = client.post(f"{at}einzeln/", {"datei": "breit.csv"})
    lines = list(csv.reader(io.StringIO(b"".join(sent.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert len(lines) == number + 1
    # No spreadsheet takes somebody's words for a formula.
    assert all(not cell.startswith(("=", "+", "@")) for line in lines for cell in line)


def test_a_condition_cannot_change_under_somebody_who_answers(client: Client):
    by = lead()
    survey = empty(by)
    one = ask(survey.pages.get(), Kind.ONE, "Ja?", by, choices=("Ja", "Nein"))
    more = add_page(survey, "Mehr", by, if_question=one.pk, if_choices=("1",))
    ask(more, Kind.SHORT, "Was?", by)
    actions.make_ready(survey=survey, by=by)
    with pytest.raises(Refusal, match="festgelegt"):
        actions.change_page(page=more, draft=actions.PageDraft(title="Mehr"), by=by)
    actions.change_page(
        page=more, draft=actions.PageDraft(title="Noch mehr", if_question=one.pk, if_choices=("1",)), by=by
    )
