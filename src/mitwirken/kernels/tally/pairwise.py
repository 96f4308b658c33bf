# SPDX-License-Identifier: EUPL-1.2
"""Rankings compared two by two: who beats whom, who beats all, and the order when they beat each other in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Tiers = Sequence[Iterable[str]]


@dataclass(frozen=True)
class Duels:
    """``wins[a, b]``: how many people rank option a before option b. ``options`` gives the places."""

    options: tuple[str, ...]
    wins: NDArray[np.int64]

    @property
    def winner(self) -> str | None:
        """The option that beats every other one (Condorcet), if there is one."""
        beats = self.wins > self.wins.T
        at = np.flatnonzero(beats.sum(axis=1) == len(self.options) - 1)
        return self.options[int(at[0])] if len(at) else None

    @property
    def smith(self) -> tuple[str, ...]:
        """The smallest set of options that beat all options outside it, in the given order."""
        beaten = (self.wins > self.wins.T).sum(axis=1) + (self.wins == self.wins.T).sum(axis=1) / 2
        order = np.argsort(-beaten, kind="stable")
        for size in range(1, len(order) + 1):
            inside, outside = order[:size], order[size:]
            if (self.wins[np.ix_(inside, outside)] > self.wins.T[np.ix_(inside, outside)]).all():
                return tuple(self.options[at] for at in sorted(inside.tolist()))
        return self.options


def duels(options: Sequence[str], ballots: Iterable[tuple[Tiers, int]]) -> Duels:
    """Return who is ranked before whom how often.

    A ballot is a ranking and how many people cast it: tiers of options, best first; options of a tier are equal to that
    ballot. Options that are not named stand together at the end.

    Errors: ValueError for an unknown or repeated option, or a number of people below zero.

    >>> both = duels("abc", [(["a", "b"], 3), (["c", "b", "a"], 2)])
    >>> both.wins.tolist(), both.winner
    ([[0, 3, 3], [2, 0, 3], [2, 2, 0]], 'a')
    """
    place = {option: at for at, option in enumerate(options)}
    if len(place) != len(options):
        raise ValueError("an option is listed twice")
    wins = np.zeros((len(place), len(place)), dtype=np.int64)
    for tiers, people in ballots:
        if people < 0:
            raise ValueError("a ballot is cast by nobody or more, not fewer")
        rank = np.full(len(place), len(place), dtype=np.int64)
        for level, at in levels(place, tiers):
            rank[at] = level
        wins += people * (rank[:, None] < rank[None])
    return Duels(tuple(options), wins)


def levels(place: Mapping[str, int], tiers: Tiers) -> Iterable[tuple[int, int]]:
    """Yield (level, place) of each named option. Errors: ValueError for an unknown or repeated option."""
    seen: set[str] = set()
    for level, tier in enumerate(tiers):
        for option in [tier] if isinstance(tier, str) else tier:
            if option not in place:
                raise ValueError(f"a ballot names the unknown option {option!r}")
            if option in seen:
                raise ValueError("a ballot names an option twice")
            seen.add(option)
            yield level, place[option]


def schulze(both: Duels) -> list[tuple[str, ...]]:
    """Return the options in order, equals together, by Schulze's strongest paths (winning votes).

    Rule: a path from a to b is a chain of won duels; it is as strong as its weakest one (votes of the winner). a stands
    before b if its strongest path to b is stronger than the one back. First come all whom nobody stands before, then all whom
    of the others nobody stands before, and so on. Source: Schulze, *A new monotonic, clone-independent,
    reversal symmetric, and Condorcet-consistent single-winner election method*, 2011.

    >>> circle = duels("abc", [("abc", 5), ("bca", 4), ("cab", 3)])
    >>> circle.winner, schulze(circle)
    (None, [('a',), ('b',), ('c',)])
    """
    strength = np.where(both.wins > both.wins.T, both.wins, 0)
    for k in range(len(both.options)):
        strength = np.maximum(strength, np.minimum(strength[:, k, None], strength[None, k]))
    beaten = strength < strength.T
    left = np.arange(len(both.options))
    order: list[tuple[str, ...]] = []
    while len(left):
        first = ~beaten[np.ix_(left, left)].any(axis=1)
        order.append(tuple(both.options[at] for at in left[first].tolist()))
        left = left[~first]
    return order
