# SPDX-License-Identifier: EUPL-1.2
"""Warn, pause, object: with reasons, answered by somebody else. Times, names and the figures of a year."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.ground.desk.wishes import KIND, wish
from tests.ground.moderation.test_moderation import STATEMENT, filled, report, signed_in
from tests.people import citizen, staff

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.moderation import actions, figures, queries, rules
from mitwirken.ground.moderation.models import Measure, Protest, Report, Tally
from mitwirken.ground.notifications.actions import tell_and_send

pytestmark = pytest.mark.django_db

WHY = {"clause": "Spielregel: Keine Werbung", "facts": "Fünf Anzeigen für ein Kasino an zwei Tagen."}


@pytest.fixture
def moderator() -> Any:
    return staff(Role.MODERATION)


def warn(by: Any, concern: str = "schreiben", **whom: Any) -> Measure:
    return actions.take_measure(concern=concern, step="verwarnung", by=by, **WHY, **whom)


def pause(by: Any, concern: str = "schreiben", days: int = 7, **whom: Any) -> Measure:
    return actions.take_measure(concern=concern, step="pause", days=days, by=by, **WHY, **whom)


# --- warn and pause --------------------------------------------------------------------------------------------------


def test_a_pause_comes_after_a_warning_and_ends(moderator: Any) -> None:
    person = citizen()
    with pytest.raises(Refusal, match="Vor einer Pause"):
        pause(moderator, person=person)
    warn(moderator, person=person)
    rules.require_may_write(person)
    row = pause(moderator, person=person)
    with pytest.raises(Refusal, match="nichts schreiben"):
        rules.require_may_write(person)
    Measure.objects.filter(pk=row.pk).update(until=timezone.now() - timedelta(minutes=1))
    rules.require_may_write(person)


def test_an_old_warning_and_one_about_something_else_do_not_count(moderator: Any) -> None:
    person = citizen()
    warn(moderator, concern="melden", person=person)
    old = warn(moderator, person=person)
    Measure.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=366))
    with pytest.raises(Refusal, match="Vor einer Pause"):
        pause(moderator, person=person)


@pytest.mark.parametrize("days", [None, 0, 91])
def test_a_pause_is_at_most_ninety_days(moderator: Any, days: Any) -> None:
    person = citizen()
    warn(moderator, person=person)
    with pytest.raises(Refusal, match="1 bis 90"):
        pause(moderator, days=days, person=person)


@pytest.mark.parametrize("gap", ["facts", "clause"])
def test_no_measure_without_reasons_in_the_database_either(moderator: Any, gap: str) -> None:
    with pytest.raises(Refusal) as refused:
        actions.take_measure(
            concern="schreiben", step="verwarnung", by=moderator, person=citizen(), **WHY | {gap: " "}
        )
    assert refused.value.field == gap
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(concern="schreiben", step="verwarnung", **WHY | {gap: ""})


@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.MODERATION)])
def test_only_moderation_takes_measures(role: Role | None) -> None:
    person = staff(role) if role else citizen()
    with pytest.raises(Refusal):
        warn(person, person=citizen())


def test_the_person_is_told_why_and_objects_and_somebody_else_answers(moderator: Any) -> None:
    person = citizen()
    warn(moderator, person=person)
    row = pause(moderator, person=person)
    tell_and_send()
    assert any("Kasino" in letter.body and row.get_absolute_url() in letter.body for letter in mail.outbox)
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(row.get_absolute_url()).content.decode()
    assert "Kasino" in page and "nein, nie" in page
    sent = browser.post(row.get_absolute_url(), filled(page, text="Das war mein Bruder."))
    assert sent.status_code == 302
    assert queries.count_waiting() == 1
    waiting = Protest.objects.get()
    address = reverse("moderation:protest", args=[waiting.pk])
    assert "Diese Maßnahme haben Sie selbst getroffen" in signed_in(moderator).get(address).content.decode()
    with pytest.raises(Refusal, match="selbst getroffen"):
        actions.answer_protest(protest=waiting, lift=False, answer="Nein.", by=moderator)
    other = staff(Role.MODERATION)
    done = signed_in(other).post(address, {"lift": "ja", "answer": "Das glauben wir.", "once": "p"})
    assert done.status_code == 302
    rules.require_may_write(person)
    assert "Das glauben wir." in browser.get(row.get_absolute_url()).content.decode()
    with pytest.raises(Refusal, match="schon beantwortet"):
        actions.answer_protest(protest=waiting, lift=False, answer="Doch.", by=other)


def test_an_address_that_reports_without_ground_pauses_but_danger_is_heard(moderator: Any) -> None:
    subject = wish()
    report(subject, email="immer@example.org")
    row = warn(moderator, concern="melden", email="Immer@example.org")
    pause(moderator, concern="melden", email="immer@example.org")
    with pytest.raises(Refusal, match="keine Meldungen"):
        report(subject, email="immer@example.org")
    assert report(subject, email="immer@example.org", category="gefahr").pk
    assert report(subject, email="andere@example.org").pk
    actions.send_letters()
    letters = [letter for letter in mail.outbox if row.get_absolute_url() in letter.body]
    assert [letter.to for letter in letters] == [["immer@example.org"]]


def test_who_objected_from_an_address_gets_the_answer(moderator: Any) -> None:
    row = warn(moderator, concern="melden", email="immer@example.org")
    actions.send_letters()
    answered = actions.protest(measure=row, text="Es waren verschiedene Beiträge.")
    actions.answer_protest(
        protest=answered, lift=False, answer="Alle waren zulässig.", by=staff(Role.MODERATION)
    )
    actions.send_letters()
    assert "Alle waren zulässig." in mail.outbox[-1].body


def test_an_address_with_an_account_is_that_account(moderator: Any) -> None:
    person = citizen(email="konto@example.org")
    row = warn(moderator, concern="melden", email="Konto@example.org")
    assert (row.person, row.email) == (person, "")


def test_measures_are_taken_from_the_page(moderator: Any) -> None:
    author = citizen()
    subject = wish(responsible=author)
    client = signed_in(moderator)
    shown = client.get(reverse("moderation:subject", args=[KIND, subject.pk])).content.decode()
    address = reverse("moderation:measure_new", args=[KIND, subject.pk])
    assert address in shown
    early = client.post(address, {"step": "pause", "days": "3", "once": "a", **WHY})
    assert early.status_code == 422 and "Vor einer Pause" in early.content.decode()
    assert client.post(address, {"step": "verwarnung", "once": "b", **WHY}).status_code == 302
    assert client.post(address, {"step": "pause", "days": "3", "once": "c", **WHY}).status_code == 302
    with pytest.raises(Refusal):
        rules.require_may_write(author)
    row = report(subject, email="")
    assert client.get(reverse("moderation:measure_new", args=["meldung", row.pk])).status_code == 404


# --- times -----------------------------------------------------------------------------------------------------------


def test_each_report_has_a_time_and_danger_the_shortest() -> None:
    subject = wish()
    now = timezone.now()
    spans = [rules.decide_by(category, now) - now for category in ("gefahr", "kinder", "hass", "werbung")]
    assert [span.days for span in spans] == [1, 1, 3, 7]
    row = report(subject)
    assert "Entscheidung spätestens" in Client().get(row.get_absolute_url()).content.decode()


def test_the_queue_shows_what_is_late(moderator: Any) -> None:
    subject = wish()
    row = report(subject, category="werbung")
    client = signed_in(moderator)
    assert "entscheiden bis" in client.get(reverse("moderation:queue")).content.decode()
    Report.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=8))
    assert "überfällig seit" in client.get(reverse("moderation:queue")).content.decode()


def test_a_name_is_kept_but_not_of_who_reports_the_abuse_of_children() -> None:
    assert report(wish(), name=" Ada  Lovelace ").name == "Ada Lovelace"
    assert report(wish(), name="Ada", category="kinder").name == ""


# --- the figures of a year -------------------------------------------------------------------------------------------


def test_the_figures_count_what_happened_and_outlive_the_rows(moderator: Any) -> None:
    for _number in range(6):
        subject = wish()
        report(subject, category="hass")
        actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=moderator)
    keys = queries.tallies(timezone.localdate().year)
    assert keys["reports.hass"] == keys["decided.verborgen"] == keys["origin.reported"] == 6
    assert keys["ground.gesetz"] == keys["time.day"] == 6
    Report.objects.all().delete()
    page = Client().get(reverse("moderation:figures")).content.decode()
    year = timezone.localdate().year
    assert "Automatisch entschieden: 0" in page and f'zahlen.csv?jahr={year}"' in page
    sheet = Client().get(reverse("moderation:figures_csv")).content.decode()
    assert ",reports,hass,Beleidigung oder Hass gegen Menschen,6" in sheet


def test_small_counts_are_not_shown() -> None:
    year = timezone.localdate().year
    Tally.objects.create(year=year, key="decided.behalten", number=12)
    Tally.objects.create(year=year, key="decided.verborgen", number=7)
    Tally.objects.create(year=year, key="decided.gezeigt", number=1)
    decided = next(table for table in figures.tables_of(year) if table.key == "decided")
    assert [line.number for line in decided.lines] == [12, None, None]
    assert decided.total == 20
    Tally.objects.create(year=year, key="measures.pause", number=2)
    measures = next(table for table in figures.tables_of(year) if table.key == "measures")
    assert measures.total is None and "2" not in [str(line.number) for line in measures.lines]


def test_an_objection_that_changes_something_is_counted_so(moderator: Any) -> None:
    for changed in (True, False):
        subject = wish()
        decision = actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=moderator)
        actions.object_to(decision=decision, text="Nein.")
        other = staff(Role.MODERATION)
        if changed:
            actions.show_subject(kind=KIND, pk=subject.pk, reason="Stimmt.", by=other)
        else:
            actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=other)
    keys = queries.tallies(timezone.localdate().year)
    assert (keys["objections.received"], keys["objections.changed"], keys["objections.confirmed"]) == (
        2,
        1,
        1,
    )


def test_whoever_decided_does_not_see_a_form_to_decide_about_the_objection(moderator: Any) -> None:
    subject = wish()
    decision = actions.hide_subject(kind=KIND, pk=subject.pk, statement=STATEMENT, by=moderator)
    actions.object_to(decision=decision, text="Nein.")
    address = reverse("moderation:subject", args=[KIND, subject.pk])
    mine = signed_in(moderator).get(address).content.decode()
    assert (
        "Darüber entscheidet jemand anderes" in mine
        and reverse("moderation:show", args=[KIND, subject.pk]) not in mine
    )
    theirs = signed_in(staff(Role.MODERATION)).get(address).content.decode()
    assert reverse("moderation:show", args=[KIND, subject.pk]) in theirs
