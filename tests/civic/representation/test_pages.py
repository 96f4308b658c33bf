# SPDX-License-Identifier: EUPL-1.2
"""Doors: the questions for whoever holds a token, what everybody sees, files, the desk."""

from __future__ import annotations

import csv
import io
from html import unescape
from typing import Any

import pytest
from tests import people

from mitwirken.civic.representation import actions
from mitwirken.civic.representation.models import Mark, Tally
from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.formats.rating.actions import rate

from .test_counting import crowd, load_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town() -> None:
    load_town()


def html(response: Any) -> str:
    return unescape(response.content.decode())


def running(**values: Any) -> Any:
    process = people.process(**values)
    people.phase(process, "proposals", "propose", "comment", "rate", settings={"rating": "support"})
    return process


def test_from_the_proposal_to_the_questions_and_never_again(client: Any) -> None:
    process, person = running(), people.citizen()
    row = submit_proposal(process=process, clean=Clean(title="Bank", text="Zum Ruhen."), author=person)
    client.force_login(person)
    page = html(client.get(row.get_absolute_url()))
    address = page.split("who-invitation")[1].split('<a class="button button-quiet" href="')[1].split('"')[0]
    client.force_login(people.citizen())
    assert "who-invitation" not in html(client.get(row.get_absolute_url()))
    client.force_login(person)
    form = html(client.get(address))
    assert "Jede Frage dürfen Sie auslassen" in form and "keine Angabe" in form
    assert 'content="noindex"' in form
    done = client.post(address, {"district": "hoerde", "age": "", "language": "tr"}, follow=True)
    assert "ohne dass jemand weiß, von wem" in html(done)
    assert "who-invitation" not in html(client.get(row.get_absolute_url()))
    again = client.post(address, {"district": "eving"}, follow=True)
    assert "Jede Person zählt einmal" in html(again)
    assert Tally.objects.get(trait="district", value="hoerde").waiting == 1
    assert Tally.objects.get(trait="district", value="eving").waiting == 0


def test_whoever_rated_is_led_there_and_others_are_not(client: Any) -> None:
    process, person = running(), people.citizen()
    row = submit_proposal(
        process=process, clean=Clean(title="Bank", text="Zum Ruhen."), author=people.citizen()
    )
    begin = f"/prozesse/{process.slug}/wer-macht-mit/fragen/"
    assert client.get(begin).status_code == 302
    client.force_login(person)
    assert client.get(begin).status_code == 403 and begin not in html(client.get(row.get_absolute_url()))
    rate(subject=row, phase=process.phases.get(), person=person, value=1)
    assert begin in html(client.get(row.get_absolute_url()))
    asked = client.get(begin)
    assert asked.status_code == 302 and client.get(asked["Location"]).status_code == 200
    assert html(client.post(asked["Location"], {}, follow=True)).count("dann fragen wir nicht weiter") == 1
    assert client.get(begin)["Location"] == f"/prozesse/{process.slug}/wer-macht-mit/"
    assert Mark.objects.count() == 1 and not Tally.objects.exists()


def test_a_wrong_token_says_what_is_so(client: Any) -> None:
    process = running()
    response = client.get(f"/prozesse/{process.slug}/wer-macht-mit/unsinn/")
    assert response.status_code == 404 and "zählt auch ohne sie" in html(response)
    token = actions.hand_out(process=process, who="person:1")
    address = f"/prozesse/{process.slug}/wer-macht-mit/{token}/"
    assert client.post(address, {"district": "atlantis"}).status_code == 422


def test_the_page_says_who_is_there_who_is_missing_and_how_to_reach_them(client: Any) -> None:
    process = running()
    assert "Erst ab fünf Antworten" in html(client.get(f"/prozesse/{process.slug}/wer-macht-mit/"))
    assert "wer-macht-mit" not in html(client.get(process.get_absolute_url()))
    crowd(process, 80, district="hoerde", age="30-44")
    crowd(process, 12, start=100, district="innenstadt-ost")
    crowd(process, 6, start=200, district="hombruch")
    crowd(process, 2, start=300, district="huckarde")
    actions.publish_figures()
    page = html(client.get(f"/prozesse/{process.slug}/wer-macht-mit/"))
    assert "100 Menschen haben freiwillig etwas über sich gesagt" in page
    assert "Vergleichszahlen der Stadt liegen uns dazu nicht vor" in page
    assert "nicht genannt" in page and "100 von 100 Antworten kommen aus dem Netz" in page
    assert "/instrumentenkoffer/methoden/?gruppe=ohne_internet" in page
    assert "wer-macht-mit" in html(client.get(process.get_absolute_url()))
    whole = html(client.get("/wer-macht-mit/"))
    assert process.title in whole and "offene-daten/wer-macht-mit.csv" in whole


def test_a_gap_is_a_sentence_with_a_way_on(client: Any) -> None:
    process = running()
    crowd(process, 92, district="hoerde")
    crowd(process, 8, start=100, district="eving")
    crowd(process, 100, start=200, district="innenstadt-ost")
    actions.publish_figures()
    crowd(process, 5, start=400, district="innenstadt-nord")
    actions.publish_figures()
    page = html(client.get(f"/prozesse/{process.slug}/wer-macht-mit/"))
    assert "Aus Innenstadt-Nord kommen 2 von 100 Antworten; dort wohnen 10 von 100 Menschen." in page
    assert "/instrumentenkoffer/methoden/?gruppe=nachbarschaft" in page
    there = running(slug="nur-hoerde")
    there.places.add(actions.queries.districts().get(slug="hoerde"))
    crowd(there, 95, district="hoerde")
    crowd(there, 5, start=100, district="innenstadt-nord")
    actions.publish_figures()
    local = html(client.get("/prozesse/nur-hoerde/wer-macht-mit/"))
    assert "gilt einem Teil der Stadt" in local and "dort wohnen" not in local


def test_open_data_never_says_more_than_the_page(client: Any) -> None:
    process = running()
    crowd(process, 40, district="hoerde")
    crowd(process, 3, start=100, district="eving")
    crowd(process, 1, start=200, district="brackel")
    actions.publish_figures()
    response = client.get("/offene-daten/wer-macht-mit.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    here = {
        row["value"]: row for row in rows if row["process"] == process.slug and row["question"] == "district"
    }
    assert (
        here["hoerde"]["count"] == "40"
        and here["eving"]["count"] == ""
        and here["eving"]["left_out"] == "true"
    )
    told = b"".join(client.get("/offene-daten/wer-macht-mit.json").streaming_content).decode()
    assert '"value": "hoerde"' in told and '"count": 3' not in told and '"count": 1,' not in told


def test_the_desk_types_in_a_pile(client: Any) -> None:
    office = people.office()
    process = running(office=office)
    client.force_login(people.staff("prozess", office=office))
    assert process.title in html(client.get("/schreibtisch/wer-macht-mit/"))
    address = f"/schreibtisch/wer-macht-mit/{process.pk}/eintragen/"
    assert client.get(address).status_code == 200
    bad = client.post(address, {"channel": "paper", "people": 2, "district-hoerde": 3, "once": "a"})
    assert bad.status_code == 422 and "mehr Angaben als Bogen" in html(bad)
    for _double in range(2):
        sent = {"channel": "paper", "people": 9, "district-hoerde": 6, "age-75": 9, "once": "abc"}
        done = client.post(address, sent, follow=True)
        assert "9 Bogen sind gezählt" in html(done)
    assert Tally.objects.get(trait="channel", value="paper").waiting == 9
    client.force_login(people.staff("prozess", office=people.office()))
    assert client.get(address).status_code == 403
    client.force_login(people.citizen())
    assert client.get("/schreibtisch/wer-macht-mit/").status_code in (302, 403)
