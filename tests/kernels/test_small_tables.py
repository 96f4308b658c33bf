# SPDX-License-Identifier: EUPL-1.2
"""Nothing that was left out can be worked out again, not even by trying every table that fits."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mitwirken.kernels.small_tables import Shown, shown_together

Table = dict[int, dict[int, int]]


def fitting(total: int, shown: dict[int, int | None]) -> Iterator[tuple[int, ...]]:
    """Every row of counts with this total that agrees with what is shown."""
    free = [column for column, count in shown.items() if count is None]
    rest = total - sum(count for count in shown.values() if count is not None)
    if not free:
        if rest == 0:
            yield tuple(count or 0 for count in shown.values())
        return
    for cut in itertools.combinations(range(rest + len(free) - 1), len(free) - 1):
        edges = (-1, *cut, rest + len(free) - 1)
        parts = dict(zip(free, (b - a - 1 for a, b in itertools.pairwise(edges)), strict=True))
        yield tuple(parts[column] if count is None else count for column, count in shown.items())


def readings(table: Table, shown: Shown[int, int]) -> list[tuple[tuple[int, ...], ...]]:
    """Every set of tables that somebody who knows what is shown must think possible."""
    rows = [list(fitting(sum(table[row].values()), dict(shown.cells[row]))) for row in table]
    return [
        each
        for each in itertools.product(*rows)
        if all(
            sum_ is None or sum(row[n] for row in each) == sum_ for n, sum_ in enumerate(shown.sums.values())
        )
    ]


def assert_safe(table: Table) -> Shown[int, int]:
    shown = shown_together(table)
    for row, cells in table.items():
        assert all(
            shown.cells[row][column] in (None, count)
            and (count >= 5 or count == 0 or shown.cells[row][column] is None)
            for column, count in cells.items()
        )
    possible = readings(table, shown)
    for n, row in enumerate(table):
        for m, column in enumerate(table[row]):
            if shown.cells[row][column] is None:
                assert len({each[n][m] for each in possible}) > 1, (table, shown, row, column)
    for m, column in enumerate(shown.sums):
        if shown.sums[column] is None:
            assert len({sum(row[m] for row in each) for each in possible}) > 1, (table, shown, column)
    return shown


SMALL = st.integers(min_value=0, max_value=8)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(2, 3).flatmap(
        lambda width: st.lists(
            st.lists(SMALL, min_size=width, max_size=width).filter(lambda row: sum(row) >= 5),
            min_size=1,
            max_size=3,
        )
    )
)
def test_no_table_gives_a_count_away(rows: list[list[int]]) -> None:
    assert_safe({n: dict(enumerate(row)) for n, row in enumerate(rows)})


@pytest.mark.parametrize(
    "rows",
    [
        [[5, 0, 0]],
        [[4, 1]],
        [[12, 0], [0, 12]],
        [[5, 5, 5], [5, 5, 4]],
        [[6, 6, 0], [6, 0, 6], [0, 6, 6]],
    ],
)
def test_the_awkward_ones(rows: list[list[int]]) -> None:
    assert_safe({n: dict(enumerate(row)) for n, row in enumerate(rows)})


def test_where_nobody_is_few_everything_is_shown() -> None:
    shown = assert_safe({0: {0: 5, 1: 6}, 1: {0: 7, 1: 8}})
    assert shown.sums == {0: 12, 1: 14} and shown.cells[1] == {0: 7, 1: 8}


def test_what_others_lean_on_is_kept_as_long_as_possible() -> None:
    table = {"park": {"nord": 40, "süd": 30, "ost": 3, "nichts": 9}}
    assert shown_together(table).cells["park"]["nichts"] is None
    assert shown_together(table, dear=["nichts"]).cells["park"] == {
        "nord": 40,
        "süd": None,
        "ost": None,
        "nichts": 9,
    }


def test_what_was_left_out_before_stays_left_out_and_what_was_said_stays_said() -> None:
    table = {"park": {"nord": 40, "süd": 30, "ost": 3, "west": 9}}
    before = {"park": {"nord": 40, "süd": None, "ost": None, "west": 9}}
    assert shown_together(table, before=before).cells == before
    assert shown_together(table).cells["park"]["süd"] == 30


def test_a_town_of_processes_still_says_most() -> None:
    """Sixty processes by fourteen places: few sums are lost, and every count of less than five is."""
    dice = random.Random(7)
    table = {
        row: {column: dice.choice([0, 1, 3, 9, 14, 25]) + 1 for column in range(14)} for row in range(60)
    }
    shown = shown_together(table)
    assert all(
        shown.cells[row][column] is None
        for row, cells in table.items()
        for column, n in cells.items()
        if n < 5
    )
    assert all(shown.sums.values())
    kept = sum(count is not None for cells in shown.cells.values() for count in cells.values())
    assert kept > 0.9 * sum(n >= 5 for cells in table.values() for n in cells.values())


def test_refusals() -> None:
    with pytest.raises(ValueError, match="so few"):
        shown_together({"park": {"nord": 2, "süd": 2}})
    with pytest.raises(ValueError, match="same columns"):
        shown_together({"park": {"nord": 9, "süd": 2}, "rad": {"nord": 9}})
    assert shown_together({}).cells == {}
