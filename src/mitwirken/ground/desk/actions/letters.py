# SPDX-License-Identifier: EUPL-1.2
"""The letters to the mailboxes of offices go out."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from mitwirken.ground.deeds.schedule import every

from .. import letters
from ..models import OfficeLetter

log = logging.getLogger(__name__)
AT_ONCE = 100
MOST_TRIES = 12  # the last after some four days
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)
CLAIM = timedelta(minutes=15)


@every(minutes=1)
def send_office_letters(now: datetime | None = None) -> int:
    """Sends what is due to the mailboxes of offices, with the way back to the case; gives the number.

    One that fails is tried again ever later, for some four days, and does not keep the others back. Of two workers one
    sends: whoever moves the letter's time on. What is settled meanwhile (a part closed, a draft signed) is not sent.
    """
    now = now or timezone.now()
    waiting = OfficeLetter.objects.filter(sent_at=None, due_at__lte=now).select_related(
        "office", "case", "part"
    )
    sent = 0
    connection = get_connection()
    try:
        for letter in waiting[:AT_ONCE]:
            with transaction.atomic():
                ours = OfficeLetter.objects.filter(pk=letter.pk, sent_at=None, due_at=letter.due_at)
                if not ours.update(due_at=now + CLAIM):
                    continue
            mail = letters.mail_of(letter)
            if mail is None:
                OfficeLetter.objects.filter(pk=letter.pk).update(due_at=None)
                continue
            mail.connection = connection
            try:
                mail.send()
            except OSError as trouble:
                # What a mail server says names the address, which is nothing for a log.
                log.warning("Letter %s to an office: %s", letter.pk, type(trouble).__name__)
                wait = min(FIRST_WAIT * 2**letter.tries, LONGEST_WAIT)
                OfficeLetter.objects.filter(pk=letter.pk).update(
                    tries=letter.tries + 1,
                    due_at=now + wait if letter.tries + 1 < MOST_TRIES else None,
                )
                connection.close()
            else:
                OfficeLetter.objects.filter(pk=letter.pk).update(sent_at=timezone.now())
                sent += 1
    finally:
        connection.close()
    return sent
