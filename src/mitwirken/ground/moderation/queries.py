# SPDX-License-Identifier: EUPL-1.2
"""What waits for the moderation, what it decided, and whether something is hidden."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.ground.search.registry import maker

from .models import Category, Decision, Objection, Report, Verdict


@dataclass(frozen=True)
class Waiting:
    """A subject about which something has to be decided."""

    subject_kind: str
    subject_id: int
    title: str
    reports: int
    objections: int
    since: datetime
    categories: tuple[tuple[Any, int], ...] = field(default=())
    urgent: bool = False


def open_reports() -> QuerySet[Report]:
    return Report.objects.filter(decision=None)


def waiting_groups() -> QuerySet[Report, Any]:
    """Open reports, one row a subject: danger first, then what waits longest."""
    return (
        open_reports()
        .order_by()
        .values("subject_kind", "subject_id")
        .annotate(
            reports=Count("pk"),
            since=Min("created_at"),
            danger=Count("pk", filter=Q(category__in=(Category.DANGER, Category.CHILDREN))),
        )
        .order_by("-danger", "since", "subject_kind", "subject_id")
    )


def waiting_of(groups: Iterable[dict[str, Any]]) -> list[Waiting]:
    """The groups of one page of the queue with titles, categories and objections: two queries however many
    there are.
    """
    groups = list(groups)
    asked = Q(pk__in=[])
    for group in groups:
        asked |= Q(subject_kind=group["subject_kind"], subject_id=group["subject_id"])
    titles: dict[tuple[str, int], str] = {}
    categories: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    rows = open_reports().filter(asked).order_by("pk")
    for kind, pk, title, category in rows.values_list("subject_kind", "subject_id", "title", "category"):
        titles[kind, pk] = title
        categories[kind, pk][category] += 1
    objected = Counter(
        Objection.objects.filter(answered_by=None).values_list(
            "decision__subject_kind", "decision__subject_id"
        )
    )
    found = []
    for group in groups:
        key = (group["subject_kind"], group["subject_id"])
        found.append(
            Waiting(
                subject_kind=key[0],
                subject_id=key[1],
                title=titles.get(key, ""),
                reports=group["reports"],
                objections=objected[key],
                since=group["since"],
                categories=tuple(
                    (Category(name).label, number) for name, number in categories[key].most_common()
                ),
                urgent=bool(group["danger"]),
            )
        )
    return found


def open_objections() -> list[Waiting]:
    """Objections nobody has answered, one line a subject."""
    rows = (
        Objection.objects.filter(answered_by=None)
        .order_by()
        .values("decision__subject_kind", "decision__subject_id")
        .annotate(objections=Count("pk"), since=Min("created_at"), title=Max("decision__title"))
        .order_by("since")
    )
    return [
        Waiting(
            subject_kind=row["decision__subject_kind"],
            subject_id=row["decision__subject_id"],
            title=row["title"],
            reports=0,
            objections=row["objections"],
            since=row["since"],
        )
        for row in rows[:100]
    ]


def count_waiting(person: Any = None) -> int:
    """How many subjects wait for a decision."""
    reported = open_reports().order_by().values("subject_kind", "subject_id").distinct().count()
    objected = (
        Objection.objects.filter(answered_by=None)
        .order_by()
        .values("decision__subject_kind", "decision__subject_id")
    )
    return reported + objected.distinct().count()


def hidden_now() -> QuerySet[Decision]:
    """The decision by which each hidden subject is hidden, newest first."""
    later = Decision.objects.filter(
        subject_kind=OuterRef("subject_kind"),
        subject_id=OuterRef("subject_id"),
        pk__gt=OuterRef("pk"),
        verdict__in=(Verdict.HIDE, Verdict.SHOW),
    )
    return Decision.objects.filter(verdict=Verdict.HIDE).exclude(Exists(later)).select_related("by")


def last_decision(kind: str, pk: int) -> Decision | None:
    return Decision.objects.filter(subject_kind=kind, subject_id=pk).order_by("-pk").first()


def is_hidden(kind: str, pk: int) -> bool:
    last = (
        Decision.objects.filter(subject_kind=kind, subject_id=pk, verdict__in=(Verdict.HIDE, Verdict.SHOW))
        .order_by("-pk")
        .values_list("verdict", flat=True)
        .first()
    )
    return last == Verdict.HIDE


@dataclass(frozen=True)
class SubjectPage:
    """All that a moderator sees of a subject."""

    kind: str
    kind_name: Any
    subject: Any
    title: str
    text: str
    hidden: bool
    reports: list[Report]
    decisions: list[Decision]
    objections: list[Objection]
    last_pk: int


def subject_page(kind_key: str, pk: int) -> SubjectPage:
    """The subject with its reports and decisions. Refuses with 404 what never existed here."""
    kind = kind_named(kind_key)
    subject = kind.rows().filter(pk=pk).first() if pk < 2**63 else None
    reports = (
        list(Report.objects.filter(subject_kind=kind_key, subject_id=pk).order_by("-pk"))
        if pk < 2**63
        else []
    )
    if subject is None and not reports:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    decisions = list(Decision.objects.filter(subject_kind=kind_key, subject_id=pk).select_related("by"))
    text = text_of(kind_key, subject) if subject is not None else ""
    return SubjectPage(
        kind=kind_key,
        kind_name=kind.name,
        subject=subject,
        title=str(subject) if subject is not None else reports[0].title,
        text=text or next((report.excerpt for report in reports if report.excerpt), ""),
        hidden=is_hidden(kind_key, pk),
        reports=reports,
        decisions=decisions,
        objections=list(Objection.objects.filter(decision__in=[row.pk for row in decisions]).order_by("-pk")),
        last_pk=decisions[0].pk if decisions else 0,
    )


def text_of(kind_key: str, subject: Any) -> str:
    """What the subject says, as the search knows it; nothing for kinds that cannot be searched."""
    make = maker(kind_key)
    entry = make(subject) if make is not None else None
    return entry.body[:4000] if entry is not None else ""
