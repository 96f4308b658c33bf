# SPDX-License-Identifier: EUPL-1.2
"""Double clicks, two devices of one person, statements at the same moment, the second of closing."""

from __future__ import annotations

import threading

import pytest
from django.utils import timezone
from tests.formats.opinions.makers import answer, draft, lead, map_phase, released
from tests.ground.deeds.crowd import all_at_once, at_once
from tests.people import citizen

from mitwirken.formats.opinions import actions
from mitwirken.formats.opinions.models import Conversation, Participant, Statement, Vote
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_click_from_eight_devices_counts_once():
    row, person = released(), citizen()
    all_at_once(lambda number: answer(row, 1, 1, person))
    assert list(Vote.objects.values_list("value", flat=True)) == [1] and Participant.objects.count() == 1


def test_different_clicks_from_eight_devices_leave_one_answer_of_those_given():
    row, person = released(), citizen()
    all_at_once(lambda number: answer(row, 1 + number % 2, (1, -1)[number // 4], person))
    assert Vote.objects.count() == 2 and Participant.objects.count() == 1
    answer(row, 1, 0, person)
    assert Vote.objects.get(statement__number=1).value == 0


def test_two_clerks_with_one_sheet_enter_it_once():
    row, by = released(), lead()
    pks = list(row.statements.values_list("pk", flat=True))

    def type_in(number: int) -> None:
        actions.enter_sheet(conversation=row, sheet="7", values={pks[number % 2]: 1}, channel="paper", by=by)

    told = [each for each in at_once(type_in) if each is not None]
    assert all(isinstance(each, Refusal) and "schon erfasst" in str(each) for each in told) and len(told) == 4
    assert Vote.objects.count() == 1 and Participant.objects.count() == 1


def test_statements_at_the_same_moment_get_numbers_of_their_own_and_no_twin():
    row = released(adding="after")
    people = [citizen() for _ in range(8)]
    texts = [f"Hier fehlt ein Brunnen für Kinder, Nummer {number // 2}." for number in range(8)]
    done = at_once(lambda n: actions.suggest_statement(conversation=row, text=texts[n], by=people[n]))
    assert sum(isinstance(each, Statement) for each in done) == 4
    assert all(isinstance(each, Statement | Refusal) for each in done)
    numbers = list(row.statements.values_list("number", flat=True))
    assert numbers == list(range(1, 9))


def test_nobody_adds_more_than_allowed_by_clicking_at_once():
    row, person = released(adding="before", most_each=2), citizen()
    at_once(
        lambda n: actions.suggest_statement(
            conversation=row, text=f"Ganz anderer Gedanke mit Zahl {n * 1111}", by=person
        )
    )
    assert row.statements.filter(author=person).count() == 2


def test_one_phase_gets_one_map():
    phase, by = map_phase(), lead()
    done = at_once(lambda n: actions.create_conversation(phase=phase, draft=draft(), by=by))
    assert Conversation.objects.count() == 1
    assert sum(isinstance(each, Refusal) for each in done) == len(done) - 1


def test_at_the_second_of_closing_an_answer_is_counted_or_refused_and_never_lost(
    monkeypatch: pytest.MonkeyPatch,
):
    row = released()
    people = [citizen() for _ in range(8)]
    over, real, ends = threading.Event(), timezone.now, row.phase.ends_at
    monkeypatch.setattr(timezone, "now", lambda: ends if over.is_set() else real())
    counted: list[int] = []

    def rush(number: int) -> None:
        if number == 3:
            over.set()
        answer(row, 1, 1, people[number])
        counted.append(people[number].pk)

    told = [each for each in at_once(rush) if each is not None]
    assert all(isinstance(each, Refusal) and "beendet" in str(each) for each in told) and told
    assert set(Participant.objects.filter(votes__value=1).values_list("person", flat=True)) == set(counted)
    assert len(counted) + len(told) == 8
