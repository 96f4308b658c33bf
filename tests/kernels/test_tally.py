# SPDX-License-Identifier: EUPL-1.2
"""Ballots without money are counted as the rules say, against the definitions and known cases."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mitwirken.kernels import tally
from mitwirken.kernels.tally.reports import Terms, count_ballots


def test_middle_grades_are_left_out_one_by_one() -> None:
    ballots = [{"a": grade, "b": 2, "c": other} for grade, other in ((1, 2), (2, 2), (3, 3))]
    places = tally.majority_judgement("abc", ballots, grades=4)
    assert [(place.option, place.rank) for place in places] == [("c", 1), ("b", 2), ("a", 3)]
    alike = tally.majority_judgement("ab", [{"a": 1, "b": 1}], grades=2)
    assert [place.rank for place in alike] == [1, 1]


def test_a_thousand_million_people_with_few_different_ballots_are_counted_at_once() -> None:
    ballots = [{"a": 3, "b": 2}, {"a": 1, "b": 2}, {"a": 2}]
    people = [400_000_000, 600_000_000, 1]
    found = tally.majority_judgement("ab", ballots, grades=4, people=people)
    assert [(place.option, int(place.value), place.ballots) for place in found] == [
        ("b", 2, 1_000_000_001),
        ("a", 1, 1_000_000_001),
    ]
    told = count_ballots(Terms("score"), ["a", "b"], list(zip(ballots, people, strict=True)))
    assert [place["value"] for place in told["places"]] == [2_000_000_000, 1_800_000_002]


def test_whom_nobody_beats_is_a_winner_however_few_it_beats() -> None:
    """a beats c; b ties with both: nobody stands before a or b."""
    both = tally.duels("abc", [("bac", 1), ("acb", 1)])
    assert tally.schulze(both) == [("a", "b"), ("c",)]


@pytest.mark.parametrize("least", [0, 1])
def test_what_nobody_rated_is_not_without_resistance(least: int) -> None:
    places = tally.resistance("ab", [{"a": 3}, {"a": 1}], least=least)
    assert [(place.option, place.rank) for place in places] == [("a", 1), ("b", None)]
    marks = tally.score("ab", [{"a": 3}, {"a": 1}], mean=True, least=least)
    assert [(place.option, place.rank) for place in marks] == [("a", 1), ("b", None)]


def middle_by_definition(grades: list[int]) -> list[int]:
    left, out = sorted(grades), []
    while left:
        out.append(left.pop((len(left) - 1) // 2))
    return out


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12))
def test_majority_judgement_does_what_its_definition_says(pairs: list[tuple[int, int]]) -> None:
    places = tally.majority_judgement("ab", [{"a": a, "b": b} for a, b in pairs], grades=5)
    a, b = (middle_by_definition([pair[at] for pair in pairs]) for at in (0, 1))
    wanted = {"a": 1 if a >= b else 2, "b": 1 if b >= a else 2}
    assert {place.option: place.rank for place in places} == wanted


def test_the_example_schulze_gives_in_his_paper() -> None:
    papers = [
        ("acbed", 5), ("adecb", 5), ("bedac", 8), ("cabed", 3), ("caebd", 7), ("cbade", 2), ("dceba", 7), ("ebadc", 8),
    ]  # fmt: skip
    both = tally.duels("abcde", papers)
    assert both.winner is None
    assert tally.schulze(both) == [("e",), ("a",), ("c",), ("b",), ("d",)]


def test_who_beats_all_is_found_and_the_runoff_can_miss_them() -> None:
    papers = [("ab", 4), ("cb", 3), ("bc", 2)]
    assert tally.duels("abc", papers).winner == "b"
    winner, rounds = tally.instant_runoff("abc", papers)
    assert winner == "c" and [one.out for one in rounds] == [("b",), ()]


def test_the_smallest_set_that_beats_the_rest() -> None:
    papers = [("abcd", 5), ("bcad", 4), ("cabd", 3)]
    assert tally.duels("abcd", papers).smith == ("a", "b", "c")


def test_equal_places_count_in_parts_and_silence_is_exhausted() -> None:
    winner, rounds = tally.instant_runoff("abc", [([["a", "b"]], 2), (["c"], 2), (["a"], 1), ([], 4)])
    assert dict(rounds[0].votes) == {"a": 2, "b": 1, "c": 2} and rounds[0].exhausted == 4
    assert winner == "a"


def test_a_tie_at_the_end_is_decided_by_the_earlier_round_then_by_the_list() -> None:
    _, rounds = tally.instant_runoff("abcd", [("ad", 4), ("bd", 3), ("cb", 2), ("db", 2)])
    assert (rounds[0].out, rounds[0].tie) == (("d",), "lot")


def test_surpluses_go_on_from_all_ballots_alike() -> None:
    elected, rounds = tally.transferable_vote("abcd", [("ab", 6), ("cd", 3), ("dc", 1)], 2)
    assert elected == ("a", "c")
    assert dict(rounds[1].votes)["b"] == 2
    elected, _ = tally.transferable_vote("abc", [("abc", 60), ("cba", 40)], 2)
    assert elected == ("a", "c")


@st.composite
def papers(draw: st.DrawFn) -> list[tuple[tuple[str, ...], int]]:
    orders = [order[:length] for order in permutations("abcd") for length in (1, 2, 3, 4)]
    return draw(st.lists(st.tuples(st.sampled_from(orders), st.integers(1, 6)), min_size=1, max_size=8))


@given(papers(), st.integers(1, 4))
@settings(max_examples=150)
def test_as_many_are_elected_as_there_are_seats_and_no_vote_appears_from_nowhere(
    ballots: list[tuple[tuple[str, ...], int]], seats: int
) -> None:
    elected, rounds = tally.transferable_vote("abcd", ballots, seats)
    assert len(set(elected)) == len(elected) == seats
    cast = sum(people for _, people in ballots)
    quota = cast // (seats + 1) + 1
    spent = Fraction(0)
    for one in rounds:
        assert sum(votes for _, votes in one.votes) + one.exhausted + spent <= cast
        if one.elected and len(one.elected) == 1 and dict(one.votes)[one.elected[0]] >= quota:
            spent += quota


@given(papers())
@settings(max_examples=150)
def test_whoever_beats_all_is_first_with_schulze(ballots: list[tuple[tuple[str, ...], int]]) -> None:
    both = tally.duels("abcd", ballots)
    if both.winner is not None:
        assert tally.schulze(both)[0] == (both.winner,)
        assert both.smith == (both.winner,)
    winner, rounds = tally.instant_runoff("abcd", ballots)
    assert winner is not None and rounds[-1].elected == (winner,)


def test_points_and_resistance_with_too_few_ballots_have_no_rank() -> None:
    places = tally.resistance("ab", [{"a": 3, "b": 0}, {"a": 3}], least=2)
    assert [(place.option, place.rank) for place in places] == [("a", 1), ("b", None)]
    sums = tally.score("ab", [{"a": 3}, {"b": 3}])
    assert [place.rank for place in sums] == [1, 1]


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (lambda: tally.approval("ab", [["x"]]), "unknown option 'x'"),
        (lambda: tally.approval("ab", [["a", "a"]]), "an option twice"),
        (lambda: tally.duels("ab", [(["a", "a"], 1)]), "an option twice"),
        (lambda: tally.duels("ab", [(["a"], -1)]), "nobody or more"),
        (lambda: tally.majority_judgement("ab", [{"a": 9}], grades=5), "a grade is 0 to 4"),
        (lambda: tally.transferable_vote("ab", [], 0), "at least one seat"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(deed: Callable[[], Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        deed()


def test_nobody_voted() -> None:
    assert tally.instant_runoff("ab", [])[0] is None
    assert [place.rank for place in tally.approval("ab", [])] == [1, 1]
    assert [place.value for place in tally.majority_judgement("ab", [], grades=3)] == [0, 0]
