# SPDX-License-Identifier: EUPL-1.2
"""What waits for the moderation, what it decided, and whether something is hidden."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, Max, Min, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named, kind_of
from mitwirken.ground.search.registry import maker

from .models import (
    TIME_TO_ANSWER,
    TIME_TO_DECIDE,
    URGENCY,
    Category,
    Decision,
    Held,
    Measure,
    Objection,
    Protest,
    Report,
    Step,
    Tally,
    Urgency,
    Verdict,
)


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
    urgency: int = Urgency.ORDINARY
    by: datetime | None = None

    @property
    def late(self) -> bool:
        return self.by is not None and self.by < timezone.now()

    @property
    def urgent(self) -> bool:
        return self.urgency == Urgency.NOW


def open_reports() -> QuerySet[Report]:
    return Report.objects.filter(decision=None)


def waiting_groups() -> QuerySet[Report, Any]:
    """Open reports, one row a subject: danger first, then hate and private data, then what waits longest."""
    urgency = Case(
        *(When(category=category, then=Value(int(urgency))) for category, urgency in URGENCY.items()),
        default=Value(int(Urgency.ORDINARY)),
        output_field=IntegerField(),
    )
    return (
        open_reports()
        .order_by()
        .values("subject_kind", "subject_id")
        .annotate(reports=Count("pk"), since=Min("created_at"), urgency=Min(urgency))
        .order_by("urgency", "since", "subject_kind", "subject_id")
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
                urgency=group["urgency"],
                by=group["since"] + TIME_TO_DECIDE[Urgency(group["urgency"])],
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
            by=row["since"] + TIME_TO_ANSWER,
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
    protests = Protest.objects.filter(answered_at=None).count()
    return reported + objected.distinct().count() + waiting_held().count() + protests


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
    held: Held | None


def subject_page(kind_key: str, pk: int) -> SubjectPage:
    """The subject with its reports and decisions. Refuses with 404 what never existed here."""
    kind = kind_named(kind_key)
    subject = kind.rows().filter(pk=pk).first() if pk < 2**63 else None
    reports = (
        list(Report.objects.filter(subject_kind=kind_key, subject_id=pk).order_by("-pk"))
        if pk < 2**63
        else []
    )
    held = held_of(kind_key, pk)
    if subject is None and not reports:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    decisions = list(Decision.objects.filter(subject_kind=kind_key, subject_id=pk).select_related("by"))
    text = text_of(kind_key, subject) if subject is not None else ""
    return SubjectPage(
        kind=kind_key,
        kind_name=kind.name,
        subject=subject,
        title=str(subject) if subject is not None else reports[0].title,
        text=text
        or (held.text if held else "")
        or next((report.excerpt for report in reports if report.excerpt), ""),
        hidden=is_hidden(kind_key, pk),
        reports=reports,
        decisions=decisions,
        objections=list(
            Objection.objects.filter(decision__in=[row.pk for row in decisions])
            .select_related("decision")
            .order_by("-pk")
        ),
        last_pk=decisions[0].pk if decisions else 0,
        held=held,
    )


def subject_of(kind_key: str, pk: int) -> Any:
    return kind_named(kind_key).rows().filter(pk=pk).first()


def text_of(kind_key: str, subject: Any) -> str:
    """What the subject says, as the search knows it; nothing for kinds that cannot be searched."""
    make = maker(kind_key)
    entry = make(subject) if make is not None else None
    return entry.body[:4000] if entry is not None else ""


# --- held for a person -----------------------------------------------------------------------------------------------


def waiting_held() -> QuerySet[Held]:
    return Held.objects.filter(state=Held.State.WAITING)


def address_of(row: Any) -> str:
    """Where to send somebody who just wrote `row`: to it, or to the page that says that it waits."""
    held = held_of(kind_of(row), row.pk)
    return str(held.get_absolute_url() if held is not None else row.get_absolute_url())


def held_of(kind: str, pk: int) -> Held | None:
    """The row by which a contribution waits now."""
    return waiting_held().filter(subject_kind=kind, subject_id=pk).first() if pk < 2**63 else None


# --- measures against misuse -----------------------------------------------------------------------------------------


def measures_of(person: Any, email: str, concern: str) -> QuerySet[Measure]:
    """What was taken against an account, or against an address that reports came from."""
    whose = Q(pk__in=[])
    if getattr(person, "pk", None):
        whose |= Q(person=person.pk)
    if email:
        whose |= Q(email__iexact=email)
    return Measure.objects.filter(whose, concern=concern)


def pause_of(person: Any, email: str, concern: str) -> Measure | None:
    """The pause that holds now. None for who is unknown, without a query."""
    if not getattr(person, "pk", None) and not email:
        return None
    now = timezone.now()
    return (
        measures_of(person, email, concern)
        .filter(step=Step.PAUSE, until__gt=now, lifted_at=None)
        .order_by("-until")
        .first()
    )


def open_protests() -> QuerySet[Protest]:
    return Protest.objects.filter(answered_at=None).select_related("measure")


@dataclass(frozen=True)
class Record:
    """What is known of somebody before a measure is taken: how often contributions were hidden, or reports had no ground."""

    hidden: int
    unfounded: int
    measures: list[Measure]


def record_of(person: Any, email: str, concern: str) -> Record:
    """Three queries. A measure rests on what somebody did several times, so the desk shows how often that was."""
    released = Held.objects.filter(author=person, state=Held.State.DECLINED).count() if person else 0
    unfounded = (
        Report.objects.filter(email__iexact=email, decision__verdict=Verdict.KEEP).count() if email else 0
    )
    return Record(released, unfounded, list(measures_of(person, email, concern)))


# --- the figures of a year -------------------------------------------------------------------------------------------


def tallied_years() -> list[int]:
    return list(Tally.objects.order_by("-year").values_list("year", flat=True).distinct())


def tallies(year: int) -> dict[str, int]:
    return dict(Tally.objects.filter(year=year).values_list("key", "number"))
