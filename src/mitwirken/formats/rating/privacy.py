# SPDX-License-Identifier: EUPL-1.2
"""Whose a rating is, for how long, and what becomes of it when the person goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground import pages
from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

from . import tallies
from .registry import method_named, setup_of

PARTED_AFTER = timedelta(days=30)
"""After the end of a phase: as long as somebody may ask whether the own rating arrived."""


def forget_ratings(rows: QuerySet[Any]) -> None:
    """Where people still rate, the ratings go (the person could come back and rate again). Where the count is
    over, they stay in it without the person."""
    now = timezone.now()
    running = list(rows.filter(phase__ends_at__gt=now).select_related("phase").order_by("phase_id"))
    for rating in running:
        setup = setup_of(rating.phase)
        if setup is not None and rating.person_id is not None:
            tallies.write(
                rating.phase_id,
                tallies.Voter.person(rating.person_id),
                {(rating.subject_kind, rating.subject_id): None},
                method=method_named(setup.method),
                setup=setup,
                channel=rating.channel,
            )
    pages.changed(*{f"rating:{rating.phase_id}" for rating in running})
    rows.filter(phase__ends_at__gt=now).delete()
    rows.filter(phase__ends_at__lte=now).update(person=None)


declare(
    model="rating.Rating",
    name=_("Bewertungen"),
    fields={"person": _("Wer bewertet hat")},
    purpose=_("damit jede Person einmal zählt und ihre Bewertung bis zum Ende ändern kann"),
    basis=TASK,
    retention=_(
        "bis 30 Tage nach dem Ende der Bewertung; danach zählt sie weiter, ist aber mit niemandem mehr verbunden"
    ),
    whose="person",
    on_erase=Erase.UNLINK,
    erase_with=forget_ratings,
    expire_where=lambda now: Q(phase__ends_at__lt=now - PARTED_AFTER, person__isnull=False),
    on_expire=Erase.UNLINK,
    by_own_job=True,
)
impersonal(
    "rating.Rating",
    ["subject_kind", "method", "channel", "sheet"],
    because="Fixed words of the software; the number printed on a sheet that carries no name.",
)
impersonal("rating.Tally", ["subject_kind", "method", "counts"], because="Sums over all people.")
