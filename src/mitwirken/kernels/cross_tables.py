# SPDX-License-Identifier: EUPL-1.2
"""What many people answered, counted: one question, or two against each other. The rule: `docs/rules/cross-tables.md`.

Answers are counted in one pass and forgotten; what is kept grows with the table, not with the people. Every table of a
survey is about the same people: who gave no answer to a question stands in a row of its own (`NONE`). So the sums of
a table of two questions are the tables of each question, and it takes no second rule to keep them from telling on each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

from .small_cells import LEAST
from .small_tables import shown_crossed, shown_together

NONE: Final = ""
"""The key of no answer."""
_CHOSEN, _NOT = "chosen", "\0not"
_ALL: Final = "\0all"


@dataclass(frozen=True)
class Table:
    """How many chose what. None: left out. `answered` of `people` gave an answer, both None where that are too few to say."""

    counts: Mapping[str, int | None]
    answered: int | None
    people: int | None

    @property
    def hidden(self) -> bool:
        return any(count is None for count in self.counts.values())

    def share(self, key: str) -> int | None:
        """Of a hundred who answered."""
        return share(self.counts[key], self.answered)


def share(part: int | None, whole: int | None) -> int | None:
    """Of a hundred, None where it cannot be said.

    >>> share(1, 3), share(None, 3), share(0, 0)
    (33, None, None)
    """
    return None if part is None or not whole else round(100 * part / whole)


def one_way(
    counts: Mapping[str, int], *, people: int, answered: int, several: bool = False, least: int = LEAST
) -> Table:
    """The table of a question that `answered` of `people` answered. With `several`, each could choose more than one.

    >>> one_way({"bike": 40, "bus": 30, "car": 9, "foot": 3}, people=90, answered=82).counts
    {'bike': 40, 'bus': 30, 'car': None, 'foot': None}

    Of several choices none follows from the others; but three who did not choose are three people, too.

    >>> one_way({"bike": 40, "bus": 79, "foot": 3}, people=90, answered=82, several=True).counts
    {'bike': 40, 'bus': None, 'foot': None}
    >>> one_way({"yes": 3, "no": 1}, people=20, answered=4)
    Table(counts={'yes': None, 'no': None}, answered=None, people=20)

    With `least=0` everything is shown.
    """
    if people < least or answered < least:
        return Table(dict.fromkeys(counts), None, people if people >= least else None)
    if several:
        return Table({key: _of_two(n, answered - n, least) for key, n in counts.items()}, answered, people)
    if len(counts) < 2:
        return Table(dict(counts), answered, people)
    return Table(shown_together({NONE: counts}, least=least).cells[NONE], answered, people)


def _of_two(chosen: int, others: int, least: int) -> int | None:
    return shown_together({NONE: {_CHOSEN: chosen, _NOT: others}}, least=least).cells[NONE][_CHOSEN]


# --- two questions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """One of the two questions: its choices in order."""

    keys: Sequence[str]
    several: bool = False


@dataclass(frozen=True)
class Crossed:
    """Two questions, counted: for each pair of choices (or `NONE`) how many people gave both."""

    cells: Mapping[tuple[str, str], int]
    people: int


def cross(people: Iterable[tuple[Collection[str], Collection[str]]]) -> Crossed:
    """Counts people, each by what they chose in the first and in the second question; nothing is no answer. One pass.

    >>> found = cross([(["a"], ["x", "y"]), (["a"], ["x"]), (["b"], []), ([], ["y"])])
    >>> found.people, found.cells["a", "x"], found.cells["a", "y"], found.cells["b", NONE]
    (4, 2, 1, 1)
    """
    cells: Counter[tuple[str, str]] = Counter()
    number = 0
    for first, second in people:
        number += 1
        one, two = set(first) or {NONE}, set(second) or {NONE}
        # A question with several choices needs people beside choices: who chose two of them is still one.
        for row in (*one, _ALL):
            for column in (*two, _ALL):
                cells[row, column] += 1
    return Crossed(cells, number)


@dataclass(frozen=True)
class CrossTable:
    """Two questions against each other. None: left out. `rows` and `columns` are the tables of each question alone."""

    cells: Mapping[str, Mapping[str, int | None]]
    rows: Table
    columns: Table
    row_bases: Mapping[str, int | None]
    column_bases: Mapping[str, int | None]

    @property
    def hidden(self) -> bool:
        return any(count is None for cells in self.cells.values() for count in cells.values())

    def row_share(self, row: str, column: str) -> int | None:
        """Of a hundred who chose the row and answered the other question."""
        return share(self.cells[row][column], self.row_bases[row])

    def column_share(self, row: str, column: str) -> int | None:
        return share(self.cells[row][column], self.column_bases[column])


def two_way(found: Crossed, rows: Side, columns: Side, *, least: int = LEAST) -> CrossTable:
    """The table of two questions, with every count left out that is small or from which a small one would follow.

    >>> answers = [(["nord"], ["yes"])] * 12 + [(["nord"], ["no"])] * 2 + [(["süd"], ["yes"])] * 20 + [(["süd"], ["no"])] * 30
    >>> table = two_way(cross(answers), Side(["nord", "süd"]), Side(["yes", "no"]))
    >>> table.cells["nord"], table.rows.counts
    ({'yes': None, 'no': None}, {'nord': 14, 'süd': 50})
    >>> two_way(cross(answers), Side(["nord", "süd"]), Side(["yes", "no"]), least=0).cells["nord"]
    {'yes': 12, 'no': 2}
    """
    first = _alone(found, rows, least, across=False)
    second = _alone(found, columns, least, across=True)
    cells: dict[str, dict[str, int | None]] = {row: dict.fromkeys(columns.keys) for row in rows.keys}
    row_bases: dict[str, int | None] = dict.fromkeys(rows.keys)
    column_bases: dict[str, int | None] = dict.fromkeys(columns.keys)
    if first.answered is None or second.answered is None:
        return CrossTable(cells, first, second, row_bases, column_bases)
    left_out: set[tuple[str, str]] = set()
    for upper in _parts(rows):
        for left in _parts(columns):
            shown = shown_crossed(
                {row: {column: _count(found, upper[row], left[column]) for column in left} for row in upper},
                rows=_sums(first, upper),
                columns=_sums(second, left),
                least=least,
                unsaid=(NONE,),
            )
            left_out.update((row, column) for row in upper for column in left if shown[row][column] is None)
    for row in rows.keys:
        for column in columns.keys:
            if (row, column) not in left_out:
                cells[row][column] = found.cells.get((row, column), 0)
        if first.counts[row] is not None and (row, NONE) not in left_out:
            row_bases[row] = found.cells.get((row, _ALL), 0) - found.cells.get((row, NONE), 0)
    for column in columns.keys:
        if second.counts[column] is not None and (NONE, column) not in left_out:
            column_bases[column] = found.cells.get((_ALL, column), 0) - found.cells.get((NONE, column), 0)
    return CrossTable(cells, first, second, row_bases, column_bases)


def _alone(found: Crossed, side: Side, least: int, *, across: bool) -> Table:
    """The table of one of the two questions, as it stands on its own."""

    def people(key: str) -> int:
        return found.cells.get((_ALL, key) if across else (key, _ALL), 0)

    return one_way(
        {key: people(key) for key in side.keys},
        people=found.people,
        answered=found.people - people(NONE),
        several=side.several,
        least=least,
    )


_Sum = Sequence[tuple[int, str]]
"""What is added and taken away to count the people of a row: those who did not choose are all others who answered."""


def _parts(side: Side) -> Iterable[Mapping[str, _Sum]]:
    """Rows that add up to all people. A question with several choices is as many questions with two answers: chosen or not."""
    if not side.several:
        yield {key: ((1, key),) for key in (*side.keys, NONE)}
        return
    for key in side.keys:
        yield {key: ((1, key),), _NOT: ((1, _ALL), (-1, key), (-1, NONE)), NONE: ((1, NONE),)}


def _count(found: Crossed, row: _Sum, column: _Sum) -> int:
    return sum(
        sign * other * found.cells.get((key, across), 0) for sign, key in row for other, across in column
    )


def _sums(table: Table, part: Mapping[str, _Sum]) -> Mapping[str, int | None]:
    """What the table of the question alone tells of these rows."""
    answered, people = table.answered or 0, table.people or 0
    known: dict[str, int | None] = {key: table.counts[key] for key in part if key in table.counts}
    if _NOT in part:
        chosen = next(iter(known.values()))
        known[_NOT] = None if chosen is None else answered - chosen
    return known | {NONE: people - answered}


# --- numbers ----------------------------------------------------------------------------------------------------------


def median(counts: Mapping[float, int]) -> float | None:
    """The number in the middle of all that were given: as many are smaller as are larger.

    >>> median({1: 2, 2: 1, 5: 4}), median({1: 1, 2: 1}), median({})
    (5, 1.5, None)
    """
    total, before, lower = sum(counts.values()), 0, None
    for number in sorted(counts):
        before += counts[number]
        if lower is not None and counts[number]:
            return (lower + number) / 2
        if 2 * before > total:
            return number
        if 2 * before == total and total:
            lower = number
    return None


def rounded(number: float, digits: int = 2) -> float:
    """A number with so many digits: the middle of a hundred answers is one person's, and need not be told exactly.

    >>> rounded(1234), rounded(0.0456), rounded(0), rounded(-87.4)
    (1200, 0.046, 0, -87)
    """
    if not number:
        return 0
    places = digits - 1 - floor(log10(abs(number)))
    found = round(number, places)
    return int(found) if found == int(found) else found


@dataclass(frozen=True)
class Bins:
    """Steps of equal width from `start` on."""

    start: float
    width: float
    number: int

    def of(self, value: float) -> int:
        """The step of a value, those outside in the first and the last."""
        return min(self.number - 1, max(0, floor((value - self.start) / self.width)))

    def edges(self) -> Sequence[tuple[float, float]]:
        return [(self._edge(n), self._edge(n + 1)) for n in range(self.number)]

    def _edge(self, n: int) -> float:
        found = round(self.start + n * self.width, 9)
        return int(found) if found == int(found) else found


def bins(low: float, high: float, *, most: int = 8) -> Bins:
    """At most `most` steps with edges that are easily said (1, 2 or 5 with noughts), each from its lower edge to below the upper.

    >>> bins(0, 37).edges()
    [(0, 5), (5, 10), (10, 15), (15, 20), (20, 25), (25, 30), (30, 35), (35, 40)]
    >>> bins(3, 3).edges()
    [(3, 4)]
    >>> bins(1, 5).edges()
    [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6)]
    """
    power = 10.0 ** floor(log10(max(high - low, 1) / most)) if high > low else 1.0
    for width in (factor * power for factor in (1, 2, 5, 10, 20)):
        start = floor(low / width) * width
        number = floor((high - start) / width) + 1
        if number <= most:
            return Bins(start, width, number)
    raise AssertionError("twenty times the width is always enough")
