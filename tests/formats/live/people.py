# SPDX-License-Identifier: EUPL-1.2
"""Builders for gatherings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from tests.people import staff

from mitwirken.formats.events.actions import create_event
from mitwirken.formats.events.drafts import EventDraft
from mitwirken.formats.live import actions, drawing
from mitwirken.formats.live.models import Gathering, Seat
from mitwirken.formats.live.rules import Actor


def gathering(script: str = "world-cafe", *, people: int = 20, open: bool = True, **values: Any) -> Gathering:
    """A gathering that is open, led by a member of staff (`lead_of`)."""
    by = staff("kernteam")
    start = timezone.now()
    event = create_event(
        draft=EventDraft(
            title="Unser Viertel",
            starts_at=start,
            ends_at=start + timedelta(hours=3),
            mode="hybrid",
            **values,
        ),
        by=by,
    )
    event.published_at = start
    event.save(update_fields=["published_at"])
    row = actions.create_gathering(event=event, script=script, people=people, by=by)
    if open:
        actions.open_doors(gathering=row, by=Actor(person=by))
    row.lead = by  # type: ignore[attr-defined]
    return row


def lead_of(row: Gathering) -> Actor:
    return Actor(person=row.lead)  # type: ignore[attr-defined]


def seats(row: Gathering, number: int, *, channel: str = "room") -> list[Seat]:
    return [
        actions.join(gathering=row, name=f"Gast Nummer {chr(65 + n % 26)}{n}", channel=channel)[0]
        for n in range(number)
    ]


def phone(row: Gathering, name: str = "Kim vom Markt", channel: str = "online") -> tuple[Client, Seat]:
    """Somebody with a phone that has joined."""
    seat, token = actions.join(gathering=row, name=name, channel=channel)
    client = Client()
    client.cookies[drawing.cookie_name(row)] = token
    return client, seat


def to_stage(row: Gathering, kind: str) -> Any:
    """Goes on until a stage of that kind runs."""
    for _step in range(40):
        row.refresh_from_db()
        if row.stage is not None and kind in row.stage.kinds:
            return row.stage
        actions.go_on(gathering=row, by=lead_of(row), seen=row.stage_id)
    raise AssertionError(f"no stage of kind {kind}")
