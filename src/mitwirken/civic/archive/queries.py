# SPDX-License-Identifier: EUPL-1.2
"""Reads: which processes are over, and which package counts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mitwirken.civic.participation.models import Process

from .models import Package


def over(now: datetime | None = None) -> QuerySet[Process]:
    """Public processes that are finished, the youngest end first."""
    now = now or timezone.now()
    return Process.objects.filter(published_at__isnull=False, practice=False).filter(
        Q(finished_at__isnull=False) | Q(ends_at__lte=now)
    )


def without_package(now: datetime | None = None) -> QuerySet[Process]:
    """Those of which no package is there: none was made, or its contents had to go."""
    there = Package.objects.filter(process=OuterRef("pk")).exclude(file="")
    return over(now).filter(~Exists(there)).order_by("ends_at", "pk")


def of_process(process: Process) -> list[Package]:
    return list(process.packages.all())


def current(process: Process) -> Package | None:
    """The youngest package that is there."""
    return process.packages.exclude(file="").first()


def desk_list() -> list[tuple[Process, Package | None]]:
    """Every process that is over with its youngest package. Two queries."""
    rows = list(over().select_related("office").order_by("-ends_at", "-pk")[:300])
    youngest: dict[int, Package] = {}
    for package in Package.objects.filter(process__in=rows).order_by("made_at", "pk"):
        youngest[package.process_id] = package
    return [(row, youngest.get(row.pk)) for row in rows]
