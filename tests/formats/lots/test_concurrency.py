# SPDX-License-Identifier: EUPL-1.2
"""Two clerks draw at once, two people answer at once, somebody signs up while the list is closed."""

from __future__ import annotations

import contextlib

import pytest
from tests.formats.lots.makers import SEED, closed, drawn, filled, lead, pass_time, sign_up
from tests.ground.deeds.crowd import all_at_once
from tests.people import citizen

from mitwirken.formats.lots import actions
from mitwirken.formats.lots.models import Letter, LetterKind, Standing, State, Ticket
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_clerks_who_draw_at_the_same_moment_one_draws_and_the_others_are_told():
    first = lead()
    clerks = [lead() for _ in range(8)]
    draw = pass_time(closed(by=first), seeded=True)
    actions.note_seed(draw=draw, seed=SEED, by=first)
    told = []

    def go(number: int) -> None:
        try:
            actions.draw_people(draw=draw, seed=SEED, by=clerks[number % 8])
        except Refusal as refusal:
            told.append(str(refusal))

    all_at_once(go)
    draw.refresh_from_db()
    assert draw.state == State.DRAWN and told and all("nur einmal" in words for words in told)
    assert Activity.objects.filter(verb="lots.drawn").count() == 1
    assert Letter.objects.filter(kind=LetterKind.ASKED).count() == 5


def test_of_first_seeds_at_the_same_moment_one_is_noted():
    clerks = [lead() for _ in range(8)]
    draw = pass_time(closed(), seeded=True)
    noted = []

    def go(number: int) -> None:
        with contextlib.suppress(Refusal):
            noted.append(actions.note_seed(draw=draw, seed=f"s{number}", by=clerks[number % 8]).seed)

    all_at_once(go)
    draw.refresh_from_db()
    assert noted == [draw.seed]


def test_two_who_say_no_at_once_are_followed_by_two():
    draw = drawn()
    asked = list(draw.tickets.filter(standing=Standing.ASKED).order_by("place"))

    def go(number: int) -> None:
        mine = asked[number % 2]
        actions.answer(ticket=mine, accepts=False, key=mine.key)

    all_at_once(go)
    assert draw.tickets.filter(standing=Standing.ASKED).count() == 5
    assert draw.tickets.filter(standing=Standing.SUBSTITUTE).count() == 1


def test_a_double_click_is_one_ticket():
    draw, person = filled(2), citizen()
    all_at_once(lambda number: sign_up(draw, person=person))
    assert Ticket.objects.filter(person=person).count() == 1
