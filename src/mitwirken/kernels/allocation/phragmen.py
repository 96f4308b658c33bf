# SPDX-License-Identifier: EUPL-1.2
"""Phragmén's sequential rule: everybody earns money at the same speed, and a project is bought when its supporters can."""

from __future__ import annotations

import heapq
from fractions import Fraction

import numpy as np

from .instance import Instance, Ties
from .shares import NEAR_RATE


def phragmen(instance: Instance, *, ties: Ties = "cvl") -> tuple[int, ...]:
    """Return the projects bought, in their order.

    Rule: each voter has a load, 0 at first. The next project p is the one with the smallest
    (Σ loads of its supporters + cost) / supporters; then this is the load of all its supporters. It ends when the next
    project, or one tied with it, does not fit into the budget any more; nothing is skipped. Projects dearer than the whole
    budget are left out before. Ties: `Instance.tie_key`. Loads are compared exactly where floats are too close.

    Source: Brill, Freeman, Janson, Lackner, *Phragmén's voting methods and justified representation*, 2017.

    >>> from .instance import merge
    >>> one = merge(100, [("a", 60), ("b", 50), ("c", 30)], [["a", "b"], ["a", "b"], ["c"]])
    >>> [one.ids[p] for p in phragmen(one)]
    ['b', 'c']
    """
    tie = instance.tie_key(ties)
    rank = {p: at for at, p in enumerate(sorted(range(len(instance.ids)), key=tie))}
    exact = [Fraction(0)]  # the loads there are: 0, and one for each project bought
    rough = np.zeros(len(instance.payable) + 1)
    entry = np.zeros(len(instance.weights), dtype=np.int32)

    def load(p: int) -> float:
        ballots = instance.supporters[p]
        return float(instance.heads[p] @ rough[entry[ballots]] + instance.costs[p]) / instance.votes[p]

    def exact_load(p: int) -> Fraction:
        people = np.bincount(entry[instance.supporters[p]], weights=instance.heads[p], minlength=len(exact))
        carried = sum(int(people[at]) * exact[at] for at in np.flatnonzero(people))
        return Fraction(carried + instance.costs[p]) / instance.votes[p]

    waiting = [(load(p), rank[p], p) for p in instance.payable]
    heapq.heapify(waiting)
    left = instance.budget
    bought: list[int] = []
    while waiting:
        best = float("inf")
        asked: list[tuple[float, int, int]] = []
        while waiting and waiting[0][0] <= best * (1 + NEAR_RATE):
            _, place, p = heapq.heappop(waiting)
            asked.append((load(p), place, p))
            best = min(best, asked[-1][0])
        near = [one for one in asked if one[0] <= best * (1 + NEAR_RATE)]
        loads = {one[2]: exact_load(one[2]) for one in near}
        least = min(loads.values())
        tied = [one for one in near if loads[one[2]] == least]
        if any(instance.costs[p] > left for _, _, p in tied):
            break
        winner = min(tied, key=lambda one: one[1])
        for one in asked:
            if one is not winner:
                heapq.heappush(waiting, one)
        p = winner[2]
        bought.append(p)
        left -= instance.costs[p]
        entry[instance.supporters[p]] = len(exact)
        rough[len(exact)] = float(least)
        exact.append(least)
    return tuple(bought)
