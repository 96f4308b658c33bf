# SPDX-License-Identifier: EUPL-1.2
"""Many people at the same moment: the last seat is given away once."""

from __future__ import annotations

import pytest
from django.db.models import Sum
from tests.ground.deeds.crowd import all_at_once
from tests.people import citizen

from mitwirken.formats.events import actions
from mitwirken.formats.events.drafts import SignUpDraft
from mitwirken.formats.events.models import SignUp

from .makers import event

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def test_eight_people_on_the_last_seat():
    row, people = event(seats_room=1), [citizen() for _ in range(THREADS)]
    all_at_once(lambda n: actions.sign_up(event=row, draft=SignUpDraft(f"M {n}"), person=people[n]) and None)
    assert SignUp.objects.filter(status="confirmed").count() == 1
    assert SignUp.objects.filter(status="waiting").count() == THREADS - 1


def test_the_same_person_from_eight_machines_has_one_seat():
    row, person = event(seats_room=5), citizen()
    all_at_once(lambda n: actions.sign_up(event=row, draft=SignUpDraft("Ich"), person=person) and None)
    assert SignUp.objects.count() == 1


def test_coming_and_going_never_gives_away_more_than_there_is():
    row, people = event(seats_room=5), [citizen() for _ in range(THREADS)]

    def come_and_go(number: int) -> None:
        for turn in range(6):
            made = actions.sign_up(
                event=row,
                draft=SignUpDraft(f"M {number}", seats=1 + (number + turn) % 4),
                person=people[number],
            )
            if turn % 2 == 0:
                actions.cancel_sign_up(sign_up=made, key=made.key)

    all_at_once(come_and_go)
    given = SignUp.objects.filter(status="confirmed").aggregate(n=Sum("seats"))["n"] or 0
    assert 0 < given <= 5
    free = 5 - given
    assert not SignUp.objects.filter(status="waiting", seats__lte=free).exists()
