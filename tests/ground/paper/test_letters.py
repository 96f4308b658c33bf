# SPDX-License-Identifier: EUPL-1.2
"""The city's answer for people without the net: who waits, what stands in the letter, what is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.people import office, staff

from mitwirken.ground.audit.models import Entry as LogEntry
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.models import Answer, Case, CaseStatus
from mitwirken.ground.paper import actions, letters, queries
from mitwirken.ground.paper.models import Entry, Reply

pytestmark = pytest.mark.django_db
WHERE = "Erna Muster\nWeg 1\n44137 Dortmund"


def entered(park: Any, by: Any, title: str = "Mehr Bänke", **more: Any) -> Entry:
    print_ = actions.current_print(kind="vorschlag", pk=park.pk)
    return actions.enter(
        print_=print_, values={"title": title, "text": "Zum Ausruhen."}, channel="paper", by=by, **more
    )


def answered(
    entry: Entry, edition: int = 1, text: str = "Wir stellen drei Bänke auf.", to: Any = None
) -> Case:
    from django.utils import timezone

    case = Case.objects.get(subject_kind="proposal", subject_id=entry.subject_id)
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.ACCEPTED, office=to)
    Answer.objects.create(
        case=case, edition=edition, text=text, state=Answer.State.PUBLISHED, published_at=timezone.now(),
        signed_office_words="Grünflächenamt", signed_role_words="Fachamt", signature="Das Team Hoeschpark",
    )  # fmt: skip
    return case


def test_who_wished_for_a_letter_waits_as_soon_as_the_city_answers(park: Any, clerk: Any) -> None:
    letter = entered(park, clerk, reply=Reply.LETTER)
    call = entered(park, clerk, reply=Reply.PHONE, address="0231 000")
    quiet = entered(park, clerk)
    assert not queries.answers_to_pass_on(clerk)
    for entry in (letter, call, quiet):
        answered(entry)
    assert list(queries.letters_to_write(clerk)) == [letter] and list(queries.calls_to_make(clerk)) == [call]
    actions.pass_on(entry=letter, by=clerk)
    actions.pass_on(entry=letter, by=clerk)
    assert LogEntry.objects.filter(verb=actions.PASSED_ON).count() == 1
    assert not queries.letters_to_write(clerk)
    answered(letter, edition=2, text="Es werden doch fünf.")
    assert list(queries.letters_to_write(clerk)) == [letter]


def test_an_office_passes_on_what_it_answered_and_nothing_else(park: Any, clerk: Any) -> None:
    mine, other = office("Grün"), office("Tief")
    entry = entered(park, clerk, reply=Reply.LETTER)
    answered(entry, to=mine)
    ours, theirs = staff("fachamt", office=mine), staff("fachamt", office=other)
    assert list(queries.answers_to_pass_on(ours)) == [entry] and not queries.answers_to_pass_on(theirs)
    for nobody in (theirs, staff("redaktion")):
        with pytest.raises(Refusal):
            actions.pass_on(entry=entry, by=nobody)
    actions.pass_on(entry=entry, by=ours)


def test_the_letter_says_what_a_person_needs(park: Any, clerk: Any, settings: Any) -> None:
    settings.PHONE = "0231 50 000"
    entry = entered(park, clerk, reply=Reply.LETTER, address=WHERE)
    answered(entry)
    [letter] = letters.letters_for([(entry, WHERE)])
    assert letter.address == ("Erna Muster", "Weg 1", "44137 Dortmund")
    page = letters.as_page([letter])
    for words in (
        "Mehr Bänke", "Wir stellen drei Bänke auf.", "Angenommen", "Grünflächenamt", "0231 50 000", entry.number, entry.spoken_secret,
        "auf Papier",
    ):  # fmt: skip
        assert words in page, words


def open_the_door(desk: Client) -> None:
    data = {"where": "letters", "reason": "Antworten überbringen", "back": reverse("paper:letters")}
    assert desk.post(reverse("desk:open_contacts"), data).status_code == 302


def test_an_address_nobody_looked_up_goes_on_the_letter_all_the_same(
    park: Any, desk: Client, clerk: Any
) -> None:
    pytest.importorskip("weasyprint")
    entry = entered(park, clerk, reply=Reply.LETTER, address=WHERE)
    answered(entry)
    file = desk.post(reverse("paper:letters"), {f"write{entry.pk}": "on", f"to{entry.pk}": ""})
    assert file["Content-Type"] == "application/pdf"


def test_several_letters_are_one_file_and_a_typed_address_is_not_kept(
    park: Any, desk: Client, clerk: Any
) -> None:
    pytest.importorskip("weasyprint")
    kept = entered(park, clerk, "Bänke", reply=Reply.LETTER, address=WHERE)
    typed = entered(park, clerk, "Licht", reply=Reply.LETTER)
    for entry in (kept, typed):
        answered(entry)
    address = reverse("paper:letters")
    page = desk.get(address).content.decode()
    assert "Erna Muster" not in page and "liegt vor" in page
    assert kept.number in page and typed.number in page
    open_the_door(desk)
    assert "Erna Muster" in desk.get(address).content.decode()
    missing = desk.post(address, {f"write{typed.pk}": "on", f"to{typed.pk}": ""})
    assert missing.status_code == 422 and "fehlt noch die Anschrift" in missing.content.decode()
    assert desk.post(address, {}).status_code == 422
    sent = {
        f"write{kept.pk}": "on",
        f"to{kept.pk}": WHERE,
        f"write{typed.pk}": "on",
        f"to{typed.pk}": "Ali Beispiel\nPlatz 2",
    }
    file = desk.post(address, sent)
    assert file["Content-Type"] == "application/pdf" and file.content.startswith(b"%PDF")
    typed.refresh_from_db()
    assert typed.address == "" and typed.answered_edition == 1
    assert not queries.letters_to_write(clerk)
    again = desk.get(reverse("paper:letter", args=[kept.pk])).content.decode()
    assert "Erna Muster" in again


def test_a_call_is_noted(park: Any, desk: Client, clerk: Any) -> None:
    entry = entered(park, clerk, reply=Reply.PHONE, address="0231 000")
    answered(entry)
    assert "0231 000" not in desk.get(reverse("paper:letters")).content.decode()
    open_the_door(desk)
    assert "0231 000" in desk.get(reverse("paper:letters")).content.decode()
    assert desk.post(reverse("paper:called", args=[entry.pk])).status_code == 302
    assert not queries.calls_to_make(clerk)


def test_without_a_maker_of_files_the_letter_is_a_page(
    park: Any, desk: Client, clerk: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("mitwirken.ground.ui.pdf.is_offered", lambda: False)
    entry = entered(park, clerk, reply=Reply.LETTER)
    answered(entry)
    page = desk.post(reverse("paper:letters"), {f"write{entry.pk}": "on", f"to{entry.pk}": WHERE})
    assert "Erna Muster" in page.content.decode() and "style=" not in page.content.decode()


def test_few_letters_and_many_cost_the_same(park: Any, desk: Client, clerk: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(reverse("paper:letters")).status_code == 200
        return len(caught)

    for n in range(2):
        answered(entered(park, clerk, f"Idee {n}", reply=Reply.LETTER))
    cost()  # the first request of a session asks once more
    few = cost()
    for n in range(2, 12):
        answered(entered(park, clerk, f"Idee {n}", reply=Reply.LETTER))
    assert cost() == few
