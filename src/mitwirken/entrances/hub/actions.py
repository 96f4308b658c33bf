# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.desk.actions import open_case
from mitwirken.ground.desk.models import Case, Office
from mitwirken.ground.desk.queries import public_view

from .models import Barrier

# What we promise in the declaration on accessibility.
ANSWER_DAYS = 14


@dataclass(frozen=True)
class BarrierDraft:
    description: str
    page: str = ""
    aids: str = ""
    email: str = ""


@transaction.atomic
def report_barrier(*, draft: BarrierDraft) -> Barrier:
    """Somebody tells of a barrier: it gets a number, the city owes an answer within two weeks.

    Causes a case on the desk (of the office that the setting `ACCESSIBILITY_OFFICE` names, otherwise of nobody yet) and, when
    an address was given, a receipt by mail with the number. Nothing of it is public. Refuses nothing; the pace is the door's.
    """
    row = Barrier.objects.create(
        page=draft.page,
        description=draft.description,
        aids=draft.aids,
        email=draft.email,
        answer_due_on=timezone.localdate() + timedelta(days=ANSWER_DAYS),
    )
    open_case(
        subject=row,
        title=_("Barriere %(number)s: %(page)s")
        % {"number": row.number, "page": draft.page or _("ganze Seite")},
        url=reverse("hub:barrier", args=[row.pk]),
        group=_("Barrieren auf dieser Seite"),
        group_key="barrieren",
        office=Office.objects.filter(
            slug=str(getattr(settings, "ACCESSIBILITY_OFFICE", "ombudsstelle"))
        ).first(),
        answer_days=ANSWER_DAYS,
    )
    record("hub.barrier_reported", row, public=False)
    return row


@every(minutes=2)
def send_barrier_letters() -> int:
    """Whoever left an address gets a receipt with the number, and later the city's answer. Called by the worker.

    A letter that could not be sent is tried again at the next call. Gives the number of letters. Refuses nothing.
    """
    sent = 0
    for row in Barrier.objects.exclude(email="").filter(receipt_sent_at=None)[:50]:
        _send(
            row,
            _("Ihre Meldung %(number)s ist angekommen") % {"number": row.number},
            _receipt(row),
            "receipt_sent_at",
        )
        sent += 1
    answered = Case.objects.filter(subject_kind="barrier", first_answered_at__isnull=False).values(
        "subject_id"
    )
    for row in Barrier.objects.exclude(email="").filter(answer_sent_at=None, pk__in=answered)[:50]:
        view = public_view("barrier", row.pk)
        if view is not None and view.answer is not None:
            text = f"{view.answer.text}\n\n{view.answer.signature}\n\n{settings.BASE_URL}{row.get_absolute_url()}\n"
            _send(
                row, _("Antwort auf Ihre Meldung %(number)s") % {"number": row.number}, text, "answer_sent_at"
            )
            sent += 1
    return sent


def _send(row: Barrier, subject: str, body: str, mark: str) -> None:
    EmailMessage(
        subject=subject, body=body, to=[row.email], headers={"Auto-Submitted": "auto-generated"}
    ).send()
    Barrier.objects.filter(pk=row.pk).update(**{mark: timezone.now()})


def _receipt(row: Barrier) -> str:
    return _(
        "Guten Tag,\n\ndanke für Ihre Meldung. Sie hat die Nummer %(number)s. Wir antworten bis zum %(day)s.\n\n"
        "Hier können Sie Ihre Meldung und unsere Antwort lesen:\n%(url)s\n\nWenn wir nicht rechtzeitig oder nicht ausreichend antworten, "
        "können Sie sich an die Ombudsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen wenden.\n"
    ) % {
        "number": row.number,
        "day": row.answer_due_on.strftime("%d.%m.%Y"),
        "url": settings.BASE_URL + row.get_absolute_url(),
    }
