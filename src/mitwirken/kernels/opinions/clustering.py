# SPDX-License-Identifier: EUPL-1.2
"""Who stands close to whom: a hundred small clusters of people, a few groups of these, and how sure the groups are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

BASES: Final = 100
MOST_GROUPS: Final = 5
MANY: Final = 5_000  # points from which on a tree is quicker than all distances


@dataclass(frozen=True)
class Bases:
    """Small clusters. ``label``: of each point; ``centre``: shape (clusters, 2); ``size``: people in each."""

    label: Labels
    centre: Floats
    size: NDArray[np.int64]


def nearest(points: Floats, centres: Floats) -> Labels:
    """Return the nearest centre of each point; of equally near ones the last (of more than ``MANY`` points: any)."""
    if len(points) > MANY:
        return np.asarray(KDTree(centres).query(points)[1], dtype=np.int64)
    distance = (points[:, :1] - centres[:, 0]) ** 2 + (points[:, 1:] - centres[:, 1]) ** 2
    last: Labels = len(centres) - 1 - np.argmin(distance[:, ::-1], axis=1)
    return last


def means(points: Floats, label: Labels, number: int, weight: Floats | None = None) -> tuple[Floats, Floats]:
    """Return the mean of each cluster, shape (number, 2), and its weight; an empty one has nan."""
    total = np.bincount(label, weights=weight, minlength=number).astype(np.float64)
    sums = np.stack(
        [
            np.bincount(
                label,
                weights=points[:, axis] if weight is None else points[:, axis] * weight,
                minlength=number,
            )
            for axis in (0, 1)
        ],
        axis=1,
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums / total[:, None], total


def k_means(
    points: Floats, start: Floats, *, weight: Floats | None = None, most: int, move: float = 0.01
) -> tuple[Labels, Floats]:
    """Return label and centre of each cluster by Lloyd's steps from ``start``; clusters left empty are dropped.

    Ends after ``most`` steps, or when no centre moves by ``move`` or more.
    """
    centres = start
    label = nearest(points, centres)
    for _ in range(most):
        moved, _ = means(points, label, len(centres), weight)
        kept = ~np.isnan(moved[:, 0])
        shift = np.sqrt(((moved[kept] - centres[kept]) ** 2).sum(axis=1)).max(initial=0.0)
        centres = moved[kept]
        label = nearest(points, centres)
        if kept.all() and shift < move:
            break
    centres, weights = means(points, label, len(centres), weight)
    kept = weights > 0
    if not kept.all():
        label = (np.cumsum(kept) - 1)[label]
        centres = centres[kept]
    return label, centres


def k_means_often(
    points: Floats, weight: Floats, starts: Floats, *, most: int = 100
) -> tuple[Labels, Floats]:
    """Return, for each of many beginnings of shape (runs, clusters, 2), the labels and the weighted sum of squared distances.

    Each until no centre moves any more, all at once. A cluster left empty stays where it was.
    """
    weighed = np.column_stack([points * weight[:, None], weight])
    centres = starts
    back = np.arange(len(starts))
    moving = True
    for step in range(most):
        # Beginnings that have met go on as one, whatever the order of their clusters.
        order = np.lexsort((centres[:, :, 1], centres[:, :, 0]))
        centres = np.take_along_axis(centres, order[:, :, None], axis=1)
        flat, met = np.unique(centres.reshape(len(centres), -1), axis=0, return_inverse=True)
        centres, back = flat.reshape(len(flat), -1, 2), met.reshape(-1)[back]
        apart = _squares(points, centres)
        label = apart.argmin(axis=2)
        if not moving or step == most - 1:
            break
        member = label[:, None] == np.arange(centres.shape[1])[:, None]
        sums = member.astype(np.float64) @ weighed
        total = sums[:, :, 2:]
        moved = np.divide(sums[:, :, :2], total, out=centres.copy(), where=total > 0)
        moving = bool(np.abs(moved - centres).max() > 1e-9)
        centres = moved
    return label[back], (apart.min(axis=2) @ weight)[back]


def _squares(points: Floats, centres: Floats) -> Floats:
    """Squared distance of each point to each centre of each run, shape (runs, points, clusters)."""
    across = points[:, 0, None] - centres[:, None, :, 0]
    along = points[:, 1, None] - centres[:, None, :, 1]
    return across * across + along * along


def first_distinct(points: Floats, number: int) -> Floats:
    """Return the first ``number`` points that differ from each other."""
    _, at = np.unique(points, axis=0, return_index=True)
    return points[np.sort(at)[:number]]


def bases(points: Floats, *, number: int = BASES, start: Floats | None = None) -> Bases:
    """Return small clusters of people, from the first ``number`` distinct points or from clusters of the time before.

    Are those fewer, because there were fewer people then, the most distant points are added one by one.
    """
    begin = first_distinct(points, number) if start is None else _topped_up(start, points, number)
    label, centre = k_means(points, begin, most=100)
    return Bases(label, centre, np.bincount(label, minlength=len(centre)))


def _topped_up(centres: Floats, points: Floats, number: int) -> Floats:
    """As many centres as wanted, as far as there are points elsewhere: each further one is the point farthest from all."""
    listed = list(centres)
    apart = ((points - centres[nearest(points, centres)]) ** 2).sum(axis=1)
    while len(listed) < number and apart.max() > 0:
        listed.append(points[int(np.argmax(apart))])
        apart = np.minimum(apart, ((points - listed[-1]) ** 2).sum(axis=1))
    return np.array(listed)


def silhouette(points: Floats, label: Labels) -> float:
    """Return the mean silhouette: 1 where clusters lie far apart, 0 where they touch. A cluster of one counts 0."""
    number = int(label.max(initial=-1)) + 1
    if number < 2:
        return 0.0
    distance = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    member = label[:, None] == np.arange(number)
    size = member.sum(axis=0)
    sums = distance @ member
    own_size = size[label]
    own = sums[np.arange(len(label)), label] / np.maximum(own_size - 1, 1)
    others = np.where(member, np.inf, sums / np.maximum(size, 1))
    other = others[:, size > 0].min(axis=1)
    score = np.where(own_size > 1, (other - own) / np.maximum(np.maximum(own, other), 1e-300), 0.0)
    return float(score.mean())


def adjusted_rand(one: Labels, other: Labels, weight: Labels | None = None) -> float:
    """Return how far two groupings agree: 1 the same, 0 as much as by chance (Hubert and Arabie 1985).

    ``weight``: how many people each entry stands for, who are together in both groupings.

    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    _, a = np.unique(one, return_inverse=True)
    _, b = np.unique(other, return_inverse=True)
    table = np.zeros((int(a.max()) + 1, int(b.max()) + 1))
    np.add.at(table, (a, b), 1 if weight is None else weight)

    def pairs(numbers: Floats) -> float:
        return float((numbers * (numbers - 1)).sum() / 2)

    both, first, second = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = first * second / max(pairs(table.sum(keepdims=True)), 1)
    most = (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)
