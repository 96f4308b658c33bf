# SPDX-License-Identifier: EUPL-1.2
"""What the core team does: answer wishes, keep risks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.versions import require_version

from .. import rules
from ..models import Office, Risk, Wish
from .base import clean


@transaction.atomic
def make_wish(*, title: str, text: str, office: Office, by: Any, wanted_on: date | None = None) -> Wish:
    """An office wishes for participation, or for help with it. It waits on the core team's board until it is answered.

    Refuses who does not belong to the office, and a wish without words.
    """
    rules.may_wish(by, office)
    title, text = clean(title)[:140], clean(text)
    if not title or not text:
        raise Refusal(
            _("Bitte schreiben Sie kurz, worum es geht und was Sie sich wünschen."),
            status=400,
            field="text" if title else "title",
        )
    return Wish.objects.create(
        title=title, text=text, office=office, wanted_on=wanted_on, by=by, at=timezone.now()
    )


@transaction.atomic
def answer_wish(*, wish: Wish, state: str, answer: str, by: Any, seen: int | None = None) -> Wish:
    """The core team says what becomes of a wish, with words. Refuses everybody else, no words, and no decision."""
    rules.may_keep_board(by)
    row = still_there(Wish.objects.select_for_update().filter(pk=wish.pk).first())
    answer = clean(answer)
    require_version(row, seen, yours={"state": state, "answer": answer}, fields=("state", "answer"))
    if state not in {Wish.State.PLANNED, Wish.State.DECLINED}:
        raise Refusal(_("Bitte wählen Sie, was aus dem Wunsch wird."), status=400, field="state")
    if not answer:
        raise Refusal(
            _("Bitte schreiben Sie dem Amt, wie es weitergeht oder warum es nicht geht."),
            status=400,
            field="answer",
        )
    row.state, row.answer, row.answered_by, row.answered_at = state, answer, by, timezone.now()
    row.version += 1
    row.save()
    return row


@transaction.atomic
def save_risk(
    *,
    title: str,
    likelihood: int,
    impact: int,
    measure: str,
    review_on: date,
    by: Any,
    office: Office | None = None,
    closed: bool = False,
    risk: Risk | None = None,
    seen: int | None = None,
) -> Risk:
    """Notes what could go wrong, or changes it; `closed` when it is over. Refuses who may not, and a risk without a measure."""
    rules.may_keep_board(by)
    title, measure = clean(title)[:140], clean(measure)
    if not title or not measure:
        raise Refusal(
            _("Zu einem Risiko gehört, was Sie dagegen tun."),
            status=400,
            field="measure" if title else "title",
        )
    row = Risk(version=0)
    if risk is not None:
        row = still_there(Risk.objects.select_for_update().filter(pk=risk.pk).first())
        yours = {"title": title, "measure": measure, "review_on": review_on}
        require_version(row, seen, yours=yours, fields=yours)
    row.title, row.measure, row.review_on, row.office = title, measure, review_on, office
    row.likelihood, row.impact = likelihood, impact
    if closed != (row.closed_at is not None):
        row.closed_at = timezone.now() if closed else None
    row.version += 1
    row.save()
    return row
