# SPDX-License-Identifier: EUPL-1.2
"""What the core team has before it."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from ..models import Risk, Wish


def wishes() -> QuerySet[Wish]:
    """The oldest that waits comes first, then what was answered, the newest first."""
    return Wish.objects.select_related("office", "by", "answered_by")


def waiting_wishes() -> QuerySet[Wish]:
    return wishes().filter(state=Wish.State.NEW)


def wishes_of(person: Any) -> QuerySet[Wish]:
    """What the person's offices wished for, newest first."""
    return wishes().filter(office__in=person.offices).order_by("-at", "-pk")


def risks() -> QuerySet[Risk]:
    """Open risks, the heaviest first."""
    return (
        Risk.objects.filter(closed_at=None)
        .select_related("office")
        .order_by((F("likelihood") * F("impact")).desc(), "review_on", "pk")
    )
