# SPDX-License-Identifier: EUPL-1.2
"""Try-outs as pages show them. What is shown of numbers was taken when they were published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.formats.events.models import Event
from mitwirken.formats.events.queries import public as public_events
from mitwirken.kernels import small_cells

from ..models import Method, Tryout, Verdict
from ..tryouts import CHANNELS, GROUPS, name_of

KIND = "tryout"
MOST_COMPARED = 2
MOST_REPORTED = 200
OPEN = "offen"


def public(rows: QuerySet[Tryout] | None = None) -> QuerySet[Tryout]:
    return (Tryout.objects.all() if rows is None else rows).filter(published_at__isnull=False)


def whole(rows: QuerySet[Tryout]) -> QuerySet[Tryout]:
    """With all that its page and the report show, in four queries for as many as there are."""
    return rows.select_related("process", "office").prefetch_related(
        Prefetch("methods", Method.objects.defer("entry").order_by("name")),
        Prefetch(
            "events", public_events(Event.objects.order_by("starts_at", "pk")).defer("body"), "shown_events"
        ),
    )


def one(slug: str) -> Tryout | None:
    """Published or not."""
    return whole(Tryout.objects.filter(slug=slug)).first()


def by_number(number: int) -> Tryout | None:
    return whole(Tryout.objects.filter(pk=number)).first()


# --- what the finder and the methods know of it -------------------------------------------------------------------


def verdicts() -> dict[str, list[str]]:
    """The verdicts of the published try-outs by the key of the method, newest first; `""` where it still runs. One query."""
    found: dict[str, list[str]] = {}
    rows = public().filter(methods__published_at__isnull=False).order_by("-began_on", "-pk")
    for key, verdict in rows.values_list("methods__key", "verdict"):
        found.setdefault(key, []).append(verdict)
    return found


def tried() -> frozenset[str]:
    """Keys of the methods of which the city has published a try-out. One query."""
    return frozenset(verdicts())


def of_method(number: int) -> list[Tryout]:
    """The published try-outs of a method, newest first."""
    return list(whole(public(Tryout.objects.filter(methods=number))))


# --- lists --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """What the reader asked for, from the address. What does not exist is left out, so that an old link still shows something."""

    method: str = ""
    verdict: str = ""
    year: int = 0

    @classmethod
    def from_address(cls, given: Mapping[str, str]) -> Filters:
        verdict, year = given.get("empfehlung", ""), given.get("jahr", "")
        method = given.get("methode", "")
        return cls(
            method=method
            if method.isascii() and method.replace("_", "").isalnum() and len(method) <= 40
            else "",
            verdict=verdict if verdict in (*Verdict.values, OPEN) else "",
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
        )

    @property
    def any(self) -> bool:
        return self != Filters()

    def narrow(self, rows: QuerySet[Tryout]) -> QuerySet[Tryout]:
        if self.method:
            rows = rows.filter(methods__key=self.method)
        if self.verdict:
            rows = rows.filter(verdict="" if self.verdict == OPEN else self.verdict)
        if self.year:
            # What began before and ended in the year belongs to it as well.
            first, last = date(self.year, 1, 1), date(self.year, 12, 31)
            rows = rows.filter(began_on__lte=last).filter(Q(began_on__gte=first) | Q(ended_on__gte=first))
        return rows


@dataclass(frozen=True)
class Choices:
    """What can be filtered by: only what finds something."""

    methods: Sequence[tuple[str, str]]
    verdicts: Sequence[tuple[str, Any]]
    years: Sequence[int]


def choices() -> Choices:
    rows = list(
        public().order_by().values_list("methods__key", "methods__name", "verdict", "began_on", "ended_on")
    )
    names = {key: name for key, name, *_rest in rows if key}
    found = {verdict for *_start, verdict, _began, _ended in rows}
    years = {year for *_start, began, ended in rows for year in range(began.year, (ended or began).year + 1)}
    known = [*((each.value, each.label) for each in Verdict if each.value in found)]
    if "" in found:
        known.append((OPEN, gettext_lazy("Ergebnis steht noch aus")))
    return Choices(
        sorted(names.items(), key=lambda pair: pair[1].casefold()), known, sorted(years, reverse=True)
    )


def listed(filters: Filters) -> QuerySet[Tryout]:
    """Published try-outs that fit, newest first."""
    return whole(filters.narrow(public()))


def chosen(slugs: Iterable[str], at_most: int) -> list[Tryout]:
    """Published try-outs in the order in which they are asked for."""
    wanted = list(dict.fromkeys(slug[:80] for slug in slugs))[: at_most * 2]
    found = {row.slug: row for row in whole(public(Tryout.objects.filter(slug__in=wanted)))}
    return [found[slug] for slug in wanted if slug in found][:at_most]


def desk_list(state: str = "", offices: frozenset[int] | None = None) -> QuerySet[Tryout]:
    """For the desk: all, drafts, or those that are over and still have no result. `offices` narrows to those of some offices."""
    rows = Tryout.objects.select_related("office").prefetch_related(
        Prefetch("methods", Method.objects.defer("entry").order_by("name"))
    )
    if offices is not None:
        rows = rows.filter(office_id__in=offices)
    if state == "entwurf":
        rows = rows.filter(published_at=None)
    elif state == "offen":
        rows = rows.filter(pk__in=without_result().values("pk"))
    return rows


def without_result(today: date | None = None) -> QuerySet[Tryout]:
    """Published ones that are over and do not yet say what came of it."""
    return public().filter(ended_on__lte=today or timezone.localdate(), verdict="")


# --- numbers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A number with its name and parts; `value` is None where it is too small to be told."""

    key: str
    name: Any
    value: int | None
    parts: tuple[Line, ...] = ()

    @property
    def words(self) -> str:
        return _("unter %(least)d") % {"least": small_cells.LEAST} if self.value is None else str(self.value)

    @property
    def part_words(self) -> str:
        """`online 6, vor Ort 5; nicht genannt: auf Papier`. What is not told may be small, or would give away what is."""
        told = ", ".join(f"{part.name} {part.value}" for part in self.parts if part.value is not None)
        hidden = ", ".join(str(part.name) for part in self.parts if part.value is None)
        if not hidden:
            return told
        return "; ".join(filter(None, (told, _("nicht genannt: %(names)s") % {"names": hidden})))


@dataclass(frozen=True)
class Group:
    key: str
    name: Any
    lines: tuple[Line, ...]


def groups(rows: Iterable[Mapping[str, Any]]) -> list[Group]:
    """The numbers that were taken by themselves, in groups and in the order of the pages."""
    known = {str(row["key"]): row["value"] for row in rows}
    parts: dict[str, list[Line]] = {}
    for key, value in known.items():
        head, dot, _tail = key.partition(".")
        if dot:
            parts.setdefault(head, []).append(Line(key, name_of(key), value))
    found = []
    for group, (name, keys) in GROUPS.items():
        lines = tuple(
            Line(key, name_of(key), known[key], tuple(parts.get(key, ()))) for key in keys if key in known
        )
        if lines:
            found.append(Group(group, name, lines))
    return found


@dataclass(frozen=True)
class Mix:
    """By which ways people took part: what is counted, and how many by each way."""

    about: Any
    ways: tuple[tuple[str, Any, int | None], ...]

    @property
    def whole(self) -> int:
        return sum(number or 0 for _key, _name, number in self.ways) or 1

    @property
    def bars(self) -> list[dict[str, Any]]:
        # Shares of a whole that is not told in full would be wrong.
        full = all(number is not None for _key, _name, number in self.ways)
        return [
            {
                "name": name,
                "value": _("nicht genannt") if number is None else number,
                "share": 100 * (number or 0) / self.whole,
                "note": f"{round(100 * (number or 0) / self.whole)} %" if full else "",
                "tone": "",
            }
            for _key, name, number in self.ways
        ]


# Where the office counted nobody itself, the first of these that is known is shown: what happened at the meetings before what
# happened in the whole process.
_MIXES: tuple[tuple[str, Any], ...] = (
    ("seats", gettext_lazy("Menschen im Treffen")),
    ("signed_up", gettext_lazy("angemeldete Plätze, nach Weg der Anmeldung")),
    ("ratings", gettext_lazy("Bewertungen")),
    ("proposals", gettext_lazy("Vorschläge")),
)


def mix(row: Tryout, rows: Iterable[Mapping[str, Any]] | None = None) -> Mix | None:
    """The ways of a try-out: what the office wrote down, otherwise what was counted."""
    said = {str(each["key"]): int(each["people"]) for each in row.channels}
    if said:
        told = small_cells.shown(said)
        return Mix(_("Beteiligte"), tuple((key, CHANNELS[key], told[key]) for key in CHANNELS if key in told))
    known = {str(each["key"]): each["value"] for each in (row.counted if rows is None else rows)}
    for head, about in _MIXES:
        ways = tuple(
            (key, CHANNELS[key], known[f"{head}.{key}"]) for key in CHANNELS if f"{head}.{key}" in known
        )
        if len(ways) > 1:
            return Mix(about, ways)
    return None


def people_words(row: Tryout) -> str:
    """How many took part in a word: what the office wrote down, otherwise who was counted live, who was there, who took part."""
    if row.people is not None:
        small = row.people and row.people < small_cells.LEAST
        return _("unter %(least)d") % {"least": small_cells.LEAST} if small else str(row.people)
    known = {str(each["key"]): each["value"] for each in row.counted}
    for key in ("seats", "present", "people"):
        if key in known:
            return Line(key, name_of(key), known[key]).words
    return ""
