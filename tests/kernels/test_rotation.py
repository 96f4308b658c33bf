# SPDX-License-Identifier: EUPL-1.2
"""Nobody meets twice where that is possible, wishes are kept, and the numbers told are true."""

from __future__ import annotations

import json
import os
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mitwirken.kernels import rotation
from mitwirken.kernels.rotation import (
    Quality,
    Rotation,
    Wishes,
    _cells,
    _difference_matrix,
    _Field,
    plan_round,
    plan_rounds,
    rate,
    seat_latecomer,
    table_sizes,
)

SHARED = Path(os.environ.get("MITWIRKEN_SHARED", Path(__file__).parents[3] / "shared"))


def seated_well(plan: Rotation[int], people: int, tables: int, rounds: int) -> None:
    assert len(plan.rounds) == rounds
    for seating in plan.rounds:
        assert sorted(person for table in seating for person in table) == list(range(people))
        assert len(seating) == tables
        assert max(map(len, seating)) - min(map(len, seating)) <= 1


@pytest.mark.parametrize(
    ("people", "tables", "rounds"),
    [
        (24, 6, 3),
        (40, 8, 4),
        (60, 12, 5),
        (120, 24, 4),
        (1000, 200, 4),
        (12, 4, 3),
        (20, 5, 3),
        (32, 8, 4),
        (40, 8, 3),
        (47, 8, 3),
        (60, 12, 4),
        (100, 20, 3),
        (200, 25, 3),
        (300, 50, 4),
    ],
)
def test_nobody_meets_twice_and_nobody_comes_to_a_table_twice(people: int, tables: int, rounds: int) -> None:
    plan = plan_rounds(range(people), tables, rounds)
    seated_well(plan, people, tables, rounds)
    assert plan.formula
    assert plan.quality.perfect
    assert plan.quality.encounters == plan.quality.possible
    assert plan.quality == counted_slowly(plan)


def counted_slowly(plan: Rotation[int]) -> Quality:
    """The same numbers, from sets only; without wishes."""
    meetings = [
        pair for seating in plan.rounds for table in seating for pair in combinations(sorted(table), 2)
    ]
    people = {person for seating in plan.rounds for table in seating for person in table}
    visits = [(person, n) for seating in plan.rounds for n, table in enumerate(seating) for person in table]
    reach = sum(max(map(len, seating)) - 1 for seating in plan.rounds)
    possible = min(len(meetings), len(people) * min(len(people) - 1, reach) // 2)
    return Quality(
        len(set(meetings)),
        possible,
        len(meetings) - len(set(meetings)),
        len(visits) - len(set(visits)),
        0,
        0,
        0,
    )


def test_the_numbers_of_the_rule() -> None:
    """docs/rules/rotation.md."""
    plan = plan_rounds(range(12), 4, 3)
    assert plan.rounds == (
        ((0, 4, 8), (1, 5, 9), (2, 6, 10), (3, 7, 11)),
        ((1, 6, 11), (0, 7, 10), (3, 4, 9), (2, 5, 8)),
        ((2, 7, 9), (3, 6, 8), (0, 5, 11), (1, 4, 10)),
    )
    assert (plan.quality.encounters, plan.quality.possible, plan.quality.share) == (36, 36, 1.0)


def test_more_rounds_than_can_be_without_repeats_come_near_the_bound() -> None:
    ten = plan_rounds(range(32), 8, 10, Wishes(new_tables=False), steps=1)
    seated_well(ten, 32, 8, 10)
    assert ten.quality.possible == 480
    assert ten.quality.share >= 0.942
    affine = plan_rounds(range(16), 4, 5)
    assert (affine.quality.encounters, affine.quality.repeats) == (120, 0)
    assert affine.quality == counted_slowly(affine)


@pytest.mark.parametrize(
    ("people", "tables", "rounds", "repeats"), [(24, 6, 4, 3), (23, 6, 4, 1), (19, 5, 4, 2)]
)
def test_where_there_is_no_formula_a_search_comes_near(
    people: int, tables: int, rounds: int, repeats: int
) -> None:
    plan = plan_rounds(range(people), tables, rounds, steps=6000)
    seated_well(plan, people, tables, rounds)
    assert plan.quality == counted_slowly(plan)
    assert plan.quality.repeats + plan.quality.table_repeats <= repeats
    assert plan == plan_rounds(range(people), tables, rounds, steps=6000)


@pytest.mark.parametrize("size", [2, 3, 4, 5, 7, 8, 9, 16, 25, 27, 49, 64])
def test_fields_are_fields(size: int) -> None:
    field = _Field.of(size)
    assert field is not None
    for x in range(1, size):
        assert sorted(field.times(x, y) for y in range(size)) == list(range(size))
        assert sorted(field.add(x, y) for y in range(size)) == list(range(size))
    for x, y, z in ((1, size - 1, size // 2), (size - 1, size // 2, size // 3)):
        assert field.times(x, field.add(y, z)) == field.add(field.times(x, y), field.times(x, z))
    assert _Field.of(6) is None
    assert _Field.of(12) is None


def test_difference_matrices_differ() -> None:
    for size, rows, columns in ((6, 3, 5), (12, 5, 6), (10, 4, 5), (7, 3, 1)):
        matrix = _difference_matrix(size, rows, columns)
        assert matrix is not None
        assert len(matrix) == columns
        for one, other in combinations(matrix, 2):
            assert len({(x - y) % size for x, y in zip(one, other, strict=True)}) == rows
    assert _difference_matrix(2, 3, 2) is None
    assert _difference_matrix(6, 6, 6) is None
    assert _cells(6, 4, 40, strict=True) is None


def test_hosts_stay_and_meet_everybody_who_passes() -> None:
    wishes = Wishes(hosts={f"host {n}": n for n in range(8)})
    people = [*wishes.hosts, *(f"guest {n}" for n in range(40))]
    plan = plan_rounds(people, 8, 4, wishes)
    assert plan.formula
    assert plan.quality.perfect
    for seating in plan.rounds:
        for n, table in enumerate(seating):
            assert table[0] == f"host {n}"
            assert len(table) == 6
    assert plan.quality.encounters == plan.quality.possible == 4 * 8 * 15


def test_hosts_at_some_tables() -> None:
    wishes = Wishes(hosts={0: 0, 1: 2})
    plan = plan_rounds(range(30), 6, 3, wishes)
    seated_well(plan, 30, 6, 3)
    assert all(0 in seating[0] and 1 in seating[2] for seating in plan.rounds)
    assert plan.quality.table_repeats == 0
    assert plan.quality.repeats <= 2


def test_some_are_kept_apart_and_some_together() -> None:
    apart = [(0, n) for n in range(1, 9)] + [(3, 4)]
    plan = plan_rounds(range(40), 8, 4, Wishes(apart=apart))
    assert plan.quality.apart_broken == 0
    assert plan.quality.repeats == 0
    wishes = Wishes(apart=[(0, 2)], together=[(0, 1), (7, 8), (8, 9)])
    plan = plan_rounds(range(40), 8, 4, wishes)
    seated_well(plan, 40, 8, 4)
    assert (plan.quality.apart_broken, plan.quality.together_broken) == (0, 0)
    assert plan.quality.repeats + plan.quality.table_repeats <= 8
    for seating in plan.rounds:
        at = {person: n for n, table in enumerate(seating) for person in table}
        assert at[0] == at[1] != at[2]
        assert at[7] == at[8] == at[9]


def test_a_group_that_fits_at_no_table_is_told() -> None:
    plan = plan_rounds(range(12), 4, 2, Wishes(together=[range(5)]), steps=200)
    seated_well(plan, 12, 4, 2)
    assert plan.quality.together_broken > 0
    assert not plan.quality.perfect


@pytest.mark.parametrize("people", [40, 37])
def test_online_is_spread_over_the_tables(people: int) -> None:
    kinds = {n: "online" if n % 4 == 0 else "room" for n in range(people)}
    by_formula = plan_rounds(range(people), 8, 3, Wishes(kinds=kinds))
    assert by_formula.formula
    assert (by_formula.quality.uneven, by_formula.quality.repeats) == (0, 0)
    history = list(by_formula.rounds)
    searched = plan_round(range(people), 8, history, Wishes(kinds=kinds))
    assert searched.quality.uneven == 0
    assert searched.quality.repeats <= 1


def test_tables_have_as_many_seats_as_they_have() -> None:
    wishes = Wishes[int](capacities=[8, 8, 3, 8])
    plan = plan_rounds(range(20), 4, 3, wishes, steps=3000)
    assert all([len(table) for table in seating] == [6, 6, 3, 5] for seating in plan.rounds)
    for sizes in ([8, 8], [4, 4, 4, -1], [4, 4, 4, 4]):
        with pytest.raises(ValueError, match="seats"):
            plan_rounds(range(20), 4, 3, Wishes(capacities=sizes))


def test_a_live_evening_from_round_to_round() -> None:
    """Ten people go after each round, five come; each round is planned when it begins."""
    present = list(range(120))
    history: list[tuple[tuple[int, ...], ...]] = []
    for number in range(4):
        made = plan_round(present, 24, history, seed=number)
        assert sorted(person for table in made.rounds[0] for person in table) == sorted(present)
        assert made.quality.repeats == 0
        assert made.quality.table_repeats == 0
        assert made.quality.encounters == made.quality.possible
        history += made.rounds
        present = [*present[10:], *range(200 + 5 * number, 205 + 5 * number)]
    whole = rate(history)
    assert (whole.repeats, whole.table_repeats) == (0, 0)


def test_a_fourth_round_for_three_hundred() -> None:
    history = list(plan_rounds(range(300), 50, 3).rounds)
    made = plan_round(range(3, 300), 50, history, Wishes(hosts={3: 0, 4: 1}), steps=2000)
    assert (made.quality.repeats, made.quality.table_repeats) == (0, 0)
    assert made == plan_round(range(3, 300), 50, history, Wishes(hosts={3: 0, 4: 1}), steps=2000)


def test_a_very_large_plan_is_searched_round_by_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "LARGE", 100)
    wishes = Wishes(hosts={0: 0}, together=[(1, 2)])
    plan = plan_rounds(range(30), 6, 3, wishes, steps=3000)
    seated_well(plan, 30, 6, 3)
    assert (plan.quality.table_repeats, plan.quality.together_broken) == (0, 0)
    assert plan.quality.repeats <= 3
    assert plan == plan_rounds(range(30), 6, 3, wishes, steps=3000)


def test_the_clock_only_ends_the_search_earlier() -> None:
    plan = plan_rounds(range(24), 6, 4, steps=10**9, seconds=0.05)
    seated_well(plan, 24, 6, 4)
    assert plan_rounds(range(24), 6, 4, steps=50, seconds=600) == plan_rounds(range(24), 6, 4, steps=50)


def test_a_latecomer_comes_to_the_smallest_table_with_the_fewest_known_faces() -> None:
    seating = [["a", "b"], ["c"], ["d"], ["e"]]
    history = [[["f", "c"], ["d"], ["a", "b", "e"]]]
    assert seat_latecomer("f", seating, history) == 2
    assert seat_latecomer("f", seating, history, Wishes(apart=[("f", "d")])) == 3
    assert seat_latecomer("f", seating, history, Wishes(apart=[("d", "f"), ("f", "e")])) == 1
    assert seat_latecomer("f", seating, history, Wishes(together=[("f", "b")])) == 0
    assert seat_latecomer("f", seating, history, Wishes(hosts={"f": 0})) == 0
    assert seat_latecomer("f", seating, history, Wishes(capacities=[3, 1, 1, 1])) == 0
    assert seat_latecomer("g", [[], []]) == 0
    with pytest.raises(ValueError, match="full"):
        seat_latecomer("f", seating, history, Wishes(capacities=[2, 1, 1, 1]))
    with pytest.raises(ValueError, match="already"):
        seat_latecomer("a", seating)


def test_what_cannot_be_is_refused() -> None:
    for people, tables, rounds, wishes, sentence in (
        ([1, 1], 1, 1, Wishes[int](), "twice"),
        ([1], 0, 1, Wishes[int](), "table"),
        ([1], 1, 0, Wishes[int](), "round"),
        ([1, 2], 2, 1, Wishes(hosts={1: 2}), "host"),
    ):
        with pytest.raises(ValueError, match=sentence):
            plan_rounds(people, tables, rounds, wishes)
    with pytest.raises(ValueError, match="negative"):
        table_sizes(-1, 1)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 30), st.integers(1, 8), st.integers(1, 5), st.integers(0, 99), st.data())
def test_any_wishes_give_a_plan_with_everybody_in_it(
    people: int, tables: int, rounds: int, seed: int, data: st.DataObject
) -> None:
    number = st.integers(0, max(0, people - 1))
    wishes = Wishes(
        hosts=data.draw(st.dictionaries(number, st.integers(0, tables - 1), max_size=3)),
        apart=data.draw(st.lists(st.tuples(number, number), max_size=4)),
        together=data.draw(st.lists(st.lists(number, max_size=3), max_size=3)),
        kinds=data.draw(st.dictionaries(number, st.sampled_from(["room", "online"]))),
        new_tables=data.draw(st.booleans()),
    )
    plan = plan_rounds(range(people), tables, rounds, wishes, seed=seed, steps=60)
    history = list(plan.rounds)
    present = range(data.draw(st.integers(0, 3)), people + 1)
    following = plan_round(present, tables, history, wishes, seed=seed, steps=60)
    for seating, who in (
        *((seating, range(people)) for seating in plan.rounds),
        (following.rounds[0], present),
    ):
        assert sorted(person for table in seating for person in table) == list(who)
        for host, table in wishes.hosts.items():
            assert host not in who or host in seating[table]
    for quality in (plan.quality, following.quality):
        assert 0 <= quality.encounters <= quality.possible or quality.possible == quality.encounters == 0
    assert plan == plan_rounds(range(people), tables, rounds, wishes, seed=seed, steps=60)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the real data is not beside the checkout")
def test_no_more_repeats_than_the_best_known() -> None:
    known = json.loads((SHARED / "data" / "kernels" / "ref" / "rotation.json").read_text())
    for name, best in known.items():
        plan = plan_rounds(
            range(best["n"]), best["tables"], best["rounds"], Wishes(new_tables=False), steps=40_000
        )
        seated_well(plan, best["n"], best["tables"], best["rounds"])
        assert plan.quality.repeats <= 1.1 * best["best_repeats"], name
