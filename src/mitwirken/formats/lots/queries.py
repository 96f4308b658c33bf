# SPDX-License-Identifier: EUPL-1.2
"""Reads of draws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mitwirken.civic.participation.models import Process

from .models import Draw, PoolList, Standing, State, Ticket

KIND = "draw"
SHOWN = (State.OPEN, State.CLOSED, State.DRAWN, State.CALLED_OFF)
PAGE = 100


def public(rows: QuerySet[Draw]) -> QuerySet[Draw]:
    """What everybody may see: announced draws of published processes."""
    return rows.filter(state__in=SHOWN, process__published_at__isnull=False)


def one(pk: int) -> Draw | None:
    return Draw.objects.select_related("process").filter(pk=pk).first() if pk < 2**63 else None


def of_process(process: Process) -> list[Draw]:
    return list(
        public(Draw.objects.filter(process=process)).select_related("process").order_by("seed_at", "pk")
    )


def overview(at_most: int = 60) -> list[Draw]:
    """All public draws: those one can still sign up for first, then by when they are drawn."""
    now = timezone.now()
    rows = list(public(Draw.objects.all()).select_related("process").order_by("-seed_at", "-pk")[:at_most])
    return sorted(rows, key=lambda row: not row.takes_entries(now))


def size(draw: Draw) -> int:
    """How many are in the pool: as closed, or now."""
    return draw.size if draw.closed_at else draw.tickets.count()


def listed(draw: Draw) -> str:
    """The published list; empty before it is closed and after it was erased."""
    return PoolList.objects.filter(draw=draw).values_list("text", flat=True).first() or ""


def is_listed(draw: Draw) -> bool:
    return PoolList.objects.filter(draw=draw).exists()


def own(person: Any, draw: Draw) -> Ticket | None:
    if person is None:
        return None
    return draw.tickets.select_related("draw").filter(person=person).first()


def with_key(pk: int, key: str) -> Ticket | None:
    return (
        Ticket.objects.select_related("draw__process").filter(draw=pk, key=key).first()
        if pk < 2**63
        else None
    )


def with_code(draw: Draw, code: str) -> Ticket | None:
    return draw.tickets.select_related("draw").filter(code=code).first() if code else None


def pool_by_group(draw: Draw) -> dict[tuple[str, str], int]:
    """How many of each group are in the pool now, for staff: they see early where people are missing."""
    found: dict[tuple[str, str], int] = {}
    for groups in draw.tickets.values_list("groups", flat=True).iterator(chunk_size=2000):
        for feature, value in groups.items():
            found[feature, value] = found.get((feature, value), 0) + 1
    return found


def by_standing(draw: Draw) -> dict[str, int]:
    rows = draw.tickets.values("standing").annotate(n=Count("pk")).order_by("standing")
    return {row["standing"]: row["n"] for row in rows}


def drawn(draw: Draw) -> list[Ticket]:
    """Who was drawn and who may move up, in the order of the draw."""
    rows = draw.tickets.exclude(standing=Standing.POOL).select_related("person", "draw")
    return list(rows.order_by("place", "pk"))


def next_substitute(draw: Draw) -> Ticket | None:
    rows = draw.tickets.select_for_update().filter(standing=Standing.SUBSTITUTE)
    return rows.order_by("place", "pk").first()


# --- the desk ---------------------------------------------------------------------------------------------------------


def desk_list() -> QuerySet[Draw]:
    return Draw.objects.select_related("process").annotate(n=Count("tickets"))


def waiting(now: datetime | None = None) -> int:
    """Draws at which it is the staff's turn: to close, to type in the seed, to draw."""
    now = now or timezone.now()
    return Draw.objects.filter(
        Q(state=State.OPEN, closes_at__lte=now) | Q(state=State.CLOSED, seed_at__lte=now)
    ).count()


def processes() -> list[Process]:
    """Processes for which somebody can be drawn."""
    return list(Process.objects.filter(finished_at=None, practice=False).order_by("title"))


def counts(processes: Sequence[int]) -> dict[int, int]:
    rows = public(Draw.objects.filter(process__in=processes)).values("process").annotate(n=Count("pk"))
    return {row["process"]: row["n"] for row in rows.order_by()}
