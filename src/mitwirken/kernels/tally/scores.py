# SPDX-License-Identifier: EUPL-1.2
"""Ballots that say something about each option by itself: yes, points, resistance, a grade."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np


@dataclass(frozen=True)
class Place:
    """Where an option stands. ``rank``: 1 is best, equals share it, None with too few ballots. ``value``: what decided."""

    option: str
    rank: int | None
    value: Fraction
    ballots: int


def approval(options: Sequence[str], ballots: Iterable[Iterable[str]]) -> list[Place]:
    """Return the options by number of ballots that name them, most first; equals share the rank, in the given order.

    Errors: ValueError for an unknown or repeated option.

    >>> [(p.option, p.rank, int(p.value)) for p in approval("abc", [["a", "b"], ["b"], ["c"]])]
    [('b', 1, 2), ('a', 2, 1), ('c', 2, 1)]
    """
    counts = dict.fromkeys(options, 0)
    for ballot in ballots:
        named = list(ballot)
        _known(counts, named)
        for option in named:
            counts[option] += 1
    return _ranked([(option, Fraction(number), number) for option, number in counts.items()], lambda v: -v, 0)


def score(
    options: Sequence[str],
    ballots: Iterable[Mapping[str, int]],
    *,
    mean: bool = False,
    least: int = 0,
) -> list[Place]:
    """Return the options by their sum of points, or by the mean of those who gave any, most first.

    With ``mean`` options with fewer than ``least`` ballots stand behind all others, without rank.

    >>> [(p.option, p.rank, str(p.value)) for p in score("ab", [{"a": 3}, {"a": 2, "b": 4}], mean=True)]
    [('b', 1, '4'), ('a', 2, '5/2')]
    """
    return _ranked(_sums(options, ballots, mean), lambda value: -value, least if mean else 0)


def resistance(
    options: Sequence[str], ballots: Iterable[Mapping[str, int]], *, least: int = 5
) -> list[Place]:
    """Return the options by mean resistance, least first (systemic consensing); silence is no resistance and no yes.

    Options with fewer than ``least`` ballots stand behind all others, without rank. Equal means: more ballots first.

    >>> ballots = [{"a": 0, "b": 2}, {"a": 10, "b": 2}]
    >>> [(p.option, p.rank, int(p.value)) for p in resistance("ab", ballots, least=1)]
    [('b', 1, 2), ('a', 2, 5)]
    """
    return _ranked(_sums(options, ballots, True), lambda value: value, least)


def majority_judgement(
    options: Sequence[str], ballots: Iterable[Mapping[str, int]], *, grades: int
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
    counts = {option: [0] * grades for option in options}
    voters = 0
    for ballot in ballots:
        voters += 1
        _known(counts, ballot)
        for option in counts:
            grade = ballot.get(option, 0)
            if not 0 <= grade < grades:
                raise ValueError(f"a grade is 0 to {grades - 1}, not {grade}")
            counts[option][grade] += 1
    inside_out = _outwards(voters)
    keys = {
        option: np.repeat(np.arange(grades, dtype=np.uint8), number)[inside_out].tobytes()
        for option, number in counts.items()
    }
    order = sorted(counts, key=lambda option: keys[option], reverse=True)
    out: list[Place] = []
    for at, option in enumerate(order):
        rank = out[-1].rank if at and keys[order[at - 1]] == keys[option] else at + 1
        out.append(Place(option, rank, Fraction(keys[option][0] if voters else 0), voters))
    return out


def _outwards(number: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Places 0 … number − 1 in the order in which the lower middle of what remains is taken out.

    >>> _outwards(5).tolist(), _outwards(4).tolist()
    ([2, 1, 3, 0, 4], [1, 2, 0, 3])
    """
    middle = (number - 1) // 2
    below, above = np.arange(middle, -1, -1), np.arange(middle + 1, number)
    out = np.empty(number, dtype=np.int64)
    if number % 2:
        out[0], out[1::2], out[2::2] = middle, below[1:], above
    else:
        out[0::2], out[1::2] = below, above
    return out


def _known(options: Mapping[str, object], named: Iterable[str]) -> None:
    listed = list(named)
    for option in listed:
        if option not in options:
            raise ValueError(f"a ballot names the unknown option {option!r}")
    if len(set(listed)) != len(listed):
        raise ValueError("a ballot names an option twice")


def _sums(
    options: Sequence[str], ballots: Iterable[Mapping[str, int]], mean: bool
) -> list[tuple[str, Fraction, int]]:
    sums, numbers = dict.fromkeys(options, 0), dict.fromkeys(options, 0)
    for ballot in ballots:
        _known(sums, ballot)
        for option, points in ballot.items():
            sums[option] += points
            numbers[option] += 1
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
