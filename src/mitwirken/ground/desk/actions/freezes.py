# SPDX-License-Identifier: EUPL-1.2
"""The days before an election on which the city publishes nothing new."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground import pages
from mitwirken.ground.audit.actions import note as enter_in_logbook
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.schedule import every

from .. import rules
from ..models import Freeze
from .base import clean

FREEZE_SET, FREEZE_ENDED = "desk.freeze_set", "desk.freeze_ended"
LONGEST_FREEZE = 100
"""Days. Longer would be silence, not fairness."""


@transaction.atomic
def set_freeze(*, starts_on: date, ends_on: date, occasion: str, by: Any) -> Freeze:
    """Kernteam or Ombudsstelle name the days before an election on which the city publishes nothing new.

    Causes new processes and answers to be refused on these days, and a sentence on public pages that says why. Refuses who
    may not, days in the wrong order, more than 100 of them, and an election without a name.
    """
    rules.may_set_freezes(by)
    occasion = " ".join(clean(occasion).split())[:120]
    if not occasion:
        raise Refusal(_("Bitte sagen Sie, welche Wahl es ist."), status=400, field="occasion")
    if ends_on < starts_on:
        raise Refusal(
            _("Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie die Tage."), status=400, field="ends_on"
        )
    if (ends_on - starts_on).days >= LONGEST_FREEZE:
        raise Refusal(
            _("Das sind mehr als %(most)d Tage. Bitte wählen Sie eine kürzere Zeit.")
            % {"most": LONGEST_FREEZE},
            status=400,
            field="ends_on",
        )
    freeze = Freeze.objects.create(starts_on=starts_on, ends_on=ends_on, occasion=occasion, by=by)
    pages.changed("freeze")
    enter_in_logbook(
        FREEZE_SET,
        actor=by,
        facts={"from": starts_on.isoformat(), "until": ends_on.isoformat()},
        words=occasion,
    )
    return freeze


@transaction.atomic
def end_freeze(*, freeze: Freeze, by: Any) -> None:
    """The days are taken back: from now on can be published again. Refuses who may not."""
    rules.may_set_freezes(by)
    gone, _each = Freeze.objects.filter(pk=freeze.pk).delete()
    pages.changed("freeze")
    if gone:
        days = {"from": freeze.starts_on.isoformat(), "until": freeze.ends_on.isoformat()}
        enter_in_logbook(FREEZE_ENDED, actor=by, facts=days, words=freeze.occasion)


@every(daily_at="00:01")
def turn_freezes() -> None:
    """On the first day and on the day after the last, pages that tell of it grow stale."""
    today = timezone.localdate()
    turning = models.Q(starts_on=today) | models.Q(ends_on=today - timedelta(days=1))
    if Freeze.objects.filter(turning).exists():
        pages.changed("freeze")
