# SPDX-License-Identifier: EUPL-1.2
"""What people approve of who otherwise disagree: the matrix factorisation of Community Notes, solved in closed steps.

Each rating is taken apart into what everybody does, what this person does, what this item gets from everybody, and what it
gets because person and item stand on the same side. The item's own part is its **bridging score**. The rule in prose:
``docs/rules/bridging.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

RIDGE_OWN: Final = 0.15
RIDGE_SIDE: Final = 0.03
RATERS_AN_ITEM: Final = 5
RATINGS_A_PERSON: Final = 10
BEGINNINGS: Final = 4
MOST_SWEEPS: Final = 2_000
SETTLED: Final = 1e-7  # nothing moves by more than this any more


class _Fit(NamedTuple):
    """The common part, and for people and for items the own parts and the sides."""

    common: float
    own: list[Floats]
    side: list[Floats]


class TooFewRatings(ValueError):
    """Raised when after leaving out rarely rated items and rare raters nothing remains."""


@dataclass(frozen=True)
class Bridging:
    """Scores by item and person, in the order of ``items`` and ``people`` (ids, ascending).

    ``score``: what an item gets from all sides. ``side``: where it stands, 0 in the middle. ``person``, ``person_side``: the
    same of people. ``common``: what every rating has. ``loss``: mean squared error and the ridges. ``ratings`` used.
    """

    items: Places
    people: Places
    score: Floats
    side: Floats
    person: Floats
    person_side: Floats
    common: float
    loss: float
    sweeps: int
    ratings: int


def bridging(person: Places, item: Places, rating: Floats) -> Bridging:
    """Return bridging scores from ratings between 0 (no) and 1 (yes), a pass being 0.5.

    Rule: items with at least ``RATERS_AN_ITEM`` raters, then people with at least ``RATINGS_A_PERSON`` ratings. Minimise the
    mean squared error of common + person + score + person_side · side, plus 0.15 times the mean square of each own part
    (and of the common one) and 0.03 times that of each side. One side of the table after the other is solved exactly until
    nothing moves, from the best of some fixed beginnings. The sign of the sides has no meaning; the mean of people's is not negative.

    Three arrays of one length. Errors: TooFewRatings.
    Source: Wojcik et al., *Birdwatch: Crowd Wisdom and Bridging Algorithms*, arXiv:2210.15723; the loss is that of the
    published program, which divides each ridge by the size of its table.

    >>> people, items = np.divmod(np.arange(240), 12)
    >>> sides = np.where((people < 10) == (items % 2 == 0), 1.0, 0.0)
    >>> found = bridging(people, items, np.where(items == 5, 1.0, sides))
    >>> int(found.items[np.argmax(found.score)])
    5
    """
    person, item, rating = _kept(person, item, rating)
    people, row = np.unique(person, return_inverse=True)
    items, column = np.unique(item, return_inverse=True)
    sizes = (len(people), len(items))
    ridges = tuple((RIDGE_OWN * len(rating) / size, RIDGE_SIDE * len(rating) / size) for size in sizes)
    where = (row, column)

    def loss_of(fit: _Fit) -> float:
        common, own, side = fit
        error = rating - common - own[0][row] - own[1][column] - side[0][row] * side[1][column]
        loss = float((error**2).mean()) + RIDGE_OWN * common**2
        for at in (0, 1):
            loss += RIDGE_OWN * float((own[at] ** 2).mean()) + RIDGE_SIDE * float((side[at] ** 2).mean())
        return loss

    def sweep(fit: _Fit) -> tuple[_Fit, int]:
        common, (*own,), (*side,) = fit
        sweeps, moved = 0, 1.0
        while moved >= SETTLED and sweeps < MOST_SWEEPS:
            sweeps += 1
            before = np.concatenate([[common], *own, *side])
            for at in (0, 1):
                here, there = where[at], where[1 - at]
                target = rating - common - own[1 - at][there]
                own[at], side[at] = _solve(here, side[1 - at][there], target, sizes[at], ridges[at])
            explained = own[0][row] + own[1][column] + side[0][row] * side[1][column]
            common = float((rating - explained).mean()) / (1 + RIDGE_OWN)
            moved = float(np.abs(np.concatenate([[common], *own, *side]) - before).max())
        return _Fit(common, own, side), sweeps

    ended = []
    for start in _beginnings(row, column, rating - rating.mean(), sizes):
        first = _Fit(float(rating.mean()) / (1 + RIDGE_OWN), [np.zeros(size) for size in sizes], start)
        ended.append(sweep(first))
    fit, sweeps = min(ended, key=lambda end: loss_of(end[0]))
    common, own, side = fit
    if side[0].mean() < 0:
        side = [-side[0], -side[1]]
    return Bridging(
        items,
        people,
        own[1],
        side[1],
        own[0],
        side[0],
        common,
        loss_of(fit),
        sweeps,
        len(rating),
    )


def _kept(person: Places, item: Places, rating: Floats) -> tuple[Places, Places, Floats]:
    _, column, raters = np.unique(item, return_inverse=True, return_counts=True)
    keep = raters[column] >= RATERS_AN_ITEM
    person, item, rating = person[keep], item[keep], rating[keep]
    if len(person):
        _, row, number = np.unique(person, return_inverse=True, return_counts=True)
        keep = number[row] >= RATINGS_A_PERSON
        person, item, rating = person[keep], item[keep], rating[keep]
    if not len(person):
        raise TooFewRatings("there are too few ratings to tell what bridges")
    return person, item, np.asarray(rating, dtype=np.float64)


def _solve(
    here: Places, other_side: Floats, target: Floats, size: int, ridge: tuple[float, float]
) -> tuple[Floats, Floats]:
    """For each person (or item) the own part and the side that fit best while the other table stays as it is."""
    number = np.bincount(here, minlength=size) + ridge[0]
    sums = np.bincount(here, weights=other_side, minlength=size)
    squares = np.bincount(here, weights=other_side**2, minlength=size) + ridge[1]
    wanted = np.bincount(here, weights=target, minlength=size)
    crossed = np.bincount(here, weights=target * other_side, minlength=size)
    divisor = number * squares - sums**2
    return (wanted * squares - crossed * sums) / divisor, (crossed * number - wanted * sums) / divisor


def _beginnings(row: Places, column: Places, rest: Floats, sizes: tuple[int, int]) -> Iterator[list[Floats]]:
    """The leading singular vectors, and some drawn once and for all: few ratings may leave the first beside the least."""
    yield _first_sides(row, column, rest, sizes)
    chance = np.random.default_rng(0)
    for _ in range(BEGINNINGS - 1):
        yield [chance.normal(scale=0.3, size=size) for size in sizes]


def _first_sides(row: Places, column: Places, rest: Floats, sizes: tuple[int, int]) -> list[Floats]:
    """Where people and items stand at first: the leading pair of singular vectors of the ratings less their means."""
    rest = rest - (np.bincount(column, weights=rest) / np.bincount(column))[column]
    items: Floats = np.array(1.0 + np.arange(sizes[1]) % 7)
    people = np.zeros(sizes[0])
    strength = 1.0
    for _ in range(30):
        people = np.bincount(row, weights=rest * items[column], minlength=sizes[0]).astype(np.float64)
        people /= max(float(np.linalg.norm(people)), 1e-300)
        items = np.bincount(column, weights=rest * people[row], minlength=sizes[1]).astype(np.float64)
        strength = max(float(np.linalg.norm(items)), 1e-300)
        items /= strength
    scale = np.sqrt(strength)
    return [people * scale, items * scale]
