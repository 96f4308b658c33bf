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
    # What is opened must be protected in turn, so until nothing is new. A nought needs no protection: it is nobody's.
    seen: set[int] = set()
    while fresh := [n for n in range(first, len(network.arcs)) if network.arcs[n].open and n not in seen]:
        for number in fresh:
            if network.arcs[number].flow and not network.protect(number):
                return _nothing(rows, columns)
            seen.add(number)
    # A nought that follows from the rest may as well stand there: on no way of another count, it protects none.
    for number in range(first, len(network.arcs)):
        arc = network.arcs[number]
        if arc.open and not arc.flow and not network.moves(number):
            arc.open = False
    flows = iter(network.arcs[first:])
    cells = {row: _taken(columns, flows) for row in rows}
    return Shown(cells, _taken(columns, flows))


def _taken(columns: list[Column], flows: Iterator[_Arc]) -> dict[Column, int | None]:
    return {column: None if (arc := next(flows)).open else arc.flow for column in columns}


def _nothing(rows: list[Row], columns: list[Column]) -> Shown[Row, Column]:
    return Shown({row: dict.fromkeys(columns) for row in rows}, dict.fromkeys(columns))
