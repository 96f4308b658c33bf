# SPDX-License-Identifier: EUPL-1.2
"""A budget, projects and ballots, put so that they can be counted quickly: equal ballots merged, supporters per project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Utility = Literal["cost", "cardinality", "points"]
Ties = Literal["cvl", "lexico"]

MOST_MONEY: Final = 10**15  # so that sums of money stay exact in the floats that filter (2^53 is 9 · 10^15)


class NotCountable(ValueError):
    """Raised for ballots or sums that no rule can count; the message says why in a sentence."""


@dataclass(frozen=True)
class Instance:
    """What there is to count. Projects are known by their place in ``ids``; ballots by their place in ``weights``.

    ``budget`` and ``costs``: whole units of money. ``voters``: all who voted, those with an empty ballot too.
    ``weights[b]``: how many people cast ballot b. ``supporters[p]``: the ballots that name project p (ascending);
    ``points[p]``: the points each of them gives p, or None where a ballot only names projects.
    ``areas[p]``: the district a project belongs to, "" for the whole town.
    """

    budget: int
    ids: tuple[str, ...]
    costs: tuple[int, ...]
    voters: int
    weights: NDArray[np.int64]
    supporters: tuple[NDArray[np.int32], ...]
    points: tuple[NDArray[np.int64], ...] | None = None
    areas: tuple[str, ...] = ()

    @cached_property
    def votes(self) -> tuple[int, ...]:
        """For each project the number of people whose ballot names it (with more than 0 points)."""
        return tuple(int(self.weights[ballots].sum()) for ballots in self.supporters)

    @cached_property
    def scores(self) -> tuple[int, ...]:
        """For each project the sum of points; without points the votes."""
        if self.points is None:
            return self.votes
        return tuple(
            int((self.weights[ballots] * points).sum())
            for ballots, points in zip(self.supporters, self.points, strict=True)
        )

    @cached_property
    def heads(self) -> tuple[NDArray[np.float64], ...]:
        """The weights of each project's supporters, as floats."""
        return tuple(self.weights[ballots].astype(np.float64) for ballots in self.supporters)

    @cached_property
    def payable(self) -> tuple[int, ...]:
        """Projects that can be paid at all: somebody wants them and they are not dearer than the budget."""
        return tuple(
            p for p, cost in enumerate(self.costs) if cost <= self.budget and len(self.supporters[p])
        )

    def total(self, projects: Iterable[int]) -> int:
        """What some projects cost together."""
        return sum(self.costs[p] for p in projects)

    def is_exhausted(self, chosen: Sequence[int]) -> bool:
        """Whether nothing that somebody wants fits into what is left."""
        left = self.budget - self.total(chosen)
        taken = set(chosen)
        return all(self.costs[p] > left for p in self.payable if p not in taken)

    def tie_key(self, ties: Ties) -> Callable[[int], tuple[int | str, ...]]:
        """Return the order among projects that are equally good: the smallest comes first.

        Rule: "cvl": lowest cost, then most votes, then the lot; "lexico": the lot alone. The lot is the project's id as a
        string: ids (or names put before them) are drawn once before counting, never again during it.
        """
        if ties == "lexico":
            return lambda p: (self.ids[p],)
        return lambda p: (self.costs[p], -self.votes[p], self.ids[p])

    def narrowed(self, kept: Sequence[int], budget: int) -> Instance:
        """Only the projects ``kept``, in that order, with another budget."""
        return Instance(
            budget=budget,
            ids=tuple(self.ids[p] for p in kept),
            costs=tuple(self.costs[p] for p in kept),
            voters=self.voters,
            weights=self.weights,
            supporters=tuple(self.supporters[p] for p in kept),
            points=None if self.points is None else tuple(self.points[p] for p in kept),
            areas=tuple(self.areas[p] for p in kept) if self.areas else (),
        )


def merge(
    budget: int,
    projects: Iterable[tuple[str, int]],
    ballots: Iterable[Sequence[str]],
    *,
    points: Iterable[Sequence[int]] | None = None,
    areas: Sequence[str] = (),
) -> Instance:
    """Return an instance from ballots as they come, each a sequence of project ids.

    Rule: equal ballots (the same projects in any order, with the same points) become one with a weight. An empty ballot
    counts as a voter. A project with 0 points is not named. ``points`` runs beside ``ballots``.

    Errors: NotCountable for a budget or cost below zero or above ``MOST_MONEY``, a project id used twice, an unknown or
    repeated project in a ballot, points below zero, or as many areas as do not fit the projects.

    >>> one = merge(100, [("a", 60), ("b", 50)], [["a"], ["b", "a"], ["a", "b"], []])
    >>> one.voters, one.votes, one.weights.tolist()
    (4, (3, 2), [1, 2])
    """
    listed = list(projects)
    ids = tuple(name for name, _ in listed)
    costs = tuple(cost for _, cost in listed)
    place = {name: p for p, name in enumerate(ids)}
    if len(place) != len(ids):
        raise NotCountable("a project id is used twice")
    if not 0 <= budget <= MOST_MONEY or any(not 0 <= cost <= MOST_MONEY for cost in costs):
        raise NotCountable(f"sums of money lie between 0 and {MOST_MONEY}")
    if areas and len(areas) != len(ids):
        raise NotCountable(f"{len(areas)} areas for {len(ids)} projects")
    counted: dict[tuple[int | tuple[int, int], ...], int] = {}
    voters = 0
    if points is None:
        seen: dict[tuple[str, ...], int] = {}
        for ballot in ballots:
            voters += 1
            key = tuple(ballot)
            seen[key] = seen.get(key, 0) + 1
        for names, weight in seen.items():  # as written first: most people's ballots are written alike
            plain = tuple(sorted(_places(names, place)))
            counted[plain] = counted.get(plain, 0) + weight
    else:
        for ballot, given in zip(ballots, points, strict=True):
            voters += 1
            if len(ballot) != len(given) or any(point < 0 for point in given):
                raise NotCountable("points do not fit the ballot, or are below zero")
            pairs = tuple(sorted(pair for pair in zip(_places(ballot, place), given, strict=True) if pair[1]))
            counted[pairs] = counted.get(pairs, 0) + 1
    counted.pop((), None)
    lists: list[list[int]] = [[] for _ in ids]
    given_points: list[list[int]] = [[] for _ in ids]
    for b, choices in enumerate(counted):
        for choice in choices:
            if isinstance(choice, tuple):
                lists[choice[0]].append(b)
                given_points[choice[0]].append(choice[1])
            else:
                lists[choice].append(b)
    return Instance(
        budget=budget,
        ids=ids,
        costs=costs,
        voters=voters,
        weights=np.array(list(counted.values()), dtype=np.int64),
        supporters=tuple(np.array(one, dtype=np.int32) for one in lists),
        points=None if points is None else tuple(np.array(one, dtype=np.int64) for one in given_points),
        areas=tuple(areas),
    )


def _places(names: Sequence[str], place: dict[str, int]) -> list[int]:
    try:
        places = [place[name] for name in names]
    except KeyError as unknown:
        raise NotCountable(f"a ballot names the unknown project {unknown.args[0]!r}") from None
    if len(set(places)) != len(places):
        raise NotCountable("a ballot names a project twice")
    return places
