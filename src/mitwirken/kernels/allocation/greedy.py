# SPDX-License-Identifier: EUPL-1.2
"""The rule most cities use: go down the list by votes and take what still fits."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from .instance import Instance, Ties

Stop = Literal["skip", "no-skip"]
By = Literal["votes", "points", "density"]


def greedy(
    instance: Instance, *, by: By = "votes", stop: Stop = "skip", least_votes: int = 0, ties: Ties = "cvl"
) -> tuple[int, ...]:
    """Return the projects paid for, in the order they were taken.

    Rule: sort by votes (``by="points"``: sum of points; ``"density"``: votes, or points where ballots
    have them, for each unit of money), most first, ties as stated. Go down the list and take each project that still fits ("skip"), or stop at the first that does not
    ("no-skip"). Projects with fewer than ``least_votes`` are left out before ("threshold").

    >>> from .instance import merge
    >>> one = merge(100, [("a", 60), ("b", 50), ("c", 30)], [["a", "b"], ["a", "b"], ["a", "c"]])
    >>> [one.ids[p] for p in greedy(one)], [one.ids[p] for p in greedy(one, stop="no-skip")]
    (['a', 'c'], ['a'])
    """
    tie = instance.tie_key(ties)

    def worth(p: int) -> tuple[int, Fraction]:
        if by == "density":
            cost = instance.costs[p]  # what costs nothing comes first
            return (0 if cost else 1, Fraction(instance.scores[p], cost or 1))
        return (0, Fraction(instance.scores[p] if by == "points" else instance.votes[p]))

    order = sorted(
        (p for p in range(len(instance.ids)) if instance.votes[p] >= least_votes),
        key=lambda p: (tuple(-part for part in worth(p)), tie(p)),
    )
    left = instance.budget
    taken: list[int] = []
    for p in order:
        if instance.costs[p] <= left:
            taken.append(p)
            left -= instance.costs[p]
        elif stop == "no-skip":
            break
    return tuple(taken)
