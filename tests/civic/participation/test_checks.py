# SPDX-License-Identifier: EUPL-1.2
"""The check before the start: each point is met or has its reason, and everybody can read it."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from tests import people
from tests.civic.participation import makers

from mitwirken.civic.participation.actions import change_process, publish_process
from mitwirken.civic.participation.checks import CHECKS, answered, inherited, unsettled
from mitwirken.civic.participation.drafts import Access, Checks
from mitwirken.civic.participation.models import Process
from mitwirken.ground.deeds.refusal import Conflict, Refusal

pytestmark = pytest.mark.django_db


def page(process: Process) -> str:
    return f"/schreibtisch/prozesse/{process.pk}/pruefung/"


def test_a_clerk_answers_and_readers_see_what_was_answered(client: Any) -> None:
    office = people.office()
    process = people.process(office=office)
    for key, text in {
        "decided_by": "Rat",
        "influence": "konsultation",
        "fixed": "Der Ort",
        "without_net": "Am Telefon",
    }.items():
        setattr(process, key, text)
    process.decided_on = "2027-05-01"
    process.save()
    people.phase(process)
    client.force_login(people.staff("prozess", office=office))
    answers = {
        "ort": "ja",
        "ort_words": "Haltestelle vor der Tür, Aufzug.",
        "betreuung": "nein",
        "betreuung_words": "Kein Geld dafür.",
    }
    response = client.post(page(process), answers | {"seen": process.version})
    assert response.status_code == 302, unescape(response.content.decode())
    client.logout()
    public = unescape(client.get(process.get_absolute_url()).content.decode())
    assert "Haltestelle vor der Tür, Aufzug." in public and "Kein Geld dafür." in public
    assert "Was vorab geprüft wurde" in public or "was vorab geprüft wurde" in public


def test_a_no_needs_its_reason_and_what_was_typed_stays(client: Any) -> None:
    office = people.office()
    process = people.process(office=office, published_at=None)
    client.force_login(people.staff("prozess", office=office))
    response = client.post(
        page(process),
        {"ort": "nein", "sprache": "ja", "sprache_words": "Auch auf Türkisch.", "seen": process.version},
    )
    assert response.status_code == 422
    html = unescape(response.content.decode())
    assert "Bitte sagen Sie, warum nicht." in html and "Auch auf Türkisch." in html
    process.refresh_from_db()
    assert process.checks == {}


def test_other_offices_may_not_and_two_clerks_see_each_other() -> None:
    process = people.process(office=people.office(), published_at=None)
    change = Checks({"ort": {"state": "ja", "words": "Ja."}})
    with pytest.raises(Refusal):
        change_process(process=process, by=people.staff("prozess", office=people.office()), change=change)
    clerk = people.staff("prozess", office=process.office)
    seen = process.version
    change_process(process=process, by=clerk, change=change, seen=seen)
    with pytest.raises(Conflict):
        change_process(process=process, by=clerk, change=Checks({}), seen=seen)


def test_every_point_has_a_question_a_help_and_a_name() -> None:
    assert len({check.key for check in CHECKS}) == 8
    assert all(check.question and check.help and check.name for check in CHECKS)
    assert [row.state for row in answered({"ort": {"state": "ja"}}) if row.state] == ["ja"]


def test_nothing_is_published_before_each_point_has_its_answer(client: Any) -> None:
    office = people.office()
    clerk = people.staff("prozess", office=office)
    process = makers.draft(clerk, office=office)
    given: dict[str, Any] = {**makers.all_checked().checks}
    given["betreuung"], given["zeit"] = {"state": "nein", "words": " "}, {"state": "", "words": "Noch offen"}
    given["daten"] = {"state": "ja", "words": "[Bitte ergänzen: welche]"}
    change_process(process=process, by=clerk, change=Checks(given))
    with pytest.raises(Refusal) as refused:
        publish_process(process=process, by=clerk)
    sentence = str(refused.value.sentence)
    assert (
        all(name in sentence for name in ("„Zeiten“", "„Betreuung“", "„Daten“")) and "„Orte“" not in sentence
    )
    assert refused.value.field == "zeit"
    client.force_login(clerk)
    back = client.post(f"/schreibtisch/prozesse/{process.pk}/veroeffentlichen/", follow=True)
    html = unescape(back.content.decode())
    assert "zu: „Zeiten“, „Betreuung“, „Daten“" in html
    assert f"/schreibtisch/prozesse/{process.pk}/pruefung/#pruefung-zeit" in html
    assert 'id="pruefung-zeit' in client.get(page(process)).content.decode()
    given |= {"betreuung": {"state": "nein", "words": "Kein Geld."}, "zeit": {"state": "ja", "words": ""}}
    given["daten"] = {"state": "ja", "words": ""}
    change_process(process=process, by=clerk, change=Checks(given))
    assert publish_process(process=process, by=clerk).is_public


def test_what_was_published_before_the_check_stays_and_can_be_corrected() -> None:
    process = makers.published()
    Process.objects.filter(pk=process.pk).update(checks={})
    process.refresh_from_db()
    change = Access("Papierbogen auch in der Bibliothek", "amt@example.org")
    assert change_process(process=process, by=None, change=change).is_public
    half = Checks({"ort": {"state": "ja", "words": ""}})
    assert change_process(process=process, by=None, change=half).is_public


def test_an_answer_that_was_published_is_not_taken_back() -> None:
    process = makers.published()
    with pytest.raises(Refusal, match="Vorab-Prüfung"):
        change_process(process=process, by=None, change=Checks({}))


def test_a_process_from_a_file_says_that_nobody_asked() -> None:
    assert unsettled(inherited("Stand nicht in der Datei.")) == []
    assert {row.state for row in answered(inherited("Stand nicht in der Datei."))} == {"nein"}
    assert len(unsettled(inherited(""))) == len(CHECKS)
