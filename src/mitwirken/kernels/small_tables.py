# SPDX-License-Identifier: EUPL-1.2
"""Counts of few people in tables that add up: `docs/rules/small-cells.md`, rule 6.

Several tables with the same columns and the table of their sums are published side by side. A count that is left out must
not follow from the others, neither along its row, nor along its column, nor from any chain of both.

Seen as a network this is easy to check: people flow from a source to the row they belong to, from there to a column, and
from the column back. What is published is fixed, what is left out may be anything from 0 on. A count that is left out can be
worked out exactly when there is no way round through other counts left out along which one person could be moved.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from .small_cells import LEAST

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)

# A column that others lean on (how many said nothing) is left out only if nothing else helps.
DEAR: Final = 1_000_000


@dataclass(frozen=True)
class Shown(Generic[Row, Column]):
    """What may be published: None where a count is left out. `sums` are over all rows."""

    cells: Mapping[Row, Mapping[Column, int | None]]
    sums: Mapping[Column, int | None]


@dataclass
class _Arc:
    start: int
    end: int
    flow: int
    cost: int
    open: bool


class _Network:
    """Nodes by number, the arcs that leave a node, and ways along which one person can be moved."""

    def __init__(self, size: int) -> None:
        self.arcs: list[_Arc] = []
        self.at: list[list[int]] = [[] for _ in range(size)]

    def add(self, start: int, end: int, flow: int, *, cost: int, open_: bool) -> None:
        self.at[start].append(len(self.arcs))
        self.at[end].append(len(self.arcs))
        self.arcs.append(_Arc(start, end, flow, cost, open_))

    def way(self, start: int, goal: int, without: int) -> tuple[int, list[int]] | None:
        """The cheapest way, and the arcs on it that must be opened: forward always, backward where somebody is."""
        best: dict[int, int] = {start: 0}
        came: dict[int, tuple[int, int]] = {}
        queue = [(0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == goal:
                found = []
                while node != start:
                    node, number = came[node]
                    if not self.arcs[number].open:
                        found.append(number)
                return cost, found
            if cost > best[node]:
                continue
            for number in self.at[node]:
                arc = self.arcs[number]
                if number == without or (not arc.open and arc.cost < 0):
                    continue
                if arc.start == node:
                    to = arc.end
                elif arc.flow > 0:
                    to = arc.start
                else:
                    continue
                sum_ = cost + (0 if arc.open else arc.cost)
                if sum_ < best.get(to, sum_ + 1):
                    best[to], came[to] = sum_, (node, number)
                    heapq.heappush(queue, (sum_, to))
        return None

    def moves(self, number: int) -> bool:
        """Whether a nought on an open arc could be one, with nothing more opened."""
        arc = self.arcs[number]
        found = self.way(arc.end, arc.start, number)
        return found is not None and not found[1]

    def protect(self, number: int) -> bool:
        """Opens what is needed so that the count on an open arc could be one more or one less. Whether that is possible."""
        arc = self.arcs[number]
        ways = [self.way(arc.end, arc.start, number)]
        if arc.flow > 0:
            ways.append(self.way(arc.start, arc.end, number))
        found = min((way for way in ways if way is not None), default=None)
        if found is None:
            return False
        for each in found[1]:
            self.arcs[each].open = True
        return True


def shown_together(
    counts: Mapping[Row, Mapping[Column, int]],
    *,
    least: int = LEAST,
    dear: Collection[Column] = (),
    before: Mapping[Row, Mapping[Column, int | None]] | None = None,
) -> Shown[Row, Column]:
    """The counts that may stand side by side, with their sums. What a row has in all (`sum(row.values())`) is published, too,
    and must be at least `least`. Every row names the same columns, at least two. Columns in `dear` are kept as long as possible.

    `before` is what was published last of rows that have not changed since: what was left out then stays left out, and what
    stood there is known and is kept as long as possible.

    Refuses (ValueError) a row of fewer than `least` people and rows with different columns.

    >>> one = shown_together({"park": {"nord": 12, "süd": 7, "west": 2, "ost": 0}})
    >>> one.cells["park"]
    {'nord': 12, 'süd': 7, 'west': None, 'ost': None}
    >>> one.sums == one.cells["park"]
    True

    A nought that follows anyway is shown.

    >>> shown_together({"park": {"nord": 12, "süd": 0}}).cells["park"]
    {'nord': 12, 'süd': 0}

    A sum would give the two of the park away, were it not for the rad.

    >>> two = shown_together({"park": {"nord": 12, "süd": 2}, "rad": {"nord": 20, "süd": 30}})
    >>> two.cells["park"], two.cells["rad"], two.sums
    ({'nord': None, 'süd': None}, {'nord': None, 'süd': None}, {'nord': 32, 'süd': 32})
    """
    rows = list(counts)
    columns = list(counts[rows[0]]) if rows else []
    if any(set(counts[row]) != set(columns) for row in rows) or (rows and len(columns) < 2):
        raise ValueError("Every row has the same columns, at least two.")
    if any(sum(counts[row].values()) < least for row in rows):
        raise ValueError("A row of so few people is not published at all.")
    # The nodes: 0 is where everybody comes from and goes to, then rows, then columns.
    network = _Network(1 + len(rows) + len(columns))

    def cell(start: int, end: int, count: int, column: Column, said: Mapping[Column, int | None]) -> None:
        cost = count + (DEAR if column in dear or said.get(column) is not None else 1)
        was_hidden = column in said and said[column] is None
        network.add(start, end, count, cost=cost, open_=count < least or was_hidden)

    for n, row in enumerate(rows, 1):
        network.add(0, n, sum(counts[row].values()), cost=-1, open_=False)
    first = len(network.arcs)
    for n, row in enumerate(rows, 1):
        for m, column in enumerate(columns, 1 + len(rows)):
            cell(n, m, counts[row][column], column, (before or {}).get(row, {}))
    for m, column in enumerate(columns, 1 + len(rows)):
        cell(m, 0, sum(counts[row][column] for row in rows), column, {})
    if not _all_protected(network, first):
        return _nothing(rows, columns)
    _say_noughts(network, first)
    flows = iter(network.arcs[first:])
    cells = {row: _taken(columns, flows) for row in rows}
    return Shown(cells, _taken(columns, flows))


def shown_crossed(
    counts: Mapping[Row, Mapping[Column, int]],
    *,
    rows: Mapping[Row, int | None],
    columns: Mapping[Column, int | None],
    least: int = LEAST,
    unsaid: Collection[Row | Column] = (),
) -> Mapping[Row, Mapping[Column, int | None]]:
    """What may be shown of one table whose sums stand elsewhere already: `rows` and `columns` say which (None: left out there).

    How many people there are in all is known. Rows and columns in `unsaid` are those of people who gave no answer: their
    counts are nobody's answer, so they are left out only to protect others, and last. Where nothing helps without taking
    back a sum, every cell is left out.

    Refuses (ValueError) rows with different columns, and sums that are not those of the counts.

    >>> counts = {"nord": {"yes": 12, "no": 2}, "süd": {"yes": 20, "no": 30}}
    >>> shown_crossed(counts, rows={"nord": 14, "süd": 50}, columns={"yes": 32, "no": 32})
    {'nord': {'yes': None, 'no': None}, 'süd': {'yes': None, 'no': None}}
    >>> counts = {"nord": {"yes": 12, "no": 9}, "süd": {"yes": 20, "no": 30}}
    >>> shown_crossed(counts, rows={"nord": 21, "süd": 50}, columns={"yes": 32, "no": 39})
    {'nord': {'yes': 12, 'no': 9}, 'süd': {'yes': 20, 'no': 30}}
    """
    if any(set(cells) != set(columns) for cells in counts.values()) or set(counts) != set(rows):
        raise ValueError("Every row has the same columns.")
    by_row = {row: sum(cells.values()) for row, cells in counts.items()}
    by_column = {column: sum(cells[column] for cells in counts.values()) for column in columns}
    if any(rows[row] not in (None, n) for row, n in by_row.items()) or any(
        columns[column] not in (None, n) for column, n in by_column.items()
    ):
        raise ValueError("The sums are those of the counts.")
    # The nodes: 0 is where everybody comes from, 1 where everybody goes to, then rows, then columns. How many there are is
    # known, so nothing but what is left out leads from 1 back to 0.
    network = _Network(2 + len(rows) + len(columns))
    for n, row in enumerate(counts, 2):
        network.add(0, n, by_row[row], cost=-1, open_=rows[row] is None)
    for m, column in enumerate(columns, 2 + len(rows)):
        network.add(m, 1, by_column[column], cost=-1, open_=columns[column] is None)
    first = len(network.arcs)
    for n, row in enumerate(counts, 2):
        for m, column in enumerate(columns, 2 + len(rows)):
            count, spare = counts[row][column], row in unsaid or column in unsaid
            network.add(n, m, count, cost=count + (DEAR if spare else 1), open_=count < least and not spare)
    if not _all_protected(network, 0):
        return {row: dict.fromkeys(columns) for row in counts}
    _say_noughts(network, first)
    flows = iter(network.arcs[first:])
    return {row: _taken(list(columns), flows) for row in counts}


def _all_protected(network: _Network, first: int) -> bool:
    """What is opened must be protected in turn, so until nothing is new. A nought needs no protection: it is nobody's."""
    seen: set[int] = set()
    while fresh := [n for n in range(first, len(network.arcs)) if network.arcs[n].open and n not in seen]:
        for number in fresh:
            if network.arcs[number].flow and not network.protect(number):
                return False
            seen.add(number)
    return True


def _say_noughts(network: _Network, first: int) -> None:
    """A nought that follows from the rest may as well stand there: on no way of another count, it protects none."""
    for number in range(first, len(network.arcs)):
        arc = network.arcs[number]
        if arc.open and not arc.flow and not network.moves(number):
            arc.open = False


def _taken(columns: list[Column], flows: Iterator[_Arc]) -> dict[Column, int | None]:
    return {column: None if (arc := next(flows)).open else arc.flow for column in columns}


def _nothing(rows: list[Row], columns: list[Column]) -> Shown[Row, Column]:
    return Shown({row: dict.fromkeys(columns) for row in rows}, dict.fromkeys(columns))
