# SPDX-License-Identifier: EUPL-1.2
"""Two outcomes side by side: how many people prefer which, who has a project, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .instance import Instance

Measure = Literal["projects", "any", "money"]


@dataclass(frozen=True)
class Comparison:
    """How the voters stand to two outcomes. ``better`` of them have more from the first, ``worse`` more from the second.

    ``without``: people none of whose projects is paid for (empty ballots too); ``mean``: projects of one's ballot that are
    paid for, on average; ``cost``: what the outcome costs; each for the first and the second. ``histogram``: how many
    people have 0, 1, 2, … projects.
    """

    better: int
    worse: int
    alike: int
    without: tuple[int, int]
    mean: tuple[float, float]
    cost: tuple[int, int]
    histogram: tuple[tuple[int, ...], tuple[int, ...]]

    @property
    def keeps(self) -> bool:
        """Whether the first outcome stands: the second replaces it only if strictly more people prefer it."""
        return self.worse <= self.better


def satisfaction(instance: Instance, chosen: Sequence[int], by: Measure = "projects") -> NDArray[np.int64]:
    """Return for each ballot what it has from an outcome: projects paid for, 1 if any, or their cost."""
    has = np.zeros(len(instance.weights), dtype=np.int64)
    for p in chosen:
        has[instance.supporters[p]] += instance.costs[p] if by == "money" else 1
    return np.minimum(has, 1) if by == "any" else has


def compare(
    instance: Instance, first: Sequence[int], second: Sequence[int], *, by: Measure = "projects"
) -> Comparison:
    """Return how the voters stand to two outcomes (the comparison step of Wieliczka and Świecie).

    Rule: a person prefers the outcome with more projects of the own ballot (``by="any"``: with any at all, ``"money"``: with
    more money in them). If strictly more prefer the second, it is taken instead of the first.

    >>> from .instance import merge
    >>> one = merge(100, [("a", 60), ("b", 50)], [["a"], ["a", "b"], ["b"], []])
    >>> both = compare(one, [0], [1])
    >>> both.better, both.worse, both.alike, both.without, both.keeps
    (1, 1, 2, (2, 2), True)
    """
    one, other = satisfaction(instance, first, by), satisfaction(instance, second, by)
    weights = instance.weights
    better = int(weights[one > other].sum())
    worse = int(weights[other > one].sum())
    counts = [satisfaction(instance, chosen) for chosen in (first, second)]
    empty = instance.voters - int(weights.sum())
    tables = []
    for has in counts:
        table = np.bincount(has, weights=weights, minlength=1).astype(np.int64)
        table[0] += empty
        tables.append(tuple(int(number) for number in table))
    voters = instance.voters or 1
    return Comparison(
        better=better,
        worse=worse,
        alike=instance.voters - better - worse,
        without=(tables[0][0], tables[1][0]),
        mean=(int((counts[0] * weights).sum()) / voters, int((counts[1] * weights).sum()) / voters),
        cost=(instance.total(first), instance.total(second)),
        histogram=(tables[0], tables[1]),
    )
