# SPDX-License-Identifier: EUPL-1.2
"""Ballots that say something about each option by itself: yes, points, resistance, a grade.

``people`` runs beside the ballots: how many cast each of them (one each, where it is not said).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Given = TypeVar("Given")


@dataclass(frozen=True)
class Place:
    """Where an option stands. ``rank``: 1 is best, equals share it, None with too few ballots. ``value``: what decided."""

    option: str
    rank: int | None
    value: Fraction
    ballots: int


def approval(
    options: Sequence[str], ballots: Iterable[Iterable[str]], *, people: Iterable[int] | None = None
) -> list[Place]:
    """Return the options by number of ballots that name them, most first; equals share the rank, in the given order.

    Errors: ValueError for an unknown or repeated option.

    >>> [(p.option, p.rank, int(p.value)) for p in approval("abc", [["a", "b"], ["b"], ["c"]])]
    [('b', 1, 2), ('a', 2, 1), ('c', 2, 1)]
    """
    counts = dict.fromkeys(options, 0)
    for ballot, number in _weighed(ballots, people):
        named = list(ballot)
        _known(counts, named)
        for option in named:
            counts[option] += number
    return _ranked([(option, Fraction(number), number) for option, number in counts.items()], lambda v: -v, 0)


def score(
    options: Sequence[str],
    ballots: Iterable[Mapping[str, int]],
    *,
    mean: bool = False,
    least: int = 1,
    people: Iterable[int] | None = None,
) -> list[Place]:
    """Return the options by their sum of points, or by the mean of those who gave any, most first.

    With ``mean`` options with fewer than ``least`` ballots (or none) stand behind all others, without rank.

    >>> [(p.option, p.rank, str(p.value)) for p in score("ab", [{"a": 3}, {"a": 2, "b": 4}], mean=True)]
    [('b', 1, '4'), ('a', 2, '5/2')]
    """
    return _ranked(_sums(options, ballots, mean, people), lambda value: -value, max(least, 1) if mean else 0)


def resistance(
    options: Sequence[str],
    ballots: Iterable[Mapping[str, int]],
    *,
    least: int = 5,
    people: Iterable[int] | None = None,
) -> list[Place]:
    """Return the options by mean resistance, least first (systemic consensing); silence is no resistance and no yes.

    Options with fewer than ``least`` ballots (or none) stand behind all others, without rank. Equal means: more ballots first.

    >>> ballots = [{"a": 0, "b": 2}, {"a": 10, "b": 2}]
    >>> [(p.option, p.rank, int(p.value)) for p in resistance("ab", ballots, least=1)]
    [('b', 1, 2), ('a', 2, 5)]
    """
    return _ranked(_sums(options, ballots, True, people), lambda value: value, max(least, 1))


def majority_judgement(
    options: Sequence[str],
    ballots: Iterable[Mapping[str, int]],
    *,
    grades: int,
    people: Iterable[int] | None = None,
) -> list[Place]:
    """Return the options by their middle grade, best first. Grades are 0 (worst) … ``grades`` − 1.

    Rule: the grade of the person in the middle, the lower of two. Between equal ones that person is left out and the next
    middle is taken, and so on (Balinski and Laraki). Who says nothing about an option gives it the worst grade.
    ``value`` is the middle grade. Errors: ValueError for an unknown option or grade.

    >>> ballots = [{"a": 3, "b": 2}, {"a": 1, "b": 2}, {"a": 2, "b": 2}]
    >>> [(p.option, p.rank, int(p.value)) for p in majority_judgement("ab", ballots, grades=4)]
    [('b', 1, 2), ('a', 2, 2)]
    """
    if not 2 <= grades <= 255:
        raise ValueError("there are 2 to 255 grades")
    names = list(options)
    counts = np.zeros((len(names), grades), dtype=np.int64)
    voters = 0
    for ballot, number in _weighed(ballots, people):
        voters += number
        _known(dict.fromkeys(names), ballot)
        for at, option in enumerate(names):
            grade = ballot.get(option, 0)
            if not 0 <= grade < grades:
                raise ValueError(f"a grade is 0 to {grades - 1}, not {grade}")
            counts[at, grade] += number
    middles = _middles(counts, voters).tolist()
    order = sorted(range(len(names)), key=lambda at: middles[at], reverse=True)
    out: list[Place] = []
    for place, at in enumerate(order):
        rank = out[-1].rank if place and middles[order[place - 1]] == middles[at] else place + 1
        out.append(Place(names[at], rank, Fraction(middles[at][0] if voters else 0), voters))
    return out


def _middles(counts: NDArray[np.int64], voters: int) -> NDArray[np.int64]:
    """For each option the grades that are the middle one after the other, as far as they can differ between options.

    Going outwards, the middle one is in turn the next lower and the next higher grade of the sorted ballots. Both change
    only where some option's ballots pass from one grade to another, so it is enough to look there.

    >>> _middles(np.array([[0, 1, 1, 1], [0, 0, 3, 0]]), 3).tolist()
    [[2, 1, 3], [2, 2, 2]]
    """
    if not voters:
        return np.zeros((len(counts), 1), dtype=np.int64)
    ends = np.cumsum(counts, axis=1)  # where the next grade begins among the sorted ballots
    low = (voters - 1) // 2
    high = voters - 1 - low  # of an even number the first to go is the lower one of two, then the upper
    passed = np.unique(ends)
    steps = np.unique(np.concatenate([[0], low - passed + 1, passed - high]))
    steps = steps[(steps >= 0) & (steps <= low)]
    places = np.stack([low - steps, high + steps], axis=1).reshape(-1)
    if voters % 2:
        places = places[1:]  # the middle one is there once
    return np.stack([np.searchsorted(row, places, side="right") for row in ends])


def _weighed(ballots: Iterable[Given], people: Iterable[int] | None) -> Iterator[tuple[Given, int]]:
    return zip(ballots, repeat(1) if people is None else people)  # noqa: B905 - one each has no end


def _known(options: Mapping[str, object], named: Iterable[str]) -> None:
    listed = list(named)
    for option in listed:
        if option not in options:
            raise ValueError(f"a ballot names the unknown option {option!r}")
    if len(set(listed)) != len(listed):
        raise ValueError("a ballot names an option twice")


def _sums(
    options: Sequence[str], ballots: Iterable[Mapping[str, int]], mean: bool, people: Iterable[int] | None
) -> list[tuple[str, Fraction, int]]:
    sums, numbers = dict.fromkeys(options, 0), dict.fromkeys(options, 0)
    for ballot, number in _weighed(ballots, people):
        _known(sums, ballot)
        for option, points in ballot.items():
            sums[option] += points * number
            numbers[option] += number
    return [
        (
            option,
            Fraction(sums[option], numbers[option] or 1) if mean else Fraction(sums[option]),
            numbers[option],
        )
        for option in sums
    ]


def _ranked(
    found: list[tuple[str, Fraction, int]], key: Callable[[Fraction], Fraction], least: int
) -> list[Place]:
    order = sorted(found, key=lambda one: (one[2] < least, key(one[1]), -one[2]))
    out: list[Place] = []
    for at, (option, value, ballots) in enumerate(order):
        rank: int | None = at + 1
        if ballots < least:
            rank = None
        elif out and out[-1].value == value:
            rank = out[-1].rank
        out.append(Place(option, rank, value, ballots))
    return out
