# SPDX-License-Identifier: EUPL-1.2
"""The same code from two machines at the same moment, a crowd, and votes while somebody closes."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import pytest
from django.utils import timezone
from tests.formats.ballots.makers import end, lead, ready, vote
from tests.ground.deeds.crowd import all_at_once
from tests.people import citizen

from mitwirken.formats.ballots import actions, secrecy
from mitwirken.formats.ballots.models import CastBallot, State, Voter
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("changeable", [True, False])
def test_of_two_ballots_with_one_code_one_counts_and_the_other_is_told(changeable: bool):
    by = lead()
    ballot = ready(by, eligibility="codes", changeable=changeable)
    (code,) = actions.print_codes(ballot=ballot, number=1, by=by)
    who = secrecy.who_code(ballot.key, code)
    counted, told = [], []

    def send(number: int) -> None:
        mine = {f"{number % 4 + 1:02d}": 1}
        try:
            counted.append(
                (actions.cast(ballot=ballot, who=who, choices=mine, nonce=str(number)).receipt, mine)
            )
        except Refusal as refusal:
            told.append(str(refusal))

    all_at_once(send)
    assert len(counted) == 1 and len(told) >= 1 and all("schon" in words for words in told)
    assert [(row.receipt, row.choices) for row in CastBallot.objects.all()] == counted
    assert Voter.objects.count() == 1


def test_a_double_click_at_the_same_moment_has_one_receipt():
    ballot, person = ready(), citizen()
    who = secrecy.who_person(ballot.key, person.pk)
    receipts = []

    def click(number: int) -> None:
        done = actions.cast(ballot=ballot, who=who, choices={"01": 1}, nonce="same form", person=person)
        receipts.append(done.receipt)

    all_at_once(click)
    assert len(receipts) > 1 and len(set(receipts)) == 1
    assert Voter.objects.count() == CastBallot.objects.count() == 1


def test_votes_at_the_second_of_closing_are_counted_or_refused_and_never_lost(
    monkeypatch: pytest.MonkeyPatch,
):
    """Somebody closes in the middle of a crowd: whoever has a receipt is in the count, whoever is refused is not."""
    by = lead()
    ballot = ready(by)
    people = [citizen() for _ in range(24)]
    ends = ballot.phase.ends_at
    over = threading.Event()
    real = timezone.now
    # The hour strikes for all at once, in the middle of the rush.
    monkeypatch.setattr(timezone, "now", lambda: ends if over.is_set() else real())
    receipts: list[str] = []
    refused: list[str] = []
    closed: list[Any] = []

    def rush(number: int) -> None:
        if number == 0:
            while not receipts:
                pass
            over.set()
            closed.append(actions.close_ballot(ballot=ballot, by=by))
            return
        for person in people[number::8]:
            try:
                receipts.append(vote(ballot, "01", person=person).receipt)
            except Refusal as refusal:
                refused.append(str(refusal))

    all_at_once(rush)
    assert closed and closed[0].state == State.CLOSED
    assert all("beendet" in words for words in refused)
    assert set(CastBallot.objects.values_list("receipt", flat=True)) == set(receipts)
    assert closed[0].numbers["voters"] == len(receipts)
    assert not CastBallot.objects.exclude(link=None).exists()


def test_a_code_on_paper_and_online_at_once_counts_once():
    by = lead()
    ballot = ready(by, eligibility="codes")
    (code,) = actions.print_codes(ballot=ballot, number=1, by=by)
    who = secrecy.who_code(ballot.key, code)
    counted = []

    def send(number: int) -> None:
        try:
            if number % 2:
                actions.enter_paper(ballot=ballot, sheet=code, choices={"01": 1}, channel="paper", by=by)
            else:
                actions.cast(ballot=ballot, who=who, choices={"02": 1}, nonce=str(number))
        except Refusal:
            return
        counted.append(number)

    all_at_once(send)
    assert len(counted) == 1 and Voter.objects.count() == CastBallot.objects.count() == 1


def test_two_who_close_at_once_close_once():
    by = lead()
    ballot = ready(by)
    vote(ballot, "01")
    row = end(ballot)
    done = []

    def close(number: int) -> None:
        with contextlib.suppress(Refusal):
            done.append(actions.close_ballot(ballot=row, by=by))

    all_at_once(close)
    assert len(done) == 1 and CastBallot.objects.count() == 1
