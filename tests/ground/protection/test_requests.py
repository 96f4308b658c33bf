# SPDX-License-Identifier: EUPL-1.2
"""The rights of people over their data, each with its receipt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import citizen, phase, process, staff

from mitwirken.civic.people import actions as people
from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.privacy.actions import run_retention
from mitwirken.ground.protection import actions, queries
from mitwirken.ground.protection.models import Request, RequestKind

pytestmark = pytest.mark.django_db
ADDRESS = "murmelbahn9x@example.org"


@pytest.fixture
def person() -> Any:
    return citizen(email=ADDRESS, pseudonym="Helle Murmel")


@pytest.fixture
def own(person: Any, client: Client) -> Client:
    client.force_login(person)
    return client


def test_a_month_is_the_same_day_or_the_last():
    assert actions.a_month_from(date(2026, 1, 15)) == date(2026, 2, 15)
    assert actions.a_month_from(date(2026, 1, 31)) == date(2026, 2, 28)
    assert actions.a_month_from(date(2026, 12, 31)) == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("ending", "kind"), [("json", "application/json"), ("html", "text/html; charset=utf-8")]
)
def test_all_of_it_is_taken_along_with_a_receipt(own, person, ending, kind):
    answer = own.post(reverse("people:data_take"), {"format": ending})
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'attachment; filename="mitwirken-meine-daten.{ending}"'
    words = answer.content.decode()
    row = Request.objects.get(person=person)
    assert ADDRESS in words and row.number in words and row.token in words
    assert row.kind == RequestKind.EXPORT and not row.waits
    assert row.number in own.get(reverse("people:data")).content.decode()
    assert own.get(reverse("people:data_take")).status_code == 405


def test_restricting_stops_taking_part_and_can_be_taken_back(own, person):
    of = process()
    phase(of, "proposals", "propose")
    answer = own.post(reverse("people:data_restrict"), {"what": "restrict"})
    assert Request.objects.get().kind == RequestKind.RESTRICT
    assert answer["Location"] == Request.objects.get().get_absolute_url()
    person.refresh_from_db()
    with pytest.raises(Refusal, match="eingeschränkt"):
        submit_proposal(process=of, clean=Clean(title="T", text="t"), author=person)
    assert "eingeschränkt" in own.get(reverse("people:data")).content.decode()
    own.post(reverse("people:data_restrict"), {"what": "restrict"})
    assert Request.objects.count() == 1
    own.post(reverse("people:data_restrict"), {"what": "release"})
    person.refresh_from_db()
    assert submit_proposal(process=of, clean=Clean(title="T", text="t"), author=person).pk
    assert list(Request.objects.values_list("kind", flat=True)) == [RequestKind.RELEASE, RequestKind.RESTRICT]


def test_staff_gives_the_roles_back_first():
    with pytest.raises(Refusal, match="Rollen"):
        people.restrict(person=staff(Role.EDITOR))


def test_an_objection_is_answered_within_a_month_and_the_letter_says_nothing_of_it(
    own, person, client, django_capture_on_commit_callbacks
):
    sent = {"text": "Mein Nachbar erkennt mich.", "until_then": "on"}
    receipt = own.post(reverse("people:data_object"), sent)["Location"]
    row = Request.objects.get(kind=RequestKind.OBJECT)
    assert row.due_on == actions.a_month_from(timezone.localdate()) and row.waits
    person.refresh_from_db()
    assert person.restricted_at is not None
    ombuds = staff(Role.OMBUDS)
    assert queries.count_waiting(ombuds) == 1
    desk = Client()
    desk.force_login(ombuds)
    page = desk.get(reverse("protection:request", args=[row.pk])).content.decode()
    # Whoever answers reads what was written; who wrote it is not needed for that.
    assert "Mein Nachbar" in page and "Helle Murmel" not in page and ADDRESS not in page
    with django_capture_on_commit_callbacks(execute=True):
        done = desk.post(
            reverse("protection:request", args=[row.pk]), {"once": "a", "text": "Der Beitrag ist weg."}
        )
    assert done.status_code == 302
    [letter] = mail.outbox
    assert letter.to == [ADDRESS] and "Nachbar" not in letter.body and "Der Beitrag" not in letter.body
    assert row.token in letter.body
    stranger = Client().get(receipt).content.decode()
    assert "Der Beitrag ist weg." in stranger and "Helle Murmel" not in stranger
    with pytest.raises(Refusal, match="schon beantwortet"):
        actions.answer(request=row, text="Noch einmal", by=ombuds)


def test_a_correction_waits_and_an_empty_one_is_refused(own, person):
    assert own.post(reverse("people:data_correct"), {"text": " "}).status_code == 422
    assert not Request.objects.exists()
    own.post(reverse("people:data_correct"), {"text": "Der Stadtbezirk stimmt nicht."})
    assert queries.waiting().get().kind == RequestKind.CORRECT


def test_the_technical_administration_does_not_read_what_people_write(client):
    row = actions.ask(kind=RequestKind.OBJECT, text="Vertraulich", person=citizen())
    admin = staff(Role.ADMIN)
    client.force_login(admin)
    assert client.get(reverse("protection:request", args=[row.pk])).status_code == 403
    page = client.get(reverse("protection:start"))
    assert page.status_code == 200 and row.number not in page.content.decode()
    assert queries.count_waiting(admin) == 0
    with pytest.raises(Refusal):
        actions.answer(request=row, text="Nein", by=admin)


def test_the_receipt_of_an_erasure_counts_and_names_nobody(own, person):
    waiting = actions.ask(kind=RequestKind.CORRECT, text="Ich heiße Murmelbahn9x", person=person)
    receipt = people.delete_account(person=person, keep_texts=True)
    waiting.refresh_from_db()
    assert (waiting.text, waiting.person, waiting.waits) == ("", None, False)
    assert receipt.person is None and receipt.counts["people.person"] > 0
    page = Client().get(receipt.get_absolute_url()).content.decode()
    assert "Ihr Konto" in page and "murmel" not in page.lower()
    left = Client().get(reverse("people:left"), {"beleg": receipt.token}).content.decode()
    assert receipt.number in left
    assert Client().get(reverse("people:left"), {"beleg": "falsch"}).status_code == 200


def test_unknown_receipts_are_refused(client):
    assert client.get(reverse("protection:receipt", args=["gibtesnicht"])).status_code == 404


def test_requests_go_after_three_years(person):
    actions.note_right(kind=RequestKind.EXPORT, person=person)
    asked = actions.ask(kind=RequestKind.OBJECT, text="x", person=person)
    Request.objects.update(at=timezone.now() - timedelta(days=4 * 365))
    assert run_retention()["protection.request"] == 1
    assert Request.objects.get() == asked
