# SPDX-License-Identifier: EUPL-1.2
"""What was answered, counted by the database: so many queries whatever is asked and however many answered.

A `Variable` is what can stand on one side of a table: a question, a row of a matrix, the way by which somebody took part. A `Scope` says whose answers count. Nothing here decides what is shown:
see `results.py` and `kernels/cross_tables.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, repeat
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Round
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from mitwirken.civic.places.queries import districts
from mitwirken.ground.deeds.channel import Channel
from mitwirken.kernels.cross_tables import Bins, Crossed, Side, bins, cross

from .filling import Outline
from .models import OTHER, Answer, Kind, Question, Response, Results, State, Survey

CHANNEL: Final = "channel"
BY_CHOICE: Final = (Kind.ONE, Kind.SEVERAL, Kind.MATRIX)
BY_NUMBER: Final = (Kind.SCALE, Kind.RANKING)
CHUNK: Final = 500
GRID: Final = 3
"""Decimal places of a degree to which points are rounded for everybody: about 110 by 70 metres."""
MOST_SPOTS: Final = 300
MOST_TEXTS: Final = 500


# --- whose answers --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variable:
    """What people can be told apart by: its choices by key, in order."""

    key: str
    name: str
    choices: Mapping[str, str]
    question: Question | None = None
    row: str = ""
    bins: Bins | None = None

    @property
    def several(self) -> bool:
        return self.question is not None and self.question.kind == Kind.SEVERAL

    @property
    def side(self) -> Side:
        return Side(tuple(self.choices), self.several)

    def answers(self) -> Q:
        """The rows that hold answers to it."""
        found = Q(question=self.question)
        if self.row:
            found &= Q(row=self.row)
        if self.question is not None and self.question.kind == Kind.RANKING:
            found &= Q(number=1)
        return found

    def with_key(self, key: str) -> Q:
        """The rows in which this was answered."""
        kind = self.question.kind if self.question else ""
        if kind == Kind.SCALE:
            return self.answers() & Q(number=int(key))
        if kind == Kind.POINT:
            return self.answers() & Q(place=int(key) if key.isdigit() else None)
        return self.answers() & Q(choice=key)

    def key_of(self, choice: str, number: Any, place: int | None) -> str:
        kind = self.question.kind if self.question else ""
        if kind == Kind.SCALE:
            return str(int(number))
        if kind == Kind.NUMBER:
            return str(self.bins.of(float(number))) if self.bins else ""
        if kind == Kind.POINT:
            return str(place) if place and str(place) in self.choices else OTHER
        return choice


@dataclass(frozen=True)
class Scope:
    """Whose answers count: all, those of some days, by one way, or who answered a question in one way."""

    survey: Survey
    until: date | None = None
    channel: str = ""
    variable: Variable | None = None
    key: str = ""

    @property
    def everybody(self) -> bool:
        return self.until is None and not self.channel and self.variable is None

    def responses(self) -> QuerySet[Response]:
        rows = Response.objects.filter(survey=self.survey)
        if self.until is not None:
            rows = rows.filter(completed_on__lte=self.until)
        if self.channel:
            rows = rows.filter(channel=self.channel)
        if self.variable is not None:
            rows = rows.filter(
                Exists(Answer.objects.filter(self.variable.with_key(self.key), response=OuterRef("pk")))
            )
        return rows

    def answers(self) -> QuerySet[Answer]:
        rows = Answer.objects.filter(question__page__survey=self.survey).order_by()
        if self.until is not None:
            rows = rows.filter(response__completed_on__lte=self.until)
        if self.channel:
            rows = rows.filter(response__channel=self.channel)
        if self.variable is not None:
            same = Answer.objects.filter(self.variable.with_key(self.key), response=OuterRef("response"))
            rows = rows.filter(Exists(same))
        return rows


def counted_until(survey: Survey) -> date | None:
    """The last day whose answers everybody sees while the survey runs; None once it is closed: all of them.

    Whole days are added, and only with at least `smallest` answers at once; as many stay behind for the day on which the rest is added. So no two looks
    differ by one person. A day before all others where there is nothing to see yet.
    """
    if survey.results != Results.RUNNING or survey.state == State.CLOSED:
        return None
    days = list(
        Response.objects.filter(survey=survey)
        .values_list("completed_on")
        .annotate(n=Count("pk"))
        .order_by("completed_on")
    )
    return last_day(days, survey.smallest)


def last_day(days: Sequence[tuple[date, int]], least: int) -> date:
    """
    >>> days = [(date(2026, 5, 1), 3), (date(2026, 5, 2), 4), (date(2026, 5, 3), 4), (date(2026, 5, 4), 2)]
    >>> last_day(days, 5), last_day(days[:2], 5)
    (datetime.date(2026, 5, 2), datetime.date(1, 1, 1))
    """
    rest, fresh, found = sum(n for _day, n in days), 0, date.min
    for day, number in days:
        fresh, rest = fresh + number, rest - number
        if rest < least:
            break
        if fresh >= least:
            found, fresh = day, 0
    return found


# --- each question by itself ----------------------------------------------------------------------------------------------

Key = tuple[int, str]
"""A question, and a row of it: of a matrix its key, of a ranking the choice that was given a place."""


@dataclass(frozen=True)
class Numbers:
    """Of a question for a number: the middle, and how many lie in each step."""

    median: float
    bins: Bins
    counts: Sequence[int]


@dataclass(frozen=True)
class Spot:
    """Points that lie together."""

    latitude: float
    longitude: float
    number: int


@dataclass
class Counted:
    """All answers to all questions, counted."""

    people: int = 0
    channels: Mapping[str, int] = field(default_factory=dict)
    counts: dict[Key, Counter[str]] = field(default_factory=dict)
    answered: Mapping[Key, int] = field(default_factory=dict)
    numbers: Mapping[int, Numbers] = field(default_factory=dict)
    spots: Mapping[int, Sequence[Spot]] = field(default_factory=dict)

    def of(self, question: int, row: str = "") -> Mapping[str, int]:
        return self.counts.get((question, row), Counter())


def count(scope: Scope, *, least_spot: int) -> Counted:
    """Eight queries. Spots on the map are told from `least_spot` points on."""
    found = Counted()
    by_channel = scope.responses().values_list("channel").annotate(n=Count("pk")).order_by()
    found.channels = dict(by_channel)
    found.people = sum(found.channels.values())
    answers = scope.answers()
    rows = answers.values_list("question_id", "row").annotate(n=Count("response", distinct=True))
    answered = {(question, row): n for question, row, n in rows}
    found.answered = answered
    chosen = answers.filter(question__kind__in=BY_CHOICE).values_list("question_id", "row", "choice")
    for question, row, choice, n in chosen.annotate(n=Count("pk")):
        found.counts.setdefault((question, row), Counter())[choice] = n
    stepped = answers.filter(question__kind__in=BY_NUMBER).values_list("question_id", "choice", "number")
    for question, choice, number, n in stepped.annotate(n=Count("pk")):
        # Of a ranking each choice has a table of its own: how often it came first, second, third.
        found.counts.setdefault((question, choice), Counter())[str(int(number))] = n
    points = answers.filter(question__kind=Kind.POINT)
    for question, place, n in points.values_list("question_id", "place_id").annotate(n=Count("pk")):
        found.counts.setdefault((question, ""), Counter())[str(place) if place else OTHER] += n
    found.numbers = _numbers(answers, answered, max(1, scope.survey.smallest))
    found.spots = _spots(points, max(1, least_spot))
    return found


def numbers_of(scope: Scope) -> Mapping[int, Numbers]:
    """Only the numbers: their steps are what a table can be crossed by."""
    answers = scope.answers()
    totals = answers.filter(question__kind=Kind.NUMBER).values_list("question_id").annotate(n=Count("pk"))
    return _numbers(answers, {(question, ""): n for question, n in totals}, max(1, scope.survey.smallest))


def _numbers(answers: QuerySet[Answer], answered: Mapping[Key, int], least: int) -> Mapping[int, Numbers]:
    """Twice along the numbers in their order: for the ends and the middle, then into the steps."""
    rows = (
        answers.filter(question__kind=Kind.NUMBER, number__isnull=False)
        .values_list("question_id", "number")
        .annotate(n=Count("pk"))
        .order_by("question_id", "number")
    )
    marks: dict[int, tuple[float, float, float]] = {}
    for question, lines in groupby(rows.iterator(chunk_size=CHUNK), key=lambda row: row[0]):
        total = answered[question, ""]
        if total >= least:
            wanted = (least, (total + 1) // 2, total // 2 + 1, total - least + 1)
            at = _at(((float(number), n) for _q, number, n in lines), wanted)
            low, lower, upper, high = (at[each] for each in wanted)
            marks[question] = (min(low, high), (lower + upper) / 2, max(low, high))
    if not marks:
        return {}
    steps = {question: bins(low, high) for question, (low, _middle, high) in marks.items()}
    counts = {question: [0] * found.number for question, found in steps.items()}
    for question, number, n in rows.filter(question__in=list(marks)).iterator(chunk_size=CHUNK):
        counts[question][steps[question].of(float(number))] += n
    return {
        question: Numbers(middle, steps[question], counts[question])
        for question, (_low, middle, _high) in marks.items()
    }


def _at(numbers: Iterable[tuple[float, int]], places: Iterable[int]) -> Mapping[int, float]:
    """Which number stands at these places (from 1) of all that were given, in their order.

    >>> _at([(2, 3), (5, 1), (9, 4)], [4, 1, 5])
    {1: 2, 4: 5, 5: 9}
    """
    found: dict[int, float] = {}
    waiting, before = sorted(set(places)), 0
    for number, n in numbers:
        before += n
        while waiting and waiting[0] <= before:
            found[waiting.pop(0)] = number
        if not waiting:
            break
    return found


def _spots(points: QuerySet[Answer], least: int) -> Mapping[int, Sequence[Spot]]:
    rows = (
        points.filter(latitude__isnull=False)
        .annotate(lat=Round("latitude", precision=GRID), lon=Round("longitude", precision=GRID))
        .values_list("question_id", "lat", "lon")
        .annotate(n=Count("pk"))
        .filter(n__gte=least)
        .order_by("-n", "lat", "lon")
    )
    found: dict[int, list[Spot]] = {}
    for question, lat, lon, n in rows[:MOST_SPOTS]:
        found.setdefault(question, []).append(Spot(float(lat), float(lon), n))
    return found


def released(scope: Scope, at_most: int = MOST_TEXTS) -> dict[int, list[str]]:
    """Words that staff released, by question, in an order that tells nothing."""
    rows = scope.answers().exclude(published="").order_by("pk").values_list("question_id", "published")
    found: dict[int, list[str]] = {}
    for question, text in rows[:at_most]:
        found.setdefault(question, []).append(text)
    return found


# --- what can be told apart, and two of it ------------------------------------------------------------------------------------


def variables(outline: Outline, numbers: Mapping[int, Numbers]) -> dict[str, Variable]:
    """All that can stand on one side of a table, by its key, in the order of the survey; the way of taking part at the end."""
    found: dict[str, Variable] = {}

    def add(one: Variable) -> None:
        if one.choices:
            found[one.key] = one

    places: dict[str, str] | None = None
    for question in outline.questions:
        key, number = f"q{question.pk}", outline.numbers.get(question.pk, "")
        name = f"{number}. {question.text}"
        labels = labels_of(question)
        if question.kind == Kind.MATRIX:
            for row in question.rows:
                add(
                    Variable(
                        f"{key}:{row['key']}",
                        f"{number}. {row['label']} ({question.text})",
                        labels,
                        question,
                        row["key"],
                    )
                )
        elif question.kind == Kind.RANKING:
            add(Variable(key, _("%(name)s: auf Platz 1") % {"name": name}, labels, question))
        elif question.kind in (Kind.ONE, Kind.SEVERAL, Kind.SCALE):
            add(Variable(key, name, labels, question))
        elif question.kind == Kind.NUMBER and question.pk in numbers:
            steps = numbers[question.pk].bins
            add(Variable(key, name, steps_of(steps, question.unit), question, bins=steps))
        elif question.kind == Kind.POINT:
            places = names_of_places() if places is None else places
            add(Variable(key, name, places, question))
    add(Variable(CHANNEL, _("Weg der Teilnahme"), {str(key): str(label) for key, label in Channel.choices}))
    return found


def labels_of(question: Question) -> dict[str, str]:
    """The words of the choices by their keys; of a scale its steps with the words at the ends."""
    if question.kind == Kind.SCALE:
        ends = {question.low: question.low_label, question.high: question.high_label}
        return {
            str(n): f"{n}: {ends[n]}" if ends.get(n) else str(n)
            for n in range(question.low or 0, (question.high or 0) + 1)
        }
    found = {str(each["key"]): str(each["label"]) for each in question.choices}
    return found | ({OTHER: _("etwas anderes")} if question.other else {})


def names_of_places() -> dict[str, str]:
    return {str(place.pk): place.name for place in districts()} | {OTHER: _("ohne Stadtbezirk")}


def steps_of(steps: Bins, unit: str = "") -> dict[str, str]:
    """The steps of numbers in words: "5 bis unter 10 km"."""
    edges = steps.edges()
    found = {}
    for n, (low, high) in enumerate(edges):
        ends = {"low": number_format(low), "high": number_format(high), "unit": unit}
        if len(edges) == 1:
            text = number_format(low)
        elif n == 0:
            text = _("unter %(high)s %(unit)s") % ends
        elif n == len(edges) - 1:
            text = _("%(low)s und mehr %(unit)s") % ends
        else:
            text = _("%(low)s bis unter %(high)s %(unit)s") % ends
        found[str(n)] = text.strip()
    return found


def crossed(scope: Scope, first: Variable, second: Variable) -> Crossed:
    """Both questions, counted person by person in one pass over the answers to these two."""
    return cross(_people(scope, first, second))


Chosen = tuple[Sequence[str], Sequence[str]]


def _people(scope: Scope, first: Variable, second: Variable) -> Iterator[Chosen]:
    """What each of all people chose in the two, in no order."""
    sides = [each for each in (first, second) if each.question is not None]
    rows = scope.answers()
    wanted = Q()
    for each in sides:
        wanted |= each.answers()
    fields = ("response_id", "question_id", "row", "choice", "number", "place_id", "response__channel")
    lines = rows.filter(wanted).order_by("response_id").values_list(*fields).iterator(chunk_size=CHUNK)
    seen: Counter[str] = Counter()
    for _response, group in groupby(lines, key=lambda line: line[0]):
        chosen: dict[str, list[str]] = {first.key: [], second.key: []}
        channel = ""
        for _response, question, row, choice, number, place, way in group:
            channel = way
            for each in sides:
                if each.question is not None and each.question.pk == question and each.row in ("", row):
                    chosen[each.key].append(each.key_of(choice, number, place))
        seen[channel] += 1
        if CHANNEL in chosen:
            chosen[CHANNEL] = [channel]
        yield chosen[first.key], chosen[second.key]
    # Whoever answered neither is one of all people, too.
    everybody = scope.responses().values_list("channel").annotate(n=Count("pk")).order_by()
    for channel, number in everybody:
        rest: Chosen = tuple([channel] if each.key == CHANNEL else [] for each in (first, second))  # type: ignore[assignment]
        yield from repeat(rest, number - seen[channel])
