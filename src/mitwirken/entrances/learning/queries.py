# SPDX-License-Identifier: EUPL-1.2
"""Reads: the directory, an inquiry, the place to practise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from mitwirken.civic.participation.models import Process
from mitwirken.civic.places.models import Place

from .models import Facilitator, Inquiry, Method

REMIND_BEFORE = timedelta(days=28)
KEEP_ENDED = timedelta(days=90)


def public(rows: QuerySet[Facilitator]) -> QuerySet[Facilitator]:
    """Entries that everybody may see: not hidden, not over."""
    return rows.filter(hidden_at=None, ends_on__gte=timezone.localdate())


@dataclass(frozen=True)
class Filters:
    method: str = ""
    place: str = ""
    language: str = ""


def directory(filters: Filters) -> list[Facilitator]:
    """The entries that fit, by name. One query; methods are compared here, because the databases differ in lists."""
    rows = public(Facilitator.objects.select_related("district").defer("district__outline"))
    if filters.place:
        rows = rows.filter(Q(district__slug=filters.place) | Q(district=None))
    found = list(rows)
    if filters.method:
        found = [row for row in found if filters.method in row.methods]
    if filters.language:
        found = [row for row in found if filters.language.casefold() in row.languages.casefold()]
    return found


def filters_of(query: Any) -> Filters:
    method = query.get("methode", "")
    return Filters(
        method if method in Method.values else "",
        query.get("ort", "").replace("\x00", "")[:80],
        query.get("sprache", "").replace("\x00", "").strip()[:40],
    )


def entry_of(person: Any) -> Facilitator | None:
    return Facilitator.objects.filter(person=person).first()


def inquiry(token: str) -> Inquiry | None:
    return Inquiry.objects.select_related("to", "to__person", "sender").filter(token=token).first()


def ending(today: Any) -> QuerySet[Facilitator]:
    """Entries whose year is nearly over and whose owner was not yet told."""
    return Facilitator.objects.filter(
        ends_on__gte=today, ends_on__lte=today + REMIND_BEFORE, reminded_on=None, hidden_at=None
    )


def districts() -> QuerySet[Place]:
    return Place.objects.filter(parent=None).defer("outline").order_by("name")


def practice_process() -> Process | None:
    return Process.objects.filter(practice=True).prefetch_related("phases").first()
