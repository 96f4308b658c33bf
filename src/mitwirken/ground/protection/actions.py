# SPDX-License-Identifier: EUPL-1.2
"""Deeds: a receipt for every right that somebody uses, answers to requests, the record of incidents."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitwirken.ground.deeds.limits import require_pace
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.versions import require_version

from . import rules
from .models import Incident, IncidentEntry, Request, RequestKind

log = logging.getLogger(__name__)

MOST_LETTERS = 200
MOST_TRIES = 12  # the last after some four days
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)

FIELDS = (
    "what", "facts", "known_at", "happened_at", "data", "people", "effects", "measures", "risk", "risk_because",
    "authority_told_at", "late_because", "people_told_at",
)  # fmt: skip


def a_month_from(day: date) -> date:
    """Art. 12(3) GDPR: the same day of the next month, or its last day where it has no such day."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def note_right(*, kind: str, person: Any, counts: Mapping[str, int] | None = None) -> Request:
    """Keeps the receipt of something that the software did at once: an export, a correction, a restriction, an erasure.

    For an erasure `person` is None already: the receipt says what went, and not whose it was. Refuses nothing.
    """
    return Request.objects.create(kind=kind, person=person, counts=dict(counts or {}))


def ask(*, kind: str, text: str, person: Any) -> Request:
    """Somebody objects or wants something corrected that they cannot change themselves. The city owes an answer within a month.

    Refuses an empty text, and more than five a day.
    """
    text = text.strip()
    if not text:
        raise Refusal(_("Bitte schreiben Sie, worum es Ihnen geht."), status=400, field="text")
    require_pace(f"person:{person.pk}", "protection.ask", at_most=5, seconds=86_400)
    return Request.objects.create(
        kind=RequestKind(kind), person=person, text=text[:4000], due_on=a_month_from(timezone.localdate())
    )


@transaction.atomic
def answer(*, request: Request, text: str, by: Any) -> Request:
    """The city answers a request; it stands at the receipt, and a letter says so (never what), tried again where it fails.

    Refuses whoever may not, an empty answer, and what is answered already.
    """
    row = Request.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    rules.may_answer(by, row)
    text = text.strip()
    if not text:
        raise Refusal(_("Bitte schreiben Sie eine Antwort."), status=400, field="text")
    row.answer, row.answered_at, row.answered_by = text[:4000], timezone.now(), by
    row.letter_due_at = timezone.now()
    row.save(update_fields=["answer", "answered_at", "answered_by", "letter_due_at"])
    transaction.on_commit(lambda: _try_letter(row.pk, timezone.now()))
    return row


@every(minutes=5)
def send_letters(*, now: datetime | None = None) -> int:
    """Letters about answers that could not be sent are tried again, ever later, for some four days; gives how many went out.

    What then still has not gone out stands at the receipt and on the person's own page. Refuses nothing.
    """
    now = now or timezone.now()
    due = Request.objects.filter(letter_due_at__lte=now).order_by("letter_due_at", "pk")
    return sum(_try_letter(pk, now) for pk in list(due.values_list("pk", flat=True)[:MOST_LETTERS]))


def _try_letter(pk: int, now: datetime) -> bool:
    """Of two workers one gets the row: whoever moves its time. Whether the letter went out."""
    row = Request.objects.select_related("person").filter(pk=pk, letter_due_at__lte=now).first()
    if row is None:
        return False
    wait = min(FIRST_WAIT * 2**row.letter_tries, LONGEST_WAIT)
    again = now + wait if row.letter_tries + 1 < MOST_TRIES else None
    mine = Request.objects.filter(pk=pk, letter_due_at=row.letter_due_at, letter_tries=row.letter_tries)
    if not mine.update(letter_due_at=again, letter_tries=row.letter_tries + 1):
        return False
    try:
        sent = _tell(row)
    except (OSError, SMTPException) as trouble:
        # What a mail server says names the address, which is nothing for a log.
        log.warning("Letter about request %s, try %d: %s", pk, row.letter_tries + 1, type(trouble).__name__)
        return False
    Request.objects.filter(pk=pk).update(letter_due_at=None)
    return sent


def _tell(row: Request) -> bool:
    person: Any = row.person
    if person is None or not person.is_active or not person.email:
        return False
    with override(person.language or settings.LANGUAGE_CODE):
        letter = EmailMessage(
            _("Antwort auf Ihr Anliegen %(number)s") % {"number": row.number},
            _(
                "Guten Tag,\n\ndie Stadt hat auf Ihr Anliegen zum Datenschutz geantwortet. Die Antwort lesen Sie hier:\n%(url)s\n"
            )
            % {"url": settings.BASE_URL + row.get_absolute_url()},
            to=[person.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        letter.send()
    return True


# --- incidents ----------------------------------------------------------------------------------------------------


@transaction.atomic
def save_incident(
    *, values: Mapping[str, Any], by: Any, incident: Incident | None = None, seen: int | None = None
) -> Incident:
    """Begins the record of an incident or adds to it. Every change leaves a line: who, when, from what to what.

    Refuses whoever may not, a closed one, times that do not fit together, a late report without its reason, "no risk"
    without one, and with both texts when a colleague saved in between.
    """
    rules.may_keep_incidents(by)
    if incident is None:
        row = Incident(**{name: values[name] for name in FIELDS if name in values})
        rules.require_in_order(row)
        row.save()
        IncidentEntry.objects.create(incident=row, by=by)
        return row
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    if row.closed_at is not None:
        raise Refusal(
            _("Diese Datenpanne ist abgeschlossen; der Nachweis wird nicht mehr geändert."), status=409
        )
    require_version(row, seen, yours=dict(values), fields=[name for name in FIELDS if name in values])
    changes = []
    for name in FIELDS:
        if name in values and values[name] != getattr(row, name):
            changes.append({"field": name, "was": _plain(getattr(row, name)), "now": _plain(values[name])})
            setattr(row, name, values[name])
    rules.require_in_order(row)
    if changes:
        row.version += 1
        row.save()
        IncidentEntry.objects.create(incident=row, by=by, changes=changes)
    return row


@transaction.atomic
def close_incident(*, incident: Incident, by: Any) -> Incident:
    """Nothing more is to be done; the record is kept as it stands. Refuses what is not reported, judged or answered for."""
    rules.may_keep_incidents(by)
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    rules.may_close(row)
    row.closed_at = timezone.now()
    row.version += 1
    row.save(update_fields=["closed_at", "version"])
    IncidentEntry.objects.create(
        incident=row, by=by, changes=[{"field": "closed_at", "was": "", "now": _plain(row.closed_at)}]
    )
    return row


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
