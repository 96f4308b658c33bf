# SPDX-License-Identifier: EUPL-1.2
"""Parts of offices, what they have on their tables, and the figures of a year."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from mitwirken.kernels.workdays import workdays_between

from ..models import FINISHED, Answer, Case, CaseStatus, Office, Part, PartQuerySet, PartStatus, StatusChange


def parts_of(case: Case) -> list[Part]:
    """Open ones first, by their day."""
    rows = list(case.parts.select_related("office", "asked_by", "taken_by", "closed_by"))
    return sorted(rows, key=lambda part: (not part.is_open, part.due_on, part.pk))


def parts_for(person: Any) -> PartQuerySet:
    """What the person's offices are asked for and have not closed; what is due next comes first."""
    return (
        Part.objects.open()
        .filter(office__in=person.offices)
        .select_related("case", "office")
        .order_by("due_on", "pk")
    )


def late_parts() -> PartQuerySet:
    return Part.objects.overdue().select_related("case", "office").order_by("due_on", "pk")


def untaken_parts() -> PartQuerySet:
    return (
        Part.objects.open()
        .filter(status=PartStatus.ASKED)
        .select_related("case", "office")
        .order_by("asked_at", "pk")
    )


@dataclass
class Load:
    """What lies on the table of one office today."""

    office: Office
    cases: int = 0
    late_cases: int = 0
    untaken: int = 0
    parts: int = 0
    late_parts: int = 0

    @property
    def whole(self) -> int:
        return self.cases + self.parts

    @property
    def late(self) -> int:
        return self.late_cases + self.late_parts


def load() -> list[Load]:
    """Of every office, the busiest first, in three queries."""
    today = timezone.localdate()
    found = {office.pk: Load(office) for office in Office.objects.all()}
    late = Q(due_on__lt=today) & ~Q(status__in=FINISHED) | Q(
        first_answer_due_on__lt=today, first_answered_at=None
    )
    open_cases = Case.objects.active().exclude(office=None).order_by()
    untaken = Q(handed_at__isnull=False, taken_at=None) & ~Q(status__in=FINISHED)
    for office, cases, late_cases, waiting in open_cases.values_list("office").annotate(
        count=Count("pk"), late=Count("pk", filter=late), waiting=Count("pk", filter=untaken)
    ):
        row = found[office]
        row.cases, row.late_cases, row.untaken = cases, late_cases, waiting
    for office, parts, late_parts, waiting in (
        Part.objects.open()
        .order_by()
        .values_list("office")
        .annotate(
            count=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=today)),
            waiting=Count("pk", filter=Q(status=PartStatus.ASKED)),
        )
    ):
        row = found[office]
        row.parts, row.late_parts = parts, late_parts
        row.untaken += waiting
    return sorted(found.values(), key=lambda row: (-row.whole, row.office.name))


@dataclass(frozen=True)
class YearOfOffice:
    office: str
    answered: int
    in_time: int
    median_days: int | None


@dataclass(frozen=True)
class YearFigures:
    """What the city did with what came in during one year. Days are working days, from receipt to the first answer."""

    year: int
    received: int
    answered: int
    in_time: int
    waiting: int
    median_days: int | None
    longest_days: int | None
    answers: int
    corrections: int
    co_signed: int
    parts: int
    parts_in_time: int
    statuses: tuple[tuple[CaseStatus, int], ...]
    offices: tuple[YearOfOffice, ...] = field(default=())

    @property
    def in_time_share(self) -> int | None:
        return round(100 * self.in_time / self.answered) if self.answered else None


def years() -> list[int]:
    """The years there are figures of, the newest first."""
    found = Case.objects.dates("created_at", "year", order="DESC")
    return [day.year for day in found] or [timezone.localdate().year]


def figures(year: int) -> YearFigures:
    """Figures for the yearly report: of the cases received in a year, as they stand today. Six queries."""
    cases = Case.objects.filter(created_at__year=year)
    rows = cases.filter(shelved_at=None) | cases.exclude(first_answered_at=None)
    told = list(
        rows.order_by().values_list(
            "status", "created_at", "first_answered_at", "first_answer_due_on", "office__name"
        )
    )
    spans: list[int] = []
    in_time = 0
    offices: dict[str, list[tuple[int, bool]]] = {}
    for _status, came, answered, due, office in told:
        if answered is None:
            continue
        days = max(workdays_between(timezone.localdate(came), timezone.localdate(answered)), 0)
        kept = timezone.localdate(answered) <= due
        spans.append(days)
        in_time += kept
        offices.setdefault(office or "", []).append((days, kept))
    published = Answer.objects.filter(
        state=Answer.State.PUBLISHED, published_at__year=year, case__practice=False
    )
    parts = list(
        Part.objects.filter(status=PartStatus.DONE, closed_at__year=year, case__practice=False).values_list(
            "due_on", "closed_at"
        )
    )
    decided = (
        StatusChange.objects.filter(at__year=year, case__practice=False)
        .exclude(from_status=F("to_status"))
        .order_by()
        .values_list("to_status")
        .annotate(Count("case", distinct=True))
    )
    by_status = dict(decided)
    return YearFigures(
        year=year,
        received=len(told),
        answered=len(spans),
        in_time=in_time,
        waiting=len(told) - len(spans),
        median_days=round(median(spans)) if spans else None,
        longest_days=max(spans, default=None),
        answers=published.count(),
        corrections=published.filter(edition__gt=1).count(),
        co_signed=published.annotate(signatories=Count("signatures__by", distinct=True))
        .filter(signatories__gt=1)
        .count(),
        parts=len(parts),
        parts_in_time=sum(timezone.localdate(closed) <= due for due, closed in parts if closed),
        statuses=tuple(
            (one, by_status.get(one.value, 0)) for one in CaseStatus if one != CaseStatus.RECEIVED
        ),
        offices=tuple(
            YearOfOffice(
                name, len(rows), sum(kept for _days, kept in rows), round(median(d for d, _k in rows))
            )
            for name, rows in sorted(offices.items())
        ),
    )
