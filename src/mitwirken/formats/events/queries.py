# SPDX-License-Identifier: EUPL-1.2
"""Reads: each loads all that its page shows, in a number of queries that does not grow with the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.civic.participation.queries import Facet, Option
from mitwirken.civic.places.models import Place, PlaceKind
from mitwirken.ground.notifications import Followed
from mitwirken.kernels import small_cells

from .models import (
    Age,
    Bundle,
    Event,
    Feedback,
    Kind,
    Mode,
    Side,
    SignUp,
    SignUpStatus,
    StepFree,
    Trait,
    TraitCount,
    Worth,
)

PAGE = 20
DESK_PAGE = 30
KIND = "event"
BUNDLE = "bundle"
FEEDBACK_DAYS = 30


def public(rows: QuerySet[Event] | None = None) -> QuerySet[Event]:
    """What everybody may see: published and not hidden. Cancelled ones stay readable, marked as such."""
    return (Event.objects.all() if rows is None else rows).filter(published_at__isnull=False, hidden_at=None)


def public_bundles(rows: QuerySet[Bundle] | None = None) -> QuerySet[Bundle]:
    return (Bundle.objects.all() if rows is None else rows).filter(published_at__isnull=False)


def for_list(rows: QuerySet[Event]) -> QuerySet[Event]:
    """With all that a card shows."""
    return rows.select_related("place__parent", "picture", "bundle", "process").defer(
        "place__outline", "place__parent__outline"
    )


def one(slug: str) -> Event | None:
    """The event with all that its page shows, published or not."""
    rows = Event.objects.select_related(
        "process", "topic", "bundle", "office", "picture", "place__parent"
    ).defer("place__outline", "place__parent__outline")
    return rows.filter(slug=slug).first()


def one_by_number(number: int) -> Event | None:
    slug = Event.objects.filter(pk=number).values_list("slug", flat=True).first()
    return one(slug) if slug else None


# --- seats --------------------------------------------------------------------------------------------------------


def taken(event_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """Seats given away by event and side, in one query."""
    rows = (
        SignUp.objects.filter(event_id__in=list(event_ids), status=SignUpStatus.CONFIRMED)
        .order_by()
        .values("event_id", "side")
        .annotate(n=Sum("seats"))
    )
    return {(row["event_id"], row["side"]): row["n"] for row in rows}


def free_seats(event: Event, side: str, given: dict[tuple[int, str], int] | None = None) -> int | None:
    """How many seats are left on a side; None without a limit, never under nought."""
    seats = event.seats(side)
    if seats is None:
        return None
    given = taken([event.pk]) if given is None else given
    return max(0, seats - given.get((event.pk, side), 0))


@dataclass(frozen=True)
class Room:
    """One side of an event with its seats, as pages show it."""

    side: Side
    free: int | None
    waiting: int

    @property
    def is_full(self) -> bool:
        return self.free == 0


def rooms(event: Event) -> list[Room]:
    """The sides of an event with what is free and how many wait. One query."""
    given: dict[tuple[int, str], int] = {}
    waiting: dict[str, int] = {}
    rows = event.sign_ups.order_by().values("side", "status").annotate(n=Sum("seats"))
    for row in rows:
        if row["status"] == SignUpStatus.CONFIRMED:
            given[(event.pk, row["side"])] = row["n"]
        else:
            waiting[row["side"]] = row["n"]
    return [Room(side, free_seats(event, side, given), waiting.get(side, 0)) for side in event.sides]


# --- lists --------------------------------------------------------------------------------------------------------


ACCESS: dict[str, tuple[Any, str, Q]] = {
    "stufenfrei": (_("stufenfrei"), "home", Q(step_free=StepFree.YES)),
    "gebaerden": (_("mit Gebärdensprache"), "hands", Q(dgs=True)),
    "hoeren": (_("mit Induktionsanlage"), "bell", Q(induction_loop=True)),
    "kinder": (_("mit Kinderbetreuung"), "playground", Q(childcare=True)),
    "ruhe": (_("mit Ruheraum"), "heart", Q(quiet_room=True)),
}


def _plain(text: str, most: int = 120) -> str:
    """What was typed into an address, as a database may be asked for it."""
    return text.replace("\x00", "").strip()[:most]


@dataclass(frozen=True)
class Filters:
    """What the reader asked for, from the address: `?art=workshop&ort=hoerde`. Unknown values find nothing."""

    kind: str = ""
    place: str = ""
    mode: str = ""
    access: str = ""
    past: str = ""

    NAMES = {"kind": "art", "place": "ort", "mode": "wo", "access": "zugang", "past": "ansicht"}

    @classmethod
    def from_address(cls, params: Any) -> Filters:
        values = {name: _plain(str(params.get(short, ""))) for name, short in cls.NAMES.items()}
        values["past"] = "vergangen" if values["past"] == "vergangen" else ""
        return cls(**values)

    def query(self, **changes: str) -> str:
        wanted = replace(self, **changes)
        pairs = [(short, value) for name, short in self.NAMES.items() if (value := getattr(wanted, name))]
        return "?" + urlencode(pairs) if pairs else "?"

    @property
    def any(self) -> bool:
        return self != Filters(past=self.past)

    def conditions(self) -> dict[str, Q]:
        found: dict[str, Q] = {}
        if self.kind:
            found["kind"] = Q(kind=self.kind)
        if self.place:
            found["place"] = Q(place__slug=self.place) | Q(place__parent__slug=self.place)
        if self.mode == Mode.HYBRID:
            found["mode"] = Q(mode=Mode.HYBRID)
        elif self.mode:
            # Whoever looks for "online" also wants what is in the room and online.
            found["mode"] = Q(mode=self.mode) | Q(mode=Mode.HYBRID)
            if self.mode not in Mode.values:
                found["mode"] = Q(pk=None)
        if self.access:
            found["access"] = ACCESS[self.access][2] if self.access in ACCESS else Q(pk=None)
        return found


@dataclass(frozen=True)
class Overview:
    filters: Filters
    facets: dict[str, Facet]
    total: int
    page: Page[Event]
    cards: list[Card]
    bundles: list[Bundle] = field(default_factory=list)


@dataclass(frozen=True)
class Card:
    """An event as lists show it."""

    event: Event
    free: int | None
    full: bool

    @property
    def few(self) -> bool:
        return self.free is not None and 0 < self.free <= 10


def cards(rows: Sequence[Event]) -> list[Card]:
    """Rows with their free seats, in one query for all."""
    given = taken([row.pk for row in rows if row.sign_up])
    made = []
    for row in rows:
        left = [free_seats(row, side, given) for side in row.sides] if row.sign_up else [None]
        free = None if any(each is None for each in left) else sum(each or 0 for each in left)
        made.append(Card(row, free, free == 0))
    return made


def _narrow(filters: Filters, now: datetime, but: str = "") -> QuerySet[Event]:
    rows = public()
    rows = rows.filter(ends_at__lte=now) if filters.past else rows.filter(ends_at__gt=now)
    for key, condition in filters.conditions().items():
        if key != but:
            rows = rows.filter(condition)
    return rows


def facets(filters: Filters, now: datetime) -> dict[str, Facet]:
    """Every choice with its number: how many there would be with this choice and all the other filters. Four queries."""

    def facet(key: str, choices: Iterable[tuple[str, Any]], numbers: dict[str, int]) -> Facet:
        chosen = getattr(filters, key)
        options = [
            Option(
                label,
                filters.query(**{key: "" if value == chosen else value}),
                numbers.get(value, 0),
                value == chosen,
                value,
            )
            for value, label in choices
            if numbers.get(value) or value == chosen
        ]
        return Facet(key, Filters.NAMES[key], options, chosen, filters.query(**{key: ""}))

    def counted(key: str, *names: str) -> list[dict[str, Any]]:
        return list(_narrow(filters, now, key).order_by().values(*names).annotate(n=Count("pk")))

    kinds = {row["kind"]: row["n"] for row in counted("kind", "kind")}
    modes: dict[str, int] = {row["mode"]: row["n"] for row in counted("mode", "mode")}
    hybrid = modes.get(Mode.HYBRID, 0)
    sides = {mode: n + (hybrid if mode != Mode.HYBRID else 0) for mode, n in modes.items()}
    if hybrid:
        sides = {Mode.ROOM.value: hybrid, Mode.ONLINE.value: hybrid} | sides
    districts: dict[str, int] = {}
    names: dict[str, str] = {}
    for row in counted("place", "place__slug", "place__name", "place__parent__slug", "place__parent__name"):
        slug = row["place__parent__slug"] or row["place__slug"]
        if slug:
            districts[slug] = districts.get(slug, 0) + row["n"]
            names[slug] = row["place__parent__name"] or row["place__name"]
    access = _narrow(filters, now, "access").aggregate(
        **{key: Count("pk", filter=condition) for key, (_name, _icon, condition) in ACCESS.items()}
    )
    if filters.place and filters.place not in names:
        found = Place.objects.filter(slug=filters.place).values_list("name", flat=True).first()
        names[filters.place] = found or filters.place
    return {
        "kind": facet("kind", Kind.choices, kinds),
        "place": facet("place", sorted(names.items(), key=lambda pair: pair[1]), districts),
        "mode": facet("mode", Mode.choices, sides),
        "access": facet("access", [(key, name) for key, (name, _i, _q) in ACCESS.items()], access),
    }


def overview(filters: Filters, page: str = "1", now: datetime | None = None) -> Overview:
    """What is to come, soonest first; what is over, latest first."""
    now = now or timezone.now()
    rows = _narrow(filters, now)
    rows = rows.order_by("-starts_at", "-pk") if filters.past else rows.order_by("starts_at", "pk")
    found = Paginator(for_list(rows), PAGE).get_page(page)
    today = timezone.localdate(now)
    bundles = (
        [] if filters.past else list(public_bundles().filter(ends_on__gte=today).order_by("starts_on")[:3])
    )
    return Overview(
        filters, facets(filters, now), found.paginator.count, found, cards(list(found.object_list)), bundles
    )


def of_process(process: Any, now: datetime | None = None) -> tuple[list[Card], list[Event]]:
    """Events of a process: to come with seats, and over. Two queries."""
    now = now or timezone.now()
    rows = list(for_list(public(Event.objects.filter(process=process))).order_by("starts_at", "pk")[:100])
    past = [row for row in rows if row.is_over(now)]
    return cards([row for row in rows if not row.is_over(now)]), past[::-1]


def counts_of_processes(process_ids: Iterable[int]) -> dict[int, int]:
    rows = (
        public(Event.objects.filter(process_id__in=list(process_ids)))
        .order_by()
        .values("process_id")
        .annotate(n=Count("pk"))
    )
    return {row["process_id"]: row["n"] for row in rows}


def upcoming(at_most: int = 3, now: datetime | None = None) -> list[Card]:
    now = now or timezone.now()
    rows = public(Event.objects.filter(ends_at__gt=now, cancelled_at=None)).order_by("starts_at", "pk")
    return cards(list(for_list(rows)[:at_most]))


def in_place(place: Place, at_most: int = 6, now: datetime | None = None) -> list[Card]:
    now = now or timezone.now()
    rows = public(Event.objects.filter(Q(place=place) | Q(place__parent=place), ends_at__gt=now))
    return cards(list(for_list(rows.order_by("starts_at", "pk"))[:at_most]))


def between(start: datetime, end: datetime, place: str = "") -> list[Event]:
    """Public events that begin in a span of time, for calendars."""
    rows = public(Event.objects.filter(starts_at__gte=start, starts_at__lt=end, cancelled_at=None))
    if place:
        rows = rows.filter(Q(place__slug=place) | Q(place__parent__slug=place))
    return list(for_list(rows.order_by("starts_at", "pk"))[:500])


def feed_events(now: datetime | None = None) -> list[Event]:
    """From half a year back, so that a calendar does not lose yesterday."""
    since = (now or timezone.now()) - timedelta(days=183)
    return list(for_list(public(Event.objects.filter(ends_at__gte=since)).order_by("starts_at", "pk"))[:1000])


def of_bundle(bundle: Bundle) -> list[Card]:
    """The programme, day by day. Two queries."""
    return cards(list(for_list(public(bundle.events.all())).order_by("starts_at", "pk")[:500]))


def followed(number: int) -> Followed | None:
    row = public(Event.objects.filter(pk=number)).first()
    return Followed(row.title, row.get_absolute_url(), _("Veranstaltung")) if row else None


def followed_bundle(number: int) -> Followed | None:
    row = public_bundles(Bundle.objects.filter(pk=number)).first()
    return Followed(row.title, row.get_absolute_url(), _("Aktion")) if row else None


# --- sign-ups -----------------------------------------------------------------------------------------------------


def with_key(slug: str, key: str) -> SignUp | None:
    return (
        SignUp.objects.filter(event__slug=slug, key=_plain(key))
        .select_related("event__place", "event__office", "person")
        .first()
    )


def with_code(code: str) -> SignUp | None:
    """By the code from the door, however it was typed."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())[:20]
    return SignUp.objects.filter(code=plain).select_related("event__office").first() if plain else None


def of_person(person: Any) -> list[tuple[str, str, datetime]]:
    """Title, address and time of what the person signed up for, for the account page."""
    rows = SignUp.objects.filter(person=person).select_related("event").order_by("-created_at")
    return [(row.event.title, row.get_absolute_url(), row.created_at) for row in rows]


def own(person: Any, event: Event) -> SignUp | None:
    if person is None or not getattr(person, "is_authenticated", False):
        return None
    row = SignUp.objects.filter(event=event, person=person).first()
    if row is not None:
        row.event = event
    return row


def sign_ups(event: Event, *, side: str = "", text: str = "") -> QuerySet[SignUp]:
    """The list of a door: confirmed first, by name; who waits in the order in which they came."""
    rows = event.sign_ups.select_related("person")
    if side in Side.values:
        rows = rows.filter(side=side)
    text = _plain(text)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(code=text.upper().replace("-", "")))
    return rows


@dataclass(frozen=True)
class Numbers:
    """How many signed up and how many came, for the desk."""

    confirmed: int
    waiting: int
    came: int
    walk_ins: int
    by_channel: dict[str, int]

    @property
    def present(self) -> int:
        return self.came + self.walk_ins


def numbers(event: Event) -> Numbers:
    """Seats, not rows; what was erased already is in the event's tally. One query."""
    confirmed = waiting = came = 0
    kept = event.tally.get("seats", {})
    by_channel: dict[str, int] = dict(kept)
    confirmed += sum(kept.values())
    came += event.tally.get("came", 0)
    rows = (
        event.sign_ups.order_by()
        .values("status", "channel")
        .annotate(n=Sum("seats"), here=Sum("seats", filter=Q(came_at__isnull=False)))
    )
    for row in rows:
        came += row["here"] or 0
        if row["status"] == SignUpStatus.WAITING:
            waiting += row["n"]
        else:
            confirmed += row["n"]
            by_channel[row["channel"]] = by_channel.get(row["channel"], 0) + row["n"]
    return Numbers(confirmed, waiting, came, event.walk_ins, by_channel)


# --- feedback -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answers:
    """What came out of the one question; None stands for a number that is too small to be shown."""

    total: int | None
    worth: list[tuple[Worth, int | None]]
    traits: list[tuple[Trait, list[tuple[str, int | None]]]]
    sentences: int = 0

    @property
    def bars(self) -> list[dict[str, Any]]:
        return [
            {
                "name": worth.label,
                "value": _("unter 5") if count is None else count,
                "share": 100 * (count or 0) / self.total if self.total else 0,
                "tone": "",
                "note": "",
            }
            for worth, count in self.worth
        ]


def answers(event: Event) -> Answers:
    """Two queries, and one for the names of districts."""
    given = dict(event.feedback.order_by().values("worth").annotate(n=Count("pk")).values_list("worth", "n"))
    total = sum(given.values())
    if total < small_cells.LEAST:
        return Answers(None, [], [])
    shown = small_cells.shown({worth: given.get(worth.value, 0) for worth in Worth})
    said: dict[str, dict[str, int]] = {}
    for row in TraitCount.objects.filter(event=event):
        said.setdefault(row.trait, {})[row.value] = row.count
    names: dict[str, str] = {str(age.value): str(age.label) for age in Age}
    if Trait.DISTRICT in said:
        names |= dict(Place.objects.filter(slug__in=said[Trait.DISTRICT]).values_list("slug", "name"))
    traits: list[tuple[Trait, list[tuple[str, int | None]]]] = []
    for trait in Trait:
        counts = small_cells.shown(said.get(trait.value, {}))
        lines: list[tuple[str, int | None]] = [
            (names.get(value, value), count) for value, count in counts.items() if count is not None
        ]
        if lines:
            traits.append((trait, sorted(lines, key=lambda line: -(line[1] or 0))))
    return Answers(total, list(shown.items()), traits)


def sentences(event: Event) -> list[Feedback]:
    """For the desk: what people wrote beside their answer."""
    return list(event.feedback.exclude(sentence="")[:300])


# --- desk ---------------------------------------------------------------------------------------------------------


def desk_list(
    *, state: str = "", offices: frozenset[int] | None = None, now: datetime | None = None
) -> QuerySet[Event]:
    """Events for the desk: to come, drafts, over. `offices` narrows to those of some offices."""
    now = now or timezone.now()
    rows = Event.objects.select_related("office", "place")
    if offices is not None:
        rows = rows.filter(office_id__in=offices)
    if state == "entwurf":
        return rows.filter(published_at=None).order_by("starts_at", "pk")
    rows = rows.filter(published_at__isnull=False)
    if state == "vergangen":
        return rows.filter(ends_at__lte=now).order_by("-starts_at", "-pk")
    return rows.filter(ends_at__gt=now).order_by("starts_at", "pk")


def desk_seats(rows: Sequence[Event]) -> dict[int, tuple[int, int]]:
    """Seats confirmed and waiting by event, one query."""
    found: dict[int, tuple[int, int]] = {}
    for row in (
        SignUp.objects.filter(event_id__in=[row.pk for row in rows])
        .order_by()
        .values("event_id")
        .annotate(
            yes=Sum("seats", filter=Q(status=SignUpStatus.CONFIRMED)),
            wait=Sum("seats", filter=Q(status=SignUpStatus.WAITING)),
        )
    ):
        found[row["event_id"]] = (row["yes"] or 0, row["wait"] or 0)
    return found


def districts() -> QuerySet[Place]:
    return Place.objects.filter(kind=PlaceKind.DISTRICT).defer("outline").order_by("name")
