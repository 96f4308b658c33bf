# SPDX-License-Identifier: EUPL-1.2
"""Many people, and the same person from two machines, at the same moment."""

from __future__ import annotations

import random
from typing import Any

import pytest
from tests.ground.deeds.crowd import all_at_once

from mitwirken.formats.rating import actions, queries
from mitwirken.formats.rating.models import Rating
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role

from .truth import assert_tallies_tell_the_truth

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


@pytest.mark.parametrize(("method", "values"), [("support", [1, None]), ("agreement", [1, 0, -1, None])])
def test_sums_stay_true_whatever_people_click(phase, person, things, method, values):
    open_phase = phase(method)
    rows, people = things(open_phase, 3), [person() for _ in range(4)]

    def click(number: int) -> None:
        chance = random.Random(number)
        for _ in range(40):
            actions.rate(
                subject=chance.choice(rows),
                phase=open_phase,
                person=chance.choice(people),
                value=chance.choice(values),
            )

    all_at_once(click)
    assert_tallies_tell_the_truth(open_phase)
    assert Rating.objects.count() <= len(rows) * len(people)


def test_the_same_click_from_eight_machines_counts_once(phase, person, things):
    open_phase, citizen = phase(), person()
    (thing,) = things(open_phase, 1)
    changed = []

    def click(number: int) -> None:
        changed.append(actions.rate(subject=thing, phase=open_phase, person=citizen, value=1).changed)

    all_at_once(click)
    assert sum(changed) == 1
    assert queries.summaries(open_phase, "thing", [thing.pk])[thing.pk].ratings == 1
    assert_tallies_tell_the_truth(open_phase)


def test_nobody_overdraws_the_points_from_two_machines(phase, person, things):
    open_phase, citizen = phase("points", points=5, max_per_item=3), person()
    rows = things(open_phase, 8)
    refused = []

    def spend(number: int) -> None:
        chance = random.Random(number)
        for _ in range(15):
            try:
                actions.rate(
                    subject=chance.choice(rows),
                    phase=open_phase,
                    person=citizen,
                    value=chance.choice([None, 1, 2, 3]),
                )
            except Refusal:
                refused.append(number)
            assert sum(queries.own(citizen, open_phase, "thing").values()) <= 5

    all_at_once(spend)
    assert refused
    assert_tallies_tell_the_truth(open_phase)


def test_no_place_is_given_twice(phase, person, things):
    open_phase, people = phase("ranking", places=3), [person() for _ in range(2)]
    rows = things(open_phase, 5)

    def arrange(number: int) -> None:
        chance = random.Random(number)
        for _ in range(20):
            actions.rate(
                subject=chance.choice(rows),
                phase=open_phase,
                person=chance.choice(people),
                value=chance.choice([None, 1, 2, 3]),
            )

    all_at_once(arrange)
    for citizen in people:
        places = list(queries.own(citizen, open_phase, "thing").values())
        assert len(places) == len(set(places))
    assert_tallies_tell_the_truth(open_phase)


def test_one_sheet_typed_in_by_several_clerks_while_people_rate(phase, person, things):
    open_phase = phase("points", points=5, max_per_item=5)
    rows, clerk = things(open_phase, 4), person(roles=[Role.CORE])
    people = [person() for _ in range(THREADS)]
    outcome: list[Any] = []

    def work(number: int) -> None:
        chance = random.Random(number)
        order = chance.sample(rows, len(rows))
        for _ in range(10):
            actions.rate(
                subject=order[0], phase=open_phase, person=people[number], value=chance.choice([None, 1, 5])
            )
        values = {("thing", row.pk): 1 for row in order}
        outcome.append(
            actions.enter_sheet(phase=open_phase, sheet="B 1", values=values, channel="paper", by=clerk)
        )

    all_at_once(work)
    assert len(outcome) == THREADS
    assert Rating.objects.filter(sheet="B 1").count() == len(rows)
    assert_tallies_tell_the_truth(open_phase)
