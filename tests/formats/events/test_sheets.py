# SPDX-License-Identifier: EUPL-1.2
"""Signing up on paper: the same list, the code for the door on the receipt, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import citizen, office, staff

from mitwirken.formats.events.models import Event, Mode, SignUp
from mitwirken.formats.events.sheets import FORM, KIND
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.paper import actions
from mitwirken.ground.paper.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening() -> Event:
    now = timezone.now()
    return Event.objects.create(
        slug="abend", title="Abend im Bürgersaal", mode=Mode.HYBRID, venue="Bürgersaal", sign_up=True, seats_room=3,
        starts_at=now + timedelta(days=5), ends_at=now + timedelta(days=5, hours=2), published_at=now, office=office("Amt"),
    )  # fmt: skip


def test_a_sheet_signs_somebody_up_and_the_receipt_has_the_code(evening: Event, client: Client) -> None:
    clerk = staff("prozess")
    client.force_login(clerk)
    address = reverse("paper:enter_for", args=[KIND, evening.pk])
    assert client.get(address).status_code == 200
    sent = {
        "channel": "paper",
        "name": "Frau K.",
        "side": "room",
        "seats": "2",
        "needs": "Rampe",
        "once": "a",
    }
    shown = client.post(address, sent, follow=True).content.decode()
    made = SignUp.objects.get()
    assert (made.name, made.seats, made.channel, made.entered_by) == ("Frau K.", 2, "paper", clerk)
    assert made.spoken_code in shown
    assert client.post(address, sent | {"once": "b"}).status_code == 302
    assert (
        "Warteliste" in client.get(reverse("paper:entry", args=[Entry.objects.first().pk])).content.decode()
    )  # type: ignore[union-attr]
    actions.take_back(entry=Entry.objects.last(), by=clerk)  # type: ignore[arg-type]
    assert SignUp.objects.get().is_waiting is False


def test_other_offices_and_citizens_do_not(evening: Event) -> None:
    print_ = actions.current_print(kind=KIND, pk=evening.pk)
    values: dict[str, Any] = {"name": "X", "side": "room", "seats": 1}
    for nobody in (citizen(), staff("moderation"), staff("fachamt", office=office("Anderes"))):
        with pytest.raises(Refusal):
            actions.enter(print_=print_, values=values, channel="paper", by=nobody)
    assert not SignUp.objects.exists()


def test_the_sheet_says_when_and_where_and_what_happens_with_the_name(evening: Event) -> None:
    said = " ".join(
        mark["text"] for page in actions.current_print(kind=KIND, pk=evening.pk).drawing for mark in page
    )
    assert "Bürgersaal" in said and "Uhr" in said and "sieht nur, wer die Veranstaltung vorbereitet" in said
    assert [offer.pk for offer in FORM.offers()] == [evening.pk]
    evening.sign_up = False
    evening.save()
    assert FORM.offers() == []
