# SPDX-License-Identifier: EUPL-1.2
"""Mails that a room keeps beside what they are about, because they have to go with it (decision 0016): sent when they are due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

log = logging.getLogger(__name__)
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=12)


def send_due(
    letters: QuerySet[Any],
    write: Callable[[Any, Any], bool],
    *,
    now: datetime,
    at_once: int,
    most_tries: int,
    claim: timedelta,
) -> int:
    """Sends of the letters what is due, `at_once` at the most; what the mail server does not take is tried again, later and later.

    Rows have `due_at` (None: never again), `sent_at`, `tries`. `write(letter, connection)` says whether a mail went out. Of two
    workers one gets a letter: it is theirs for the time of `claim`. Returns how many mails went out.
    """
    every = letters.model._default_manager
    open_ = letters.filter(sent_at=None, due_at__lte=now)
    due = list(open_.order_by("due_at", "pk").values_list("pk", flat=True)[:at_once])
    if not due:
        return 0
    with transaction.atomic():
        mine = list(
            every.select_for_update(skip_locked=True, of=("self",))
            .filter(pk__in=due, sent_at=None, due_at__lte=now)
            .values_list("pk", flat=True)
        )
        every.filter(pk__in=mine).update(due_at=now + claim)
    sent = 0
    connection = get_connection()
    try:
        for letter in letters.filter(pk__in=mine).order_by("pk"):
            row = every.filter(pk=letter.pk)
            try:
                sent += write(letter, connection)
            except (OSError, SMTPException) as trouble:
                # What a mail server says names the address, which is nothing for a log.
                log.warning("%s %s: %s", letter._meta.label, letter.pk, type(trouble).__name__)
                wait = min(FIRST_WAIT * 2**letter.tries, LONGEST_WAIT)
                again = now + wait if letter.tries + 1 < most_tries else None
                row.update(tries=letter.tries + 1, due_at=again)
            else:
                row.update(sent_at=timezone.now())
    finally:
        connection.close()
    return sent
