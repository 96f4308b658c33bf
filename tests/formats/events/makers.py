# SPDX-License-Identifier: EUPL-1.2
"""Events as tests need them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mitwirken.formats.events import actions
from mitwirken.formats.events.drafts import EventDraft, SignUpDraft
from mitwirken.formats.events.models import Event, SignUp


def draft(**values: Any) -> EventDraft:
    """All that a publication asks for; in three days, two hours long."""
    begins = timezone.now() + timedelta(days=3)
    return EventDraft(
        **{
            "title": "Runder Tisch",
            "starts_at": begins,
            "ends_at": begins + timedelta(hours=2),
            "summary": "Wir reden über den Park.",
            "venue": "Dietrich-Keuning-Haus",
            "contact": "Team Beteiligung, 0231 50-0",
            "without_net": "Anmeldung am Telefon: 0231 50-0",
        }
        | values
    )


def event(**values: Any) -> Event:
    """A published event."""
    return actions.publish_event(event=actions.create_event(draft=draft(**values), by=None), by=None)


def past(row: Event, days: float = 1) -> Event:
    """The same event, over since some days."""
    row.ends_at = timezone.now() - timedelta(days=days)
    row.starts_at = row.ends_at - timedelta(hours=2)
    row.save()
    return row


def comes(row: Event, person: Any = None, **values: Any) -> SignUp:
    return actions.sign_up(
        event=row, draft=SignUpDraft(**{"name": "Kastanie"} | values), person=person, imported=person is None
    )
