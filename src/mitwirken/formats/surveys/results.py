# SPDX-License-Identifier: EUPL-1.2
"""Results as pages and files tell them: each question as bars with a table that says the same, two questions against each other.

What everybody gets has every small count left out (`docs/rules/cross-tables.md`); the desk gets all counts and sees which ones are left out for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.civic.places.maps import Marker
from mitwirken.civic.places.queries import atlas
from mitwirken.kernels.cross_tables import CrossTable, Table, median, one_way, rounded, share, two_way

from . import tables
from .filling import Outline
from .models import Kind, Question, Results, State, Survey
from .tables import Counted, Scope, Spot, Variable

MEDIAN_FROM = 10
"""So many numbers it takes before the one in the middle is said."""


def whole(number: float) -> str:
    return str(number_format(number, 0, force_grouping=True))


def plainly(number: float) -> str:
    """Without a nought behind the point."""
    return str(number_format(int(number) if number == int(number) else number))


def hidden_word() -> str:
    return _("nicht genannt")


@dataclass(frozen=True)
class Segment:
    """A part of a stacked bar, in hundredths of its length. `tone` is the step of the colour, from 1."""

    start: float
    width: float
    tone: int


@dataclass(frozen=True)
class Cell:
    """A count as it is said. `kept`: everybody else does not see it."""

    said: str
    share: int | None = None
    kept: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a table, with the bar it draws; no bar where a count is left out."""

    name: str
    cells: Sequence[Cell]
    base: str
    segments: Sequence[Segment] = ()
    note: str = ""


@dataclass(frozen=True)
class Stack:
    """Rows with the same choices: stacked bars, and the table that says the same."""

    heads: Sequence[tuple[str, int]]
    lines: Sequence[Line]
    base_head: str = ""

    @property
    def hidden(self) -> bool:
        return any(cell.said == hidden_word() for line in self.lines for cell in line.cells)

    @property
    def kept(self) -> bool:
        return any(cell.kept for line in self.lines for cell in line.cells)

    @property
    def drawn(self) -> bool:
        return any(line.segments for line in self.lines)


@dataclass(frozen=True)
class Named:
    """A table with its words: of a matrix or a ranking one for each row."""

    name: str
    labels: Mapping[str, str]
    table: Table

    @property
    def counts(self) -> Mapping[str, int | None]:
        return {self.labels[key]: count for key, count in self.table.counts.items()}


@dataclass(frozen=True)
class Block:
    """What there is to say of one question."""

    question: Question
    number: str
    shape: str
    """bars, stack, texts, uploads, few (too few answered)"""
    base: str
    asked_if: str = ""
    bars: Sequence[Mapping[str, Any]] = ()
    stack: Stack | None = None
    tables: Sequence[Named] = ()
    facts: Sequence[str] = ()
    markers: Sequence[Marker] = ()
    spots: Sequence[Spot] = ()
    zoom: str = ""
    texts: Sequence[str] = ()
    hidden: bool = False
    answered: int = 0

    @property
    def key(self) -> str:
        return f"q{self.question.pk}"


@dataclass(frozen=True)
class Section:
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Told:
    """A whole result. `people` and `ways` (by which they took part) are None where too few took part to say anything."""

    people: int | None
    ways: Named | None
    sections: Sequence[Section]
    variables: Mapping[str, Variable]

    @property
    def channels(self) -> Sequence[Mapping[str, Any]]:
        """The ways as bars; those that nobody took are not drawn."""
        return _bars(self.ways.table, self.ways.labels, skip_noughts=True) if self.ways else ()

    @property
    def hidden(self) -> bool:
        return bool(self.ways and self.ways.table.hidden) or any(
            block.hidden for section in self.sections for block in section.blocks
        )


def tell(
    outline: Outline,
    counted: Counted,
    *,
    least: int,
    texts: Mapping[int, Sequence[str]] | None = None,
) -> Told:
    """All questions in their order. `least` 0 is for staff; `texts` are words that may be shown, by question."""
    variables = tables.variables(outline, counted.numbers)
    enough = counted.people >= least
    way = variables[tables.CHANNEL]
    channels = {key: counted.channels.get(key, 0) for key in way.choices}
    return Told(
        counted.people if enough else None,
        Named(way.name, way.choices, _safe(channels, counted, counted.people, least)) if enough else None,
        [
            Section(
                page.title,
                [
                    _block(outline, question, counted, variables, least, (texts or {}).get(question.pk, ()))
                    for question in outline.asked[page.pk]
                    if question.kind != Kind.INFO
                ],
            )
            for page in outline.pages
            if any(question.kind != Kind.INFO for question in outline.asked[page.pk])
        ]
        if enough
        else (),
        variables,
    )


def _block(
    outline: Outline,
    question: Question,
    counted: Counted,
    variables: Mapping[str, Variable],
    least: int,
    texts: Sequence[str],
) -> Block:
    rows = [row["key"] for row in question.rows] if question.kind == Kind.MATRIX else [""]
    answered = max((_answered(counted, question, row) for row in rows), default=0)
    number = outline.numbers.get(question.pk, "")
    few = answered < max(least, 1)
    shape: str = "few"
    more: dict[str, Any] = {}
    if not few:
        shape, more = _SHAPES[Kind(question.kind)](question, counted, variables, least)
    if texts and not few:
        more["texts"] = texts
    return Block(
        question,
        number,
        shape,
        _too_few(answered, least) if few else _base(answered, counted.people),
        _asked_if(outline, question),
        answered=answered,
        **more,
    )


def _answered(counted: Counted, question: Question, row: str = "") -> int:
    return counted.answered.get((question.pk, row), 0)


def _too_few(answered: int, least: int) -> str:
    if not answered and not least:
        return _("Darauf hat niemand geantwortet.")
    return _("Darauf haben zu wenige geantwortet, um etwas zu zeigen.")


def _base(answered: int, people: int) -> str:
    return ngettext(
        "%(n)s von %(all)s hat geantwortet.", "%(n)s von %(all)s haben geantwortet.", answered
    ) % {"n": whole(answered), "all": whole(people)}


def _asked_if(outline: Outline, question: Question) -> str:
    """Who was asked at all, in a sentence."""
    page = next((page for page in outline.pages if question.page_id == page.pk), None)
    said = []
    for row in (page, question):
        if row is None or row.if_question_id is None:
            continue
        before = outline.question(row.if_question_id)
        if before is None:
            continue
        labels = tables.labels_of(before)
        words = _(" oder ").join(_("„%(label)s“") % {"label": labels.get(key, key)} for key in row.if_choices)
        said.append(
            _("Gefragt wurde nur, wer bei Frage %(number)s %(choices)s geantwortet hat.")
            % {"number": outline.numbers.get(before.pk, ""), "choices": words}
        )
    return " ".join(dict.fromkeys(said))


# --- shapes ---------------------------------------------------------------------------------------------------------------

More = tuple[str, dict[str, Any]]


def _table_of(counted: Counted, variable: Variable, least: int) -> Table:
    if variable.question is None:
        raise ValueError("a question is counted, not the way of taking part")
    question = variable.question
    given = counted.of(question.pk, variable.row)
    return one_way(
        {key: given.get(key, 0) for key in variable.choices},
        people=counted.people,
        answered=_answered(counted, question, variable.row),
        several=variable.several,
        least=least,
    )


def _bars(table: Table, labels: Mapping[str, str], *, skip_noughts: bool = False) -> list[Mapping[str, Any]]:
    return [
        {
            "name": labels[key],
            "value": hidden_word() if count is None else whole(count),
            "share": table.share(key) or 0,
            "note": "" if count is None else _("%(n)d von 100") % {"n": table.share(key) or 0},
            "tone": "",
        }
        for key, count in table.counts.items()
        if not (skip_noughts and count == 0)
    ]


def _choices(question: Question, counted: Counted, variables: Mapping[str, Variable], least: int) -> More:
    variable = variables[f"q{question.pk}"]
    table = _table_of(counted, variable, least)
    facts = [_("Mehrere Antworten waren möglich.")] if variable.several else []
    return "bars", {
        "bars": _bars(table, variable.choices),
        "tables": [Named("", variable.choices, table)],
        "facts": facts,
        "hidden": table.hidden,
    }


def _scale(question: Question, counted: Counted, variables: Mapping[str, Variable], least: int) -> More:
    shape, more = _choices(question, counted, variables, least)
    if not more["hidden"]:
        given = counted.of(question.pk)
        middle = median({float(key): n for key, n in given.items()})
        if middle is not None:
            more["facts"] = [_middle(plainly(middle))]
    return shape, more


def _middle(number: str) -> str:
    return _("In der Mitte liegt %(number)s: Je die Hälfte liegt nicht darüber und nicht darunter.") % {
        "number": number
    }


def _number(question: Question, counted: Counted, variables: Mapping[str, Variable], least: int) -> More:
    found = counted.numbers.get(question.pk)
    if found is None:
        return "few", {}
    answered = _answered(counted, question)
    labels = tables.steps_of(found.bins, question.unit)
    table = one_way(
        {str(n): count for n, count in enumerate(found.counts)},
        people=counted.people,
        answered=answered,
        least=least,
    )
    middle = found.median if not least else rounded(found.median)
    facts = [_middle(f"{plainly(middle)} {question.unit}".strip())] if answered >= MEDIAN_FROM else []
    return "bars", {
        "bars": _bars(table, labels),
        "tables": [Named("", labels, table)],
        "facts": facts,
        "hidden": table.hidden,
    }


def _matrix(question: Question, counted: Counted, variables: Mapping[str, Variable], least: int) -> More:
    labels = tables.labels_of(question)
    named = [
        Named(row["label"], labels, _table_of(counted, variables[f"q{question.pk}:{row['key']}"], least))
        for row in question.rows
    ]
    return _stacked(named, labels)


def _stacked(named: Sequence[Named], labels: Mapping[str, str]) -> More:
    stack = Stack(_heads(labels), [_line(one.name, one.table) for one in named], _("geantwortet"))
    return "stack", {"stack": stack, "tables": named, "hidden": stack.hidden}


def _ranking(question: Question, counted: Counted, variables: Mapping[str, Variable], least: int) -> More:
    """How often each choice was given each place. Each place is given once by whoever gives it, so if one choice must leave a
    count out, the others would tell it: then it is said only how often each was given any place."""
    answered = _answered(counted, question)
    places = min(question.most or len(question.choices), len(question.choices))
    heads = {str(n): _("Platz %(n)s") % {"n": n} for n in range(1, places + 1)} | {"": _("kein Platz")}
    named = []
    for choice in question.choices:
        given = counted.of(question.pk, choice["key"])
        placed = {key: given.get(key, 0) for key in heads if key}
        placed[""] = answered - sum(placed.values())
        named.append(Named(choice["label"], heads, _safe(placed, counted, answered, least)))
    if not any(one.table.hidden for one in named):
        return _stacked(named, heads)
    labels = {choice["key"]: choice["label"] for choice in question.choices}
    ranked = {key: sum(counted.of(question.pk, key).values()) for key in labels}
    table = one_way(ranked, people=counted.people, answered=answered, several=True, least=least)
    return "bars", {
        "bars": _bars(table, labels),
        "tables": [Named(_("einen Platz gegeben"), labels, table)],
        "facts": [
            _("Gezeigt ist, wie oft etwas überhaupt einen Platz bekam. Einzelne Plätze nannten zu wenige.")
        ],
        "hidden": True,
    }


def _safe(counts: Mapping[str, int], counted: Counted, answered: int, least: int) -> Table:
    return one_way(counts, people=counted.people, answered=answered, least=least)


def _point(question: Question, counted: Counted, variables: Mapping[str, Variable], least: int) -> More:
    variable = variables[f"q{question.pk}"]
    table = _table_of(counted, variable, least)
    markers, areas = [], set()
    city = atlas()
    for spot in counted.spots.get(question.pk, ()):
        area = city.area_at(spot.latitude, spot.longitude)
        said = ngettext("%(n)s Nennung", "%(n)s Nennungen", spot.number) % {"n": whole(spot.number)}
        markers.append(Marker(spot.latitude, spot.longitude, said, note=area.name if area else ""))
        areas.add(area.slug if area else "")
    facts = [
        _(
            "Auf der Karte stehen Stellen, die mindestens %(n)d Menschen genannt haben, auf etwa 100 Meter gerundet."
        )
        % {"n": least}
        if least
        else _("Auf der Karte stehen alle Stellen, auf etwa 100 Meter gerundet.")
    ]
    return "bars", {
        "bars": _bars(table, variable.choices, skip_noughts=True),
        "tables": [Named("", variable.choices, table)],
        "facts": facts if markers else [],
        "markers": markers,
        "spots": counted.spots.get(question.pk, ()),
        # Where all of them lie in one district, the map shows that one.
        "zoom": areas.pop() if len(areas) == 1 else "",
        "hidden": table.hidden,
    }


def _texts(question: Question, counted: Counted, variables: Mapping[str, Variable], least: int) -> More:
    return "texts", {}


def _uploads(question: Question, counted: Counted, variables: Mapping[str, Variable], least: int) -> More:
    return "uploads", {}


_SHAPES = {
    Kind.ONE: _choices,
    Kind.SEVERAL: _choices,
    Kind.SCALE: _scale,
    Kind.MATRIX: _matrix,
    Kind.RANKING: _ranking,
    Kind.NUMBER: _number,
    Kind.SHORT: _texts,
    Kind.LONG: _texts,
    Kind.DATE: _texts,
    Kind.POINT: _point,
    Kind.UPLOAD: _uploads,
}


# --- stacked bars ---------------------------------------------------------------------------------------------------------


def _heads(labels: Mapping[str, str]) -> list[tuple[str, int]]:
    return [(label, tone) for tone, label in enumerate(labels.values(), 1)]


def segments(counts: Sequence[int | None], total: int | None) -> list[Segment]:
    """The parts of a bar, one after the other; none where a part is not known, or its size could be seen from the rest.

    >>> segments([1, 3], 4)
    [Segment(start=0.0, width=25.0, tone=1), Segment(start=25.0, width=75.0, tone=2)]
    >>> segments([None, 3], 4), segments([0], 0)
    ([], [])
    """
    if not total or any(count is None for count in counts):
        return []
    found, before = [], 0
    for tone, count in enumerate(counts, 1):
        if count:
            found.append(Segment(round(100 * before / total, 2), round(100 * count / total, 2), tone))
            before += count
    return found


def _line(name: str, table: Table) -> Line:
    return Line(
        name,
        [
            Cell(hidden_word() if count is None else whole(count), table.share(key))
            for key, count in table.counts.items()
        ],
        hidden_word() if table.answered is None else whole(table.answered),
        segments(list(table.counts.values()), table.answered),
    )


# --- two questions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Crossing:
    """Two questions against each other, as a table with bars."""

    first: Variable
    second: Variable
    stack: Stack
    people: int | None
    safe: CrossTable

    @property
    def anchor(self) -> str:
        """Where it stands on a page."""
        return f"{self.first.key}-{self.second.key}".replace(":", "_")

    @property
    def has_medians(self) -> bool:
        return any(line.note for line in self.stack.lines)


def crossing(
    scope: Scope, first: Variable, second: Variable, *, least: int, all_counts: bool = False
) -> Crossing:
    """The table of two. With `all_counts` (for staff) nothing is left out, but marked where everybody else does not see it."""
    found = tables.crossed(scope, first, second)
    safe = two_way(found, first.side, second.side, least=least)
    shown = two_way(found, first.side, second.side, least=0) if all_counts else safe
    lines = []
    for key, label in first.choices.items():
        cells = shown.cells[key]
        if all(count == 0 for count in cells.values()):
            continue  # nobody chose it, or nobody of them answered the other
        base = shown.row_bases[key]
        # Of several choices the parts of a row overlap, so no bar is one whole.
        drawn = [] if second.several else segments(list(cells.values()), base)
        lines.append(
            Line(
                label,
                [
                    Cell(
                        hidden_word() if count is None else whole(count),
                        share(count, base),
                        count is not None and safe.cells[key][column] is None,
                    )
                    for column, count in cells.items()
                ],
                hidden_word() if base is None else whole(base),
                drawn,
                _middle_of(second, cells),
            )
        )
    stack = Stack(_heads(second.choices), lines, _("geantwortet"))
    return Crossing(first, second, stack, shown.rows.people, safe)


def _middle_of(variable: Variable, cells: Mapping[str, int | None]) -> str:
    """The middle of a scale in a row of which every count is known."""
    if variable.question is None or variable.question.kind != Kind.SCALE:
        return ""
    known = {float(key): n for key, n in cells.items() if n is not None}
    middle = median(known) if len(known) == len(cells) else None
    return "" if middle is None else plainly(middle)


def least_of(survey: Survey) -> int:
    """The smallest count of a survey that everybody sees, never under two: one is always one person."""
    return max(2, survey.smallest)


# --- what everybody sees of a survey --------------------------------------------------------------------------------------


def are_public(survey: Survey) -> bool:
    """Whether everybody sees results now. Those that come after the end come once it is closed: while paper is still typed in,
    two looks would differ by one person."""
    if survey.results == Results.RUNNING:
        return survey.state != State.DRAFT and not survey.is_ahead()
    return survey.results == Results.AFTER and survey.state == State.CLOSED


@dataclass(frozen=True)
class PublicResult:
    """All that stands on the public page and in the open files."""

    told: Told
    crossings: Sequence[Crossing]
    until: date | None


def public_result(survey: Survey, outline: Outline) -> PublicResult:
    """What everybody sees. Ten queries, and one for each cross table that is published."""
    least = least_of(survey)
    until = tables.counted_until(survey)
    scope = Scope(survey, until=until)
    told = tell(
        outline,
        tables.count(scope, least_spot=least),
        least=least,
        texts=tables.released(scope),
    )
    crossings = [
        crossing(scope, told.variables[first], told.variables[second], least=least)
        for first, second in survey.crossings
        if told.people is not None and first in told.variables and second in told.variables
    ]
    return PublicResult(told, crossings, until)
