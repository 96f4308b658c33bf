# SPDX-License-Identifier: EUPL-1.2
"""A promise that no district goes away with nothing: its best projects first, then the rule of the vote for the rest."""

from __future__ import annotations

from .instance import Instance, NotCountable, Ties


def guaranteed(
    instance: Instance, *, least: int = 1, least_votes: int = 1, ties: Ties = "cvl"
) -> tuple[int, ...]:
    """Return the projects that each district is promised, to be paid before the rule of the vote runs.

    Rule (Stuttgart: the best of each district are always on the list): of each area the ``least`` projects with most votes,
    ties as stated, if they have at least ``least_votes``. First all districts' best, dearest need last: within a turn the
    project with most votes is served first; one that does not fit into the budget any more is passed over for the next of
    its district. Projects of the whole town (area "") are not promised anything.

    What is left goes to the rule: ``rest = instance.narrowed(others, budget - total)``.

    Errors: NotCountable if the instance has no areas.

    >>> from .instance import merge
    >>> one = merge(100, [("a", 60), ("b", 30), ("c", 40)], [["a", "b"], ["a"], ["c"]], areas=["N", "N", "S"])
    >>> [one.ids[p] for p in guaranteed(one)]
    ['a', 'c']
    """
    if not instance.areas:
        raise NotCountable("the projects belong to no districts")
    tie = instance.tie_key(ties)
    lists: dict[str, list[int]] = {}
    for p, area in enumerate(instance.areas):
        if area and instance.votes[p] >= least_votes:
            lists.setdefault(area, []).append(p)
    for waiting in lists.values():
        waiting.sort(key=lambda p: (-instance.votes[p], tie(p)))
    left = instance.budget
    promised: list[int] = []
    for _ in range(least):
        turn = sorted(
            lists, key=lambda area: min(((-instance.votes[p], tie(p)) for p in lists[area]), default=(0, ()))
        )
        for area in turn:
            while lists[area]:
                p = lists[area].pop(0)
                if instance.costs[p] <= left:
                    promised.append(p)
                    left -= instance.costs[p]
                    break
    return tuple(promised)
