# SPDX-License-Identifier: EUPL-1.2
"""A whole opinion map: who stands where, in which groups, what joins and what divides them, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from . import clustering, projection, statistics
from .clustering import Floats, Labels
from .statistics import Counts, Side, Standing
from .votes import NotMappable, Votes, taking_part

RESTARTS: Final = 300
# A finer division has to be better by this much: between equally good ones the one with fewer groups is told.
CLEARLY: Final = 0.05
# Sums of squares that differ by less are equally good.
NEARLY: Final = 0.001
# And one that so many times fewer beginnings lead to than to its equal is a chance find.
RARE: Final = 10
# Fewer people than this are no group, and nobody's opinion may be read off a group of one or two.
SMALLEST: Final = 5


@dataclass(frozen=True)
class OpinionMap:
    """What is drawn, and what is told instead of the picture.

    ``inside``: rows of the people on the map; ``place``: where each of them stands, shape (people inside, 2); ``group``: in
    which group, 0 is the largest. ``bases``: the small clusters that groups are made of. ``tables``: for each group
    agrees, disagrees, votes of each statement. ``silhouettes``: for each number of groups tried, how far they lie apart.
    ``stability``: how far the restarts agree with the grouping told (adjusted Rand index, 1 the same); None where there is
    only one group, for then nothing was found that could be sure.
    """

    votes: Votes
    plane: projection.Plane
    inside: NDArray[np.bool_]
    place: Floats
    group: Labels
    bases: clustering.Bases
    tables: tuple[Counts, ...]
    silhouettes: dict[int, float]
    stability: float | None
    consensus: dict[Side, list[Standing]]
    representative: list[list[Standing]]
    group_aware: Floats
    least_agreeing: Floats
    priorities: Floats

    @property
    def people(self) -> NDArray[np.int64]:
        """Ids of the people on the map."""
        return self.votes.people[self.inside]

    @property
    def sizes(self) -> list[int]:
        """How many people each group has."""
        return [int(size) for size in np.bincount(self.group, minlength=len(self.tables))]

    @property
    def centres(self) -> Floats:
        """Where the middle of each group lies, shape (groups, 2)."""
        return clustering.means(self.place, self.group, len(self.tables))[0]


def draw(
    votes: Votes,
    *,
    before: OpinionMap | None = None,
    seed: int = 0,
    stayed: Sequence[int] = (),
    never_below: int = 0,
) -> OpinionMap:
    """Return the map of the votes.

    Rule: docs/rules/opinions.md. Steps as in Polis, but groups are sought from many beginnings and the best is taken, so
    that the order in which votes came does not matter. ``before``: the map of the time before; whoever was on it stays, and
    the search is quicker. ``seed``: of the beginnings; another seed gives the same groups as long as they are stable. ``never_below``: no group has
    fewer people than this, rather there is only one; for maps that are published.

    Errors: NotMappable with fewer than two people who voted.
    """
    if len(votes.people) < 2:
        raise NotMappable("a map needs at least two people")
    flat, inside, place, small = _ground(votes, before, stayed)
    label, silhouettes, stability = _groups(small, seed, never_below)
    return _told(votes, flat, inside, place, small, label, silhouettes, stability)


def draw_like_polis(votes: Votes, *, stayed: Sequence[int] = ()) -> OpinionMap:
    """Return the map as Polis draws it from all votes at once: groups from one beginning, the first small clusters.

    For comparison. Polis itself goes on from its map of the time before, which depends on the order of the votes.
    """
    if len(votes.people) < 2:
        raise NotMappable("a map needs at least two people")
    flat, inside, place, small = _ground(votes, None, stayed)
    weight = small.size.astype(np.float64)
    tried: dict[int, Labels] = {}
    for number in _numbers(small):
        begin = clustering.first_distinct(small.centre, number)
        tried[number] = clustering.k_means(small.centre, begin, weight=weight, most=20)[0]
    silhouettes = {number: clustering.silhouette(small.centre, label) for number, label in tried.items()}
    best = max(silhouettes, key=lambda number: (silhouettes[number], number), default=0)
    label = tried[best] if best else np.zeros(len(small.size), dtype=np.int64)
    return _told(votes, flat, inside, place, small, label, silhouettes, 1.0 if best else None)


def _ground(
    votes: Votes, before: OpinionMap | None, stayed: Sequence[int]
) -> tuple[projection.Plane, NDArray[np.bool_], Floats, clustering.Bases]:
    known = before is not None and np.array_equal(before.votes.statements, votes.statements)
    flat = projection.plane(votes, before.plane.components if before is not None and known else None)
    if before is not None:
        stayed = [*stayed, *before.people.tolist()]
    inside = taking_part(votes, stayed=stayed)
    place = projection.places(votes, flat)[inside]
    start = None
    if before is not None and known:
        turned = np.sign((before.plane.components * flat.components).sum(axis=1))
        start = before.bases.centre * np.where(turned == 0, 1, turned)
    return flat, inside, place, clustering.bases(place, start=start)


def _numbers(small: clustering.Bases) -> range:
    """How many groups are tried: two and more, a further one for each dozen small clusters."""
    bases = len(small.size)
    most = min(clustering.MOST_GROUPS, 2 + bases // 12)
    return range(2, min(most, bases) + 1)


def _groups(
    small: clustering.Bases, seed: int, never_below: int
) -> tuple[Labels, dict[int, float], float | None]:
    """The grouping of the small clusters, silhouettes by number of groups, and the stability of the one taken."""
    points, weight = small.centre, small.size.astype(np.float64)
    found: dict[int, tuple[Labels, Labels]] = {}
    least = max(min(SMALLEST, float(weight.sum()) / 10), never_below)
    for number in _numbers(small):
        chance = np.random.default_rng([seed, number])
        half = RESTARTS // 2
        starts = np.concatenate(
            [
                points[chance.random((half, len(points))).argsort(axis=1)[:, :number]],
                _spread(points, weight, number, half, chance),
            ]
        )
        if number == 2:  # every pair of small clusters, so that no draw decides which divisions are found
            starts = np.concatenate([starts, points[np.stack(np.triu_indices(len(points), 1), axis=1)]])
        labels, squares = clustering.k_means_often(points, weight, starts)
        drawn, tried = labels[: 2 * half], slice(2 * half if number == 2 else 0, None)
        label = _taken(labels[tried], squares[tried], weight, number, least, bool(found or never_below))
        if label is not None:
            found[number] = (label, drawn)
    silhouettes = {number: clustering.silhouette(points, label) for number, (label, _) in found.items()}
    if not silhouettes:
        return np.zeros(len(weight), dtype=np.int64), {}, None
    highest = max(silhouettes.values())
    best = min(number for number, score in silhouettes.items() if score >= highest - CLEARLY)
    label, others = found[best]
    different, often = np.unique(others, axis=0, return_counts=True)
    agree = [clustering.adjusted_rand(label, other, small.size) for other in different]
    return label, silhouettes, float(np.average(agree, weights=often))


def _taken(
    labels: Labels, squares: Floats, weight: Floats, number: int, least: float, strict: bool
) -> Labels | None:
    """The best of the groupings found, or None if each has a group of fewer people than ``least`` (unless not ``strict``).

    Of groupings that are as good but for a thousandth those that hardly any beginning leads to are left out.
    """
    sizes = (labels[:, None] == np.arange(number)[:, None]) @ weight
    lonely = sizes.min(axis=1) < least
    if lonely.all() and strict:
        return None
    alike = np.flatnonzero(lonely == lonely.all())
    good = alike[squares[alike] <= squares[alike].min() * (1 + NEARLY) + 1e-12]
    different, first, often = np.unique(labels[good], axis=0, return_index=True, return_counts=True)
    usual = np.flatnonzero(often * RARE >= often.max())
    best = different[usual[np.argmin(squares[good][first][usual])]]
    return np.unique(best, return_inverse=True)[1]  # without the numbers of empty groups


def _spread(points: Floats, weight: Floats, number: int, runs: int, chance: np.random.Generator) -> Floats:
    """Beginnings that lie apart: each next one drawn by its squared distance to those before (k-means++)."""
    near = np.ones((runs, len(points)))
    chosen = []
    for at in range(number):
        reach = np.cumsum(near * weight, axis=1)
        drawn = (reach < chance.random((runs, 1)) * reach[:, -1:]).sum(axis=1)
        chosen.append(points[np.minimum(drawn, len(points) - 1)])
        apart = ((points - chosen[-1][:, None]) ** 2).sum(axis=2)
        near = np.minimum(near, apart) if at else apart
    return np.stack(chosen, axis=1)


def _told(
    votes: Votes,
    flat: projection.Plane,
    inside: NDArray[np.bool_],
    place: Floats,
    small: clustering.Bases,
    label: Labels,
    silhouettes: dict[int, float],
    stability: float | None,
) -> OpinionMap:
    group = label[small.label]
    sizes = np.bincount(group)
    # The largest group first; of equally large ones the one whose first person has the earlier id.
    first = [int(np.argmax(group == one)) for one in range(len(sizes))]
    order = sorted(range(len(sizes)), key=lambda one: (-sizes[one], first[one]))
    group = np.argsort(order)[group]
    raw, heard = [], []
    for one in range(len(sizes)):
        rows = np.zeros(len(votes.people), dtype=bool)
        rows[np.flatnonzero(inside)[group == one]] = True
        raw.append(votes.tally(rows))
        heard.append(votes.tally(rows, loud=True))
    extremity = np.sqrt((projection.statement_places(flat) ** 2).sum(axis=1))
    return OpinionMap(
        votes=votes,
        plane=flat,
        inside=inside,
        place=place,
        group=group,
        bases=small,
        tables=tuple(raw),
        silhouettes=silhouettes,
        stability=stability,
        consensus=statistics.consensus(votes.tally(loud=True)),
        representative=statistics.representative(heard),
        group_aware=statistics.group_aware_consensus(raw),
        least_agreeing=statistics.least_agreeing(raw),
        priorities=statistics.priorities(raw, extremity, votes.meta),
    )
