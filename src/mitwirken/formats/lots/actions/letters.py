# SPDX-License-Identifier: EUPL-1.2
"""Mails to those who signed up: written down with the deed, sent by the worker."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.notifications.outbox import send_due

from .. import mails
from ..models import Letter, Ticket

MOST_LETTERS, MOST_TRIES = 300, 8
CLAIM = timedelta(minutes=10)
"""For how long a worker has the letters it took; afterwards another one may try."""


def write_to(rows: Iterable[Ticket], kind: str) -> None:
    """Everybody of these who can be reached by mail gets one."""
    now = timezone.now()
    Letter.objects.bulk_create(
        [Letter(ticket=row, kind=kind, due_at=now) for row in rows if row.person_id is not None],
        batch_size=1000,
    )


@every(minutes=1)
def send_letters(*, now: datetime | None = None) -> int:
    """Sends what is due, some hundred a run. Returns how many went out."""
    return send_due(
        Letter.objects.select_related("ticket__draw", "ticket__person"),
        mails.write,
        now=now or timezone.now(),
        at_once=MOST_LETTERS,
        most_tries=MOST_TRIES,
        claim=CLAIM,
    )
