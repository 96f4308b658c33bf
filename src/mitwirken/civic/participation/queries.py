# SPDX-License-Identifier: EUPL-1.2
"""Reads: the overview with its filters, the calendar, the page of a process, its history."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, DateTimeField, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from mitwirken.civic.places.models import Place, PlaceKind
from mitwirken.ground.activity.models import Activity
from mitwirken.kernels.similarity import fold

from .models import Date, Influence, Phase, Process, Status, Topic
from .registry import meetings
from .snapshots import labels, snapshot

PAGE_SIZE = 20
CITYWIDE = "stadtweit"
REACHABLE = Q(published_at__isnull=False) | Q(practice=True)


def public(rows: QuerySet[Process] | None = None) -> QuerySet[Process]:
    return (Process.objects.all() if rows is None else rows).filter(published_at__isnull=False)


def reachable(rows: QuerySet[Process] | None = None) -> QuerySet[Process]:
    """What whoever has the address may read: the public ones and the one to practise in, which stands in no list."""
    return (Process.objects.all() if rows is None else rows).filter(REACHABLE)


def with_status(rows: QuerySet[Process], status: str, now: datetime | None = None) -> QuerySet[Process]:
    return rows.filter(_is(status, now or timezone.now()))


def _is(status: str, now: datetime) -> Q:
    finished = Q(finished_at__isnull=False) | Q(ends_at__lte=now)
    if status == Status.FINISHED:
        return finished
    if status == Status.RUNNING:
        return Q(starts_at__lte=now, finished_at=None) & (Q(ends_at=None) | Q(ends_at__gt=now))
    return (
        Q(finished_at=None)
        & (Q(starts_at=None) | Q(starts_at__gt=now))
        & (Q(ends_at=None) | Q(ends_at__gt=now))
    )


def for_list(rows: QuerySet[Process]) -> QuerySet[Process]:
    """With all that a card of a process shows."""
    return rows.select_related("topic", "office", "picture").prefetch_related("phases", "places__parent")


@dataclass(frozen=True)
class Filters:
    """What the reader asked for, from the address: `?ort=hoerde&stand=laufend`. Unknown values find nothing."""

    place: str = ""
    topic: str = ""
    status: str = ""
    influence: str = ""
    text: str = ""

    NAMES = {"place": "ort", "topic": "thema", "status": "stand", "influence": "wirkung", "text": "q"}

    @classmethod
    def from_address(cls, params: Any) -> Filters:
        return cls(**{name: str(params.get(short, "")).strip()[:120] for name, short in cls.NAMES.items()})

    def query(self, **changes: str) -> str:
        wanted = replace(self, **changes)
        pairs = [
            (short, getattr(wanted, name)) for name, short in self.NAMES.items() if getattr(wanted, name)
        ]
        return "?" + urlencode(pairs) if pairs else "?"

    @property
    def any(self) -> bool:
        return self != Filters()

    def conditions(self, now: datetime) -> dict[str, Q]:
        found: dict[str, Q] = {}
        if self.place == CITYWIDE:
            found["place"] = Q(places=None)
        elif self.place:
            ids = Place.objects.filter(Q(slug=self.place) | Q(parent__slug=self.place)).values("pk")
            # A subquery of the through table and no join, so that a process in two quarters is found once.
            through = Process.places.through.objects.filter(place_id__in=ids).values("process_id")
            found["place"] = Q(pk__in=through)
        if self.topic:
            found["topic"] = Q(topic__slug=self.topic)
        if self.status:
            found["status"] = _is(self.status, now) if self.status in Status.values else Q(pk=None)
        if self.influence:
            found["influence"] = Q(influence=self.influence)
        for number, word in enumerate(fold(self.text).split()[:8]):
            found[f"text{number}"] = Q(folded__contains=word)
        return found


@dataclass(frozen=True)
class Option:
    """One choice of a filter: a plain link with the number of processes behind it."""

    label: Any
    url: str
    count: int
    chosen: bool
    value: str = ""


@dataclass(frozen=True)
class Facet:
    key: str
    param: str
    options: list[Option]
    chosen: str = ""
    clear_url: str = "?"


@dataclass(frozen=True)
class Overview:
    filters: Filters
    facets: dict[str, Facet]
    total: int
    page: Page[Process] | None = None
    rows: Sequence[Process] = field(default_factory=list)


def _narrow(now: datetime, filters: Filters, but: str = "") -> QuerySet[Process]:
    rows = public()
    for key, condition in filters.conditions(now).items():
        if key != but:
            rows = rows.filter(condition)
    return rows


def facets(filters: Filters, now: datetime) -> dict[str, Facet]:
    """Every choice with its number: how many there would be with this choice and all the other filters."""

    def facet(key: str, choices: Iterable[tuple[str, Any, int]]) -> Facet:
        chosen = getattr(filters, key)
        options = [
            Option(
                label, filters.query(**{key: "" if value == chosen else value}), count, value == chosen, value
            )
            for value, label, count in choices
            if count or value == chosen
        ]
        return Facet(key, Filters.NAMES[key], options, chosen, filters.query(**{key: ""}))

    rows = _narrow(now, filters, "status")
    by_status = rows.aggregate(**{value: Count("pk", filter=_is(value, now)) for value in Status.values})
    by_influence = dict(
        _narrow(now, filters, "influence").order_by().values_list("influence").annotate(Count("pk"))
    )
    by_topic = dict(_narrow(now, filters, "topic").order_by().values_list("topic_id").annotate(Count("pk")))
    everywhere = _narrow(now, filters, "place")
    pairs = Process.places.through.objects.filter(process_id__in=everywhere.order_by().values("pk"))
    in_district: dict[int, set[int]] = {}
    for process, place, parent in pairs.values_list("process_id", "place_id", "place__parent_id"):
        in_district.setdefault(parent or place, set()).add(process)
    districts = Place.objects.filter(kind=PlaceKind.DISTRICT).order_by("name")
    places = [(place.slug, place.name, len(in_district.get(place.pk, ()))) for place in districts]
    return {
        "status": facet("status", [(value, label, by_status[value]) for value, label in _in_order()]),
        "place": facet("place", [*places, (CITYWIDE, CITYWIDE, everywhere.filter(places=None).count())]),
        "topic": facet(
            "topic", [(topic.slug, str(topic), by_topic.get(topic.pk, 0)) for topic in Topic.objects.all()]
        ),
        "influence": facet(
            "influence", [(value, label, by_influence.get(value, 0)) for value, label in Influence.choices]
        ),
    }


def _in_order() -> list[tuple[str, Any]]:
    return [(each.value, each.label) for each in (Status.RUNNING, Status.PLANNED, Status.FINISHED)]


def overview(filters: Filters, *, page: int | str = 1, now: datetime | None = None) -> Overview:
    """Public processes: running ones first by how soon they end, then planned by start, then finished by end."""
    now = now or timezone.now()
    rows = in_reading_order(for_list(_narrow(now, filters)), now)
    found = Paginator(rows, PAGE_SIZE).get_page(page)
    return Overview(filters, facets(filters, now), found.paginator.count, found, list(found))


def on_map(filters: Filters, now: datetime | None = None, at_most: int = 500) -> Overview:
    """The same without pages, for the map and the list beside it. Bounded, so that the page stays one."""
    now = now or timezone.now()
    rows = list(in_reading_order(for_list(_narrow(now, filters)), now)[:at_most])
    return Overview(filters, facets(filters, now), len(rows), None, rows)


def in_reading_order(rows: QuerySet[Process], now: datetime) -> QuerySet[Process]:
    return rows.annotate(
        turn=Case(
            When(_is(Status.RUNNING, now), then=Value(0)),
            When(_is(Status.PLANNED, now), then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        ),
        soon=Case(
            When(_is(Status.RUNNING, now), then=F("ends_at")),
            When(_is(Status.PLANNED, now), then=F("starts_at")),
            default=None,
            output_field=DateTimeField(null=True),
        ),
    ).order_by("turn", F("soon").asc(nulls_last=True), F("ends_at").desc(nulls_last=True), "-pk")


def running(now: datetime | None = None, at_most: int = 6) -> list[Process]:
    """For the first page: what is open now, what ends soonest first."""
    now = now or timezone.now()
    return list(in_reading_order(for_list(with_status(public(), Status.RUNNING, now)), now)[:at_most])


def planned(now: datetime | None = None, at_most: int = 3) -> list[Process]:
    now = now or timezone.now()
    return list(in_reading_order(for_list(with_status(public(), Status.PLANNED, now)), now)[:at_most])


def finished(now: datetime | None = None, at_most: int = 3) -> list[Process]:
    now = now or timezone.now()
    return list(in_reading_order(for_list(with_status(public(), Status.FINISHED, now)), now)[:at_most])


def process_page(slug: str) -> Process | None:
    """With all that the page shows; also unpublished ones, the view asks the rules."""
    return (
        Process.objects.filter(slug=slug)
        .select_related("topic", "office", "picture", "responsible")
        .prefetch_related("phases", "categories", "dates", "places__parent")
        .first()
    )


def in_place(place: Place, now: datetime | None = None, at_most: int = 30) -> list[Process]:
    now = now or timezone.now()
    return list(in_reading_order(for_list(_narrow(now, Filters(place=place.slug))), now)[:at_most])


def citywide(now: datetime | None = None, at_most: int = 10) -> list[Process]:
    now = now or timezone.now()
    rows = public().filter(places=None).exclude(_is(Status.FINISHED, now))
    return list(in_reading_order(for_list(rows), now)[:at_most])


# Calendar


@dataclass(frozen=True)
class Happening:
    """Something on a day: a date of a process, a phase that begins or ends, a meeting that another room brings."""

    kind: str  # "date", "begins", "ends", "meeting"
    title: str
    process: Process | None
    at: datetime
    until: datetime | None = None
    place: str = ""
    text: str = ""
    pk: int = 0
    url: str = ""
    ical_url: str = ""


@dataclass(frozen=True)
class Day:
    on: date
    happenings: list[Happening]
    in_month: bool = True


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Day]]
    days: list[Day]
    lasting: list[Phase]
    previous: date
    following: date


def calendar_month(first: date, *, place: str = "", now: datetime | None = None) -> Month:
    """The dates, beginnings and ends of one month, and the phases that last through it."""
    now = now or timezone.now()
    zone = timezone.get_current_timezone()
    length = months.monthrange(first.year, first.month)[1]
    start = datetime.combine(first, time.min, zone)
    after = datetime.combine(first + timedelta(days=length), time.min, zone)
    open_to_all = _narrow(now, Filters(place=place)).order_by().values("pk")
    found: dict[date, list[Happening]] = {}

    def add(happening: Happening) -> None:
        # What ends at midnight ends, for people, on the day before.
        moment = happening.at - timedelta(seconds=1) if happening.kind == "ends" else happening.at
        found.setdefault(timezone.localdate(moment), []).append(happening)

    dates = Date.objects.filter(
        process__in=open_to_all, starts_at__gte=start, starts_at__lt=after
    ).select_related("process")
    for row in dates:
        add(
            Happening("date", row.title, row.process, row.starts_at, row.ends_at, row.place, row.text, row.pk)
        )
    phases = (
        Phase.objects.filter(process__in=open_to_all, starts_at__lt=after, ends_at__gte=start)
        .select_related("process")
        .order_by("ends_at", "pk")
    )
    lasting = []
    for phase in phases:
        if start <= phase.starts_at < after:
            add(Happening("begins", phase.title, phase.process, phase.starts_at, pk=phase.pk))
        if start <= phase.ends_at < after:
            add(Happening("ends", phase.title, phase.process, phase.ends_at, pk=phase.pk))
        if phase.starts_at < start and phase.ends_at >= after:
            lasting.append(phase)
    for each in meetings(start, after, place):
        add(
            Happening(
                "meeting",
                each.title,
                None,
                each.starts_at,
                each.ends_at,
                each.place,
                url=each.url,
                ical_url=each.ical_url,
            )
        )
    for happenings in found.values():
        happenings.sort(key=lambda each: (each.at, each.kind, each.pk))
    weeks = [
        [
            Day(on, found.get(on, []) if on.month == first.month else [], on.month == first.month)
            for on in week
        ]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]
    days = [day for week in weeks for day in week if day.happenings]
    return Month(
        first,
        weeks,
        days,
        lasting,
        (first - timedelta(days=1)).replace(day=1),
        first + timedelta(days=length),
    )


def next_dates(now: datetime | None = None, at_most: int = 4, places: Sequence[int] = ()) -> list[Date]:
    now = now or timezone.now()
    rows = Date.objects.filter(process__published_at__isnull=False).filter(
        Q(ends_at__gte=now) | Q(ends_at=None, starts_at__gte=now)
    )
    if places:
        rows = rows.filter(
            process_id__in=Process.places.through.objects.filter(place_id__in=places).values("process_id")
        )
    return list(rows.select_related("process").order_by("starts_at", "pk")[:at_most])


def feed_dates(process: Process | None = None, now: datetime | None = None) -> tuple[list[Date], list[Phase]]:
    """What belongs into an iCal file: from half a year back, so that a calendar does not lose yesterday."""
    since = (now or timezone.now()) - timedelta(days=183)
    dates = Date.objects.filter(process__published_at__isnull=False, starts_at__gte=since)
    phases = Phase.objects.filter(process__published_at__isnull=False, ends_at__gte=since)
    if process is not None:
        dates, phases = dates.filter(process=process), phases.filter(process=process)
    return list(dates.select_related("process")[:1000]), list(phases.select_related("process")[:1000])


def recent_activity(topic: str = "processes", at_most: int = 40) -> list[Activity]:
    """What happened publicly under a topic, newest first, for feeds."""
    # The quotes keep "place:1" from finding "place:12"; the list is stored as JSON on both databases.
    return list(
        Activity.objects.filter(public=True, topics__icontains=f'"{topic}"').order_by("-at", "-pk")[:at_most]
    )


# History


@dataclass(frozen=True)
class Changed:
    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    number: int
    at: datetime | None
    changes: list[Changed]


def history(process: Process) -> list[Version]:
    """Every change since the publication, newest first, with the old and the new words."""
    names = labels()
    after = snapshot(process)
    versions = []
    for revision in process.revisions.all():
        before = revision.values
        changes = [
            Changed(names.get(key, key), str(before.get(key, "")), str(after.get(key, "")))
            for key in names
            if before.get(key, "") != after.get(key, "")
        ]
        if changes:
            versions.append(Version(revision.version + 1, revision.at, changes))
        after = before
    return versions


# Desk


def desk_list(person: Any, *, mine: bool, state: str = "", now: datetime | None = None) -> QuerySet[Process]:
    """Processes for the desk. `mine`: the own ones and those of the own offices."""
    now = now or timezone.now()
    rows = Process.objects.filter(practice=False)
    rows = rows.select_related("office", "topic", "responsible").prefetch_related("phases")
    if mine:
        rows = rows.filter(Q(responsible=person) | Q(office_id__in=person.offices))
    if state == "entwurf":
        rows = rows.filter(published_at=None, withdrawn_at=None)
    elif state == "zurueckgezogen":
        rows = rows.filter(withdrawn_at__isnull=False)
    elif state in Status.values:
        rows = with_status(rows.filter(published_at__isnull=False), state, now)
    return rows.order_by("-created_at", "-pk")


def running_by_district(now: datetime | None = None) -> dict[int, int]:
    """How many processes run in each district, for numbers on the map."""
    now = now or timezone.now()
    pairs = Process.places.through.objects.filter(
        process_id__in=with_status(public(), Status.RUNNING, now).order_by().values("pk")
    )
    found: dict[int, set[int]] = {}
    for process, place, parent in pairs.values_list("process_id", "place_id", "place__parent_id"):
        found.setdefault(parent or place, set()).add(process)
    return {pk: len(processes) for pk, processes in found.items()}
