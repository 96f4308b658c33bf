# SPDX-License-Identifier: EUPL-1.2
"""By how much everybody's share has to rise before equal shares pays for anything else."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .shares import Counting, Outcome

Floats = NDArray[np.float64]

PRECISION: Final = 1e-9  # of the share: this much behind the point at which two projects are equal


def next_endowment(counting: Counting, outcome: Outcome) -> Fraction | None:
    """Return the next share above the outcome's at which another project or order may come out, or None: it stays as it is.

    Rule: while the order of winners stays, what everybody has left, and every rate, is a straight line in the share as long
    as nobody passes from paying all they have to paying the rate. From bend to bend the first point is sought at which
    a project reaches the winner's rate in its round, or can be paid after the last. What the supporters of a project can
    give is concave there, so Newton's steps from the left never pass the point.

    Before that share nothing else comes out; there something does, unless two projects only become equal and the rule for
    ties leaves them where they are. Units: money. The share returned lies ``PRECISION`` behind the point.
    """
    share = float(outcome.endowment)
    while True:
        step, is_change = _until(counting, outcome.order, share)
        if step == float("inf"):
            return None
        share += step
        share += share * (PRECISION if is_change else 1e-13)
        if is_change:
            return Fraction(f"{share:.12g}")


def _until(counting: Counting, order: tuple[int, ...], share: float) -> tuple[float, bool]:
    """How far the share can rise before something happens, and whether that is a change of the outcome or only a bend."""
    instance, points = counting.instance, counting.points
    left = np.full(len(instance.weights), share)
    slope = np.ones(len(instance.weights))
    waiting = set(instance.payable) - set(order)
    others = [*order, *sorted(waiting)]
    bend = change = float("inf")
    for at, winner in enumerate(order):
        ballots = instance.supporters[winner]
        units = 1.0 if points is None else points[winner]
        price, falls = _price(counting, winner, left[ballots], slope[ballots])
        for p in others[at + 1 :]:
            scale = counting.unit[winner] / counting.unit[p]
            change = min(change, _reaches(counting, p, left, slope, price * scale, falls * scale, change))
        short = price * units - left[ballots]
        closing = slope[ballots] - falls * units
        poor = (short > 0) & (closing > 0)
        if poor.any():
            bend = min(bend, float((short[poor] / closing[poor]).min()))
        slope[ballots] = np.where(short > 0, 0.0, closing)
        left[ballots] = np.maximum(-short, 0.0)
    for p in sorted(waiting):
        money = float(left[instance.supporters[p]] @ instance.heads[p])
        gains = float(slope[instance.supporters[p]] @ instance.heads[p])
        if gains > 0:
            change = min(change, max(0.0, counting.costs[p] - money) / gains)
    return (change, True) if change <= bend + share * 1e-12 else (bend, False)  # both at one point: a change


def _price(counting: Counting, p: int, left: Floats, slope: Floats) -> tuple[float, float]:
    """What p costs each supporter for a point, and how fast that changes with the share (it falls, or stays)."""
    heads = counting.instance.heads[p]
    units = heads if counting.points is None else heads * counting.points[p]
    limit = left if counting.points is None else left / counting.points[p]
    cost, poor = counting.costs[p], np.zeros(len(left), dtype=bool)
    price = cost / counting.share[p]
    for _ in _more_poor(limit, poor):
        rich = float(units[~poor].sum())
        if rich <= 0:
            return float(limit.max()), 0.0
        price = (cost - float((heads * left)[poor].sum())) / rich
        poor |= limit < price
    rich = float(units[~poor].sum())
    return price, -float((heads * slope)[poor].sum()) / rich if rich else 0.0


def _more_poor(limit: Floats, poor: NDArray[np.bool_]) -> Iterator[None]:
    """As long as the caller finds more who can't pay the price."""
    before = -1
    while (now := int(np.count_nonzero(poor))) != before:
        before = now
        yield


def _reaches(
    counting: Counting, p: int, left: Floats, slope: Floats, cap: float, falls: float, least: float
) -> float:
    """The rise of the share at which p can be paid at the winner's rate; infinite if not before ``least``."""
    ballots, heads = counting.instance.supporters[p], counting.instance.heads[p]
    have, more = left[ballots], slope[ballots]
    units = 1.0 if counting.points is None else counting.points[p]
    cost = counting.costs[p]
    rise = 0.0
    while rise < least:
        own, due = have + more * rise, (cap + falls * rise) * units
        given = np.minimum(own, due)
        missing = cost - float(given @ heads)
        if missing <= cost * 1e-12 and rise > 0:
            return rise
        gains = float(np.where(own < due, more, falls * units) @ heads)
        if gains <= 0:
            return float("inf")
        step = max(missing, 0.0) / gains
        if step <= rise * 1e-12:
            return rise
        rise += step
    return float("inf")
