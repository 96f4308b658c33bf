# SPDX-License-Identifier: EUPL-1.2
"""Two questions against each other: right counts, and nothing left out can be worked out, by trying every table that fits."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from mitwirken.kernels.cross_tables import (
    Crossed,
    CrossTable,
    Side,
    bins,
    cross,
    median,
    one_way,
    rounded,
    two_way,
)

Grid = list[list[int]]
"""Counts of people, the last row and the last column without an answer."""
WAYS, PLACES = Side(["a", "b", "c"]), Side(["x", "y"])


def people_of(grid: Grid) -> Crossed:
    names, across = ["a", "b", "c", "d", "e"], ["x", "y", "z", "w", "v"]
    height, width = len(grid) - 1, len(grid[0]) - 1
    return cross(
        ([names[r]] if r < height else [], [across[c]] if c < width else [])
        for r, row in enumerate(grid)
        for c, count in enumerate(row)
        for _ in range(count)
    )


def sides(grid: Grid) -> tuple[Side, Side]:
    return Side("abcde"[: len(grid) - 1]), Side("xyzwv"[: len(grid[0]) - 1])


# --- what somebody knows who sees the page --------------------------------------------------------------------------------


def equations(table: CrossTable, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """All that is published, as sums of unknown counts: the cells, the sums, how many answered, the bases of shares."""
    left: list[np.ndarray] = []
    right: list[int] = []

    def say(cells: Iterator[tuple[int, int]], number: int | None) -> None:
        if number is None:
            return
        row = np.zeros((height + 1, width + 1))
        for r, c in cells:
            row[r, c] = 1
        left.append(row.ravel())
        right.append(number)

    all_rows, all_columns = range(height + 1), range(width + 1)
    say(itertools.product(all_rows, all_columns), table.rows.people)
    say(itertools.product(range(height), all_columns), table.rows.answered)
    say(itertools.product(all_rows, range(width)), table.columns.answered)
    for r, (row, cells) in enumerate(table.cells.items()):
        say(((r, c) for c in all_columns), table.rows.counts[row])
        say(((r, c) for c in range(width)), table.row_bases[row])
        for c, count in enumerate(cells.values()):
            say(iter([(r, c)]), count)
    for c, column in enumerate(table.columns.counts):
        say(((r, c) for r in all_rows), table.columns.counts[column])
        say(((r, c) for r in range(height)), table.column_bases[column])
    return np.array(left), np.array(right)


def bounds(table: CrossTable, height: int, width: int, r: int, c: int) -> tuple[float, float]:
    """The least and the most that a count can be for all that is published."""
    left, right = equations(table, height, width)
    aim = np.zeros((height + 1) * (width + 1))
    aim[r * (width + 1) + c] = 1
    found = []
    for sign in (1, -1):
        solved = linprog(sign * aim, A_eq=left, b_eq=right, bounds=(0, None))
        assert solved.success, solved.message
        found.append(sign * solved.fun)
    return found[0], found[1]


def assert_safe(grid: Grid, least: int = 5) -> CrossTable:
    first, second = sides(grid)
    table = two_way(people_of(grid), first, second, least=least)
    if table.rows.answered is None or table.columns.answered is None:
        assert all(count is None for cells in table.cells.values() for count in cells.values())
        return table
    for r, row in enumerate(first.keys):
        for c, column in enumerate(second.keys):
            count = table.cells[row][column]
            assert count in (None, grid[r][c])
            assert count is None or count == 0 or count >= least
            # With the way in which it was left out, a nought is known to be possible, and says nothing of anybody.
            if count is None and grid[r][c]:
                low, high = bounds(table, len(first.keys), len(second.keys), r, c)
                assert high - low > 0.99, (grid, table, row, column, low, high)
    return table


SMALL = st.integers(min_value=0, max_value=9)


@settings(max_examples=120, deadline=None)
@given(
    st.integers(3, 5).flatmap(
        lambda width: st.lists(st.lists(SMALL, min_size=width, max_size=width), min_size=3, max_size=5)
    )
)
def test_no_table_gives_a_count_away(grid: Grid) -> None:
    assert_safe(grid)


@pytest.mark.parametrize(
    "grid",
    [
        [[12, 2, 0], [20, 30, 0], [0, 0, 0]],
        [[12, 0, 0], [0, 3, 0], [0, 0, 0]],
        [[12, 0, 3], [0, 13, 0], [1, 0, 40]],
        [[5, 5, 0], [5, 4, 0], [0, 0, 0]],
        [[6, 6, 0, 2], [6, 0, 6, 0], [0, 6, 6, 1], [3, 0, 0, 90]],
        [[1, 0, 0], [0, 1, 0], [0, 0, 98]],
        [[30, 0, 0], [30, 1, 0], [0, 0, 0]],
        [[0, 0, 50], [0, 0, 40], [20, 30, 0]],
    ],
)
def test_the_awkward_ones(grid: Grid) -> None:
    assert_safe(grid)


def test_every_table_that_fits_says_the_same_as_the_bounds() -> None:
    """By trying all: of the three people nobody can say in which of the four cells they are."""
    grid = [[12, 2, 0], [20, 30, 0], [0, 0, 0]]
    table = assert_safe(grid)
    fitting = [(a, 14 - a, 32 - a, 18 + a) for a in range(15) if 32 - a >= 0 and 18 + a >= 0]
    assert (12, 2, 20, 30) in fitting and len(fitting) == 15
    assert bounds(table, 2, 2, 0, 1) == (0, 14)


def test_a_large_table_keeps_most_of_what_it_can_say() -> None:
    dice = random.Random(3)
    grid = [[dice.choice([0, 2, 8, 15, 30, 60]) for _ in range(6)] for _ in range(6)]
    table = assert_safe(grid)
    kept = sum(count is not None for cells in table.cells.values() for count in cells.values())
    large = sum(count >= 5 for row in grid[:-1] for count in row[:-1])
    assert kept > 0.6 * large


def test_the_sums_are_the_tables_of_each_question_alone() -> None:
    """So that what is left out stands in no other table: whatever a question is crossed with, its own counts are the same."""
    grid = [[12, 2, 1], [20, 30, 4], [3, 3, 2]]
    table = assert_safe(grid)
    assert table.rows == one_way({"a": 15, "b": 54}, people=77, answered=69)
    turned = [list(column) for column in zip(*grid, strict=True)]
    assert list(assert_safe(turned).columns.counts.values()) == list(table.rows.counts.values())


def test_how_many_gave_no_answer_is_nobodys_answer() -> None:
    table = assert_safe([[20, 30, 2], [40, 10, 0], [0, 1, 0]])
    assert table.rows.answered == 102 and table.columns.answered == 101
    assert table.row_bases == {"a": 50, "b": 50} and table.row_share("a", "x") == 40


def test_nobody_is_told_of_where_too_few_answered() -> None:
    table = assert_safe([[2, 1, 0], [1, 0, 0], [90, 9, 0]])
    assert table.rows.answered is None and set(table.row_bases.values()) == {None}


# --- several choices ------------------------------------------------------------------------------------------------------


def several(number: int, seed: int) -> list[tuple[list[str], list[str]]]:
    dice = random.Random(seed)
    chance = [dice.choice([0.02, 0.1, 0.5, 0.9]) for _ in "abc"]
    return [
        (
            [key for key, p in zip("abc", chance, strict=True) if dice.random() < p],
            [dice.choice("xxxxy")] if dice.random() < 0.9 else [],
        )
        for _ in range(number)
    ]


@pytest.mark.parametrize("seed", range(12))
def test_several_choices_are_counted_by_people_and_are_as_safe(seed: int) -> None:
    answers = several(60, seed)
    table = two_way(cross(answers), Side("abc", several=True), PLACES)
    told = {
        (row, column): sum(row in one and column in two for one, two in answers)
        for row in "abc"
        for column in "xy"
    }
    everything = two_way(cross(answers), Side("abc", several=True), PLACES, least=0)
    assert all(everything.cells[row][column] == n for (row, column), n in told.items())
    if table.rows.answered is None or table.columns.answered is None:
        return
    for key in "abc":
        grid = [
            [sum((key in one) and two == [c] for one, two in answers) for c in "xy"],
            [sum(bool(one) and key not in one and two == [c] for one, two in answers) for c in "xy"],
            [sum(not one and two == [c] for one, two in answers) for c in "xy"],
        ]
        for c, column in enumerate("xy"):
            shown = table.cells[key][column]
            assert shown in (None, grid[0][c])
            base, whole = table.column_bases[column], sum(row[c] for row in grid[:2])
            assert base in (None, whole)
            if shown is not None and base is not None:
                # Who did not choose it is as little told of as who did.
                assert shown == 0 or shown >= 5
                assert base == shown or base - shown >= 5


def test_one_of_several_alone() -> None:
    table = one_way({"a": 50, "b": 0, "c": 48}, people=60, answered=50, several=True)
    assert table.counts == {"a": 50, "b": 0, "c": None} and table.share("a") == 100 and table.hidden


def test_both_with_several_choices() -> None:
    answers = [(["a", "b"], ["x", "y"])] * 20 + [(["b"], ["y"])] * 30 + [(["a"], ["x"])] * 9
    table = two_way(cross(answers), Side("ab", several=True), Side("xy", several=True))
    assert table.cells == {"a": {"x": 29, "y": 20}, "b": {"x": 20, "y": 50}}
    assert table.row_bases == {"a": 29, "b": 50}
    answers.append((["a"], ["y"]))
    few = two_way(cross(answers), Side("ab", several=True), Side("xy", several=True))
    # One of the thirty did not choose x.
    assert few.cells["a"] == {"x": None, "y": 21}


# --- numbers --------------------------------------------------------------------------------------------------------------


def test_medians_and_steps() -> None:
    assert median({4: 0, 5: 3}) == 5 and median({1: 2, 9: 2}) == 5
    assert rounded(1850) in (1800, 1900) and rounded(7) == 7
    found = bins(-3, 118)
    assert found.number <= 8 and found.of(-3) == 0 and found.of(118) == found.number - 1
    assert found.of(10_000) == found.number - 1 and found.of(-10_000) == 0
    for low, high in ((0, 1), (0, 10**9), (0.2, 0.7), (-5, -5), (1, 30)):
        assert 1 <= bins(low, high).number <= 8
    assert all(bins(1, 30).of(n) == (n // 5) for n in range(1, 31))
