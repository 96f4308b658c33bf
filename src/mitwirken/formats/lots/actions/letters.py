# SPDX-License-Identifier: EUPL-1.2
"""Mails to those who signed up: written down with the deed, sent by the worker."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from mitwirken.ground.deeds.schedule import every

from .. import mails, queries
from ..models import Letter, Ticket

log = logging.getLogger(__name__)
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
    """Sends what is due, some hundred a run; what the mail server does not take is tried again, later and later.

    Of two workers one gets a letter. Returns how many went out.
    """
    now = now or timezone.now()
    due = list(queries.due_letters(now).values_list("pk", flat=True)[:MOST_LETTERS])
    if not due:
        return 0
    with transaction.atomic():
        mine = list(
            Letter.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk__in=due, sent_at=None, due_at__lte=now)
            .values_list("pk", flat=True)
        )
        Letter.objects.filter(pk__in=mine).update(due_at=now + CLAIM)
    sent = 0
    connection = get_connection()
    rows = Letter.objects.filter(pk__in=mine).select_related("ticket__draw", "ticket__person").order_by("pk")
    try:
        for letter in rows:
            try:
                sent += mails.write(letter, connection)
            except (OSError, SMTPException) as trouble:
                # What a mail server says names the address, which is nothing for a log.
                log.warning("Letter %s: %s", letter.pk, type(trouble).__name__)
                wait = timedelta(minutes=5) * 2**letter.tries
                again = now + min(wait, timedelta(hours=12)) if letter.tries + 1 < MOST_TRIES else None
                Letter.objects.filter(pk=letter.pk).update(tries=letter.tries + 1, due_at=again)
            else:
                Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now())
    finally:
        connection.close()
    return sent
