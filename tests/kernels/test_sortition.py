# SPDX-License-Identifier: EUPL-1.2
"""Lots: the same seed draws the same people, quotas are kept, and it says why where it can't be."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mitwirken.kernels.sortition import NoDraw, Quota, draw, lot


def town(number: int = 60) -> dict[str, dict[str, str]]:
    return {str(n): {"district": "NSW"[n % 3], "age": "young" if n % 5 else "old"} for n in range(number)}


def test_the_worked_example_of_the_rule() -> None:
    people = {n: {"bezirk": "N" if n in "12" else "S"} for n in "1234"}
    drawn = draw(people, 2, [Quota("bezirk", "N", 1, 1)], "1-49", substitutes=1)
    assert sorted(people, key=lambda person: lot("1-49", person)) == ["3", "4", "1", "2"]
    assert (drawn.chosen, drawn.substitutes) == (("3", "1"), ("4",))


def test_whom_a_quota_excludes_is_no_substitute_either() -> None:
    people = {str(n): {"staff": "yes" if n % 2 else "no"} for n in range(12)}
    drawn = draw(people, 3, [Quota("staff", "yes", 0, 0)], "seed", substitutes=9)
    assert len(drawn.substitutes) == 3
    assert all(people[person]["staff"] == "no" for person in (*drawn.chosen, *drawn.substitutes))


def test_where_everybody_is_drawn_nobody_is_left_to_be_a_substitute() -> None:
    drawn = draw(town(4), 4, [], "seed", substitutes=2)
    assert (sorted(drawn.chosen), drawn.substitutes) == (["0", "1", "2", "3"], ())


def test_anybody_draws_the_same_again_whatever_the_order_of_the_list() -> None:
    people = town()
    quotas = [Quota("district", "N", 4, 5), Quota("age", "old", 3, 3)]
    first = draw(people, 12, quotas, "seed", substitutes=5)
    again = draw(dict(reversed(people.items())), 12, quotas, "seed", substitutes=5)
    assert first == again
    assert draw(people, 12, quotas, "other").chosen != first.chosen
    assert not set(first.chosen) & set(first.substitutes)


def test_without_quotas_the_smallest_lots_are_drawn() -> None:
    people = town()
    assert draw(people, 7, [], "x").chosen == tuple(sorted(people, key=lambda p: lot("x", p))[:7])


def test_of_one_household_one_person_at_most() -> None:
    people = town()
    homes = {str(n): str(n // 4) for n in range(60)}
    drawn = draw(people, 15, [], "x", together=homes)
    assert len({homes[p] for p in drawn.chosen}) == 15
    with pytest.raises(NoDraw):
        draw(people, 16, [], "x", together=homes)


@given(st.integers(0, 10_000), st.integers(3, 20))
@settings(max_examples=25, deadline=None)
def test_quotas_are_kept(seed: int, seats: int) -> None:
    quotas = [Quota("district", value, seats // 4, seats // 2 + 1) for value in "NSW"]
    quotas.append(Quota("age", "old", 1, 4))
    drawn = draw(town(), seats, quotas, str(seed))
    assert len(set(drawn.chosen)) == seats
    for quota in quotas:
        assert quota.least <= drawn.counts[quota.feature, quota.value] <= quota.most


def test_over_many_seeds_everybody_of_a_kind_is_drawn_alike() -> None:
    people = town(12)
    times = Counter(
        p for seed in range(600) for p in draw(people, 3, [Quota("district", "N", 1, 1)], str(seed)).chosen
    )
    of_n = [times[p] for p, row in people.items() if row["district"] == "N"]
    assert sum(of_n) == 600 and min(of_n) > 100  # four people, 150 each expected


@pytest.mark.parametrize(
    ("seats", "quotas", "sentence"),
    [
        (61, [], "61 seats, but only 60 people"),
        (5, [Quota("district", "X", 1, 1)], "district X: at least 1 wanted, 0 in the pool"),
        (5, [Quota("district", "N", 3, 3), Quota("district", "S", 3, 3)], "at least 6 people for 5 seats"),
        (5, [Quota("district", value, 0, 1) for value in "NSW"], "room for 3 people, 5 seats"),
        (5, [Quota("district", "N", 5, 5), Quota("age", "old", 5, 5)], "no circle keeps all quotas"),
    ],
)
def test_it_says_which_quota_is_in_the_way(seats: int, quotas: list[Quota], sentence: str) -> None:
    with pytest.raises(NoDraw, match=sentence):
        draw(town(), seats, quotas, "x")


def test_quotas_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 3, at most 2"):
        draw(town(), 5, [Quota("district", "N", 3, 2)], "x")
    with pytest.raises(ValueError, match="at least one seat"):
        draw(town(), 0, [], "x")
