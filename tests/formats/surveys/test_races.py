# SPDX-License-Identifier: EUPL-1.2
"""Double clicks, two devices, and answers at the second of closing."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.utils import timezone
from tests.formats.surveys.makers import NAMED, ONCE, Park, again
from tests.ground.deeds.crowd import all_at_once
from tests.people import citizen

from mitwirken.formats.surveys import actions
from mitwirken.formats.surveys.models import Answer, Draft, Mark, Response, State
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def filled(park: Park, person: Any = None) -> str:
    token = actions.begin(survey=park.survey, person=person)
    actions.save_page(survey=park.survey, token=token, values=park.full(), person=person)
    return token


def test_a_double_click_at_the_same_moment_counts_once_with_one_receipt():
    park = Park()
    token = filled(park)
    receipts: list[str] = []
    all_at_once(
        lambda number: receipts.append(actions.send(survey=park.survey, token=token, person=None).receipt)
    )
    assert len(receipts) > 1 and len(set(receipts)) == 1
    assert Response.objects.count() == 1 and not Draft.objects.exists()
    assert Answer.objects.filter(question=park.story).count() == 1


def test_of_two_devices_with_one_account_one_counts_and_the_other_is_told():
    park, person = Park(**ONCE), citizen()
    tokens = [filled(park, person) for _ in range(8)]
    sent, told = [], []

    def send(number: int) -> None:
        try:
            sent.append(actions.send(survey=park.survey, token=tokens[number], person=person).receipt)
        except Refusal as refusal:
            told.append(str(refusal))

    all_at_once(send)
    assert len(sent) == 1 and len(told) == 7 and all("schon teilgenommen" in words for words in told)
    assert Response.objects.count() == Mark.objects.count() == 1


def test_by_name_two_devices_share_one_draft_and_one_response():
    park, person = Park(**NAMED), citizen()
    tokens: list[str] = []
    all_at_once(lambda number: tokens.append(actions.begin(survey=park.survey, person=person)))
    assert len(set(tokens)) == 1 and Draft.objects.count() == 1
    token = tokens[0]
    # Each device answers something else: neither loses what the other wrote.
    parts = list(park.full().items())

    def save(number: int) -> None:
        key, value = parts[number]
        actions.save_page(survey=park.survey, token=token, values={key: value}, person=person)

    all_at_once(save)
    assert set(Draft.objects.get().values) == {key for key, _value in parts[:8]}
    receipts = []
    all_at_once(
        lambda number: receipts.append(actions.send(survey=park.survey, token=token, person=person).receipt)
    )
    assert len(set(receipts)) == 1 and Response.objects.count() == 1


def test_answers_at_the_second_of_closing_are_counted_or_refused_and_never_lost(
    monkeypatch: pytest.MonkeyPatch,
):
    """Somebody closes in the middle of a crowd: whoever has a receipt is counted, whoever is refused is not."""
    park = Park()
    tokens = [filled(park) for _ in range(24)]
    ends = park.survey.phase.ends_at
    over = threading.Event()
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: ends if over.is_set() else real())
    receipts: list[str] = []
    refused: list[str] = []

    def rush(number: int) -> None:
        if number == 0:
            while not receipts:
                pass
            over.set()
            actions.close_survey(survey=park.survey, by=park.by)
            return
        for token in tokens[number::8]:
            try:
                receipts.append(actions.send(survey=park.survey, token=token, person=None).receipt)
            except Refusal as refusal:
                refused.append(str(refusal))

    all_at_once(rush)
    assert again(park.survey).state == State.CLOSED and not Draft.objects.exists()
    assert set(Response.objects.values_list("receipt", flat=True)) == set(receipts)
    assert all("beendet" in words or "nicht mehr" in words for words in refused)


def test_settling_back_and_the_first_answer_at_once():
    """Either somebody answered, then it stays settled; or it went back, then nobody did."""
    park = Park()
    token = filled(park)
    done: list[str] = []

    def both(number: int) -> None:
        try:
            if number % 2:
                actions.unmake_ready(survey=park.survey, by=park.by)
                done.append("back")
            else:
                actions.send(survey=park.survey, token=token, person=None)
                done.append("sent")
        except Refusal:
            pass

    all_at_once(both)
    state = again(park.survey).state
    assert (state == State.READY) == Response.objects.exists() == ("sent" in done)
