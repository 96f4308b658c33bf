# SPDX-License-Identifier: EUPL-1.2
"""The method of equal shares: everybody gets the same part of the budget, and projects are paid by those who want them.

Budgets are floats; whenever two projects, or money and cost, are closer than rounding could blur, `ledger.Ledger` decides
with exact fractions. One `Counting` serves many runs of the same ballots.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .instance import Instance, NotCountable, Ties, Utility
from .ledger import Ledger

NEAR_MONEY: Final = 1e-9  # money behind a project and its cost, relative to the cost
NEAR_RATE: Final = 1e-10  # two rates, relative to the smaller one
BLUR: Final = 1e-13  # of the share: what somebody has left may be off by so much after many payments


@dataclass(frozen=True)
class Round:
    """A project is paid for.

    ``rate``: what its supporters give for each unit of utility. ``payment``: the most anyone pays (units of money).
    ``effective_votes``: cost / payment, with how many equal payers it would have been as cheap. ``in_full`` people pay
    the whole payment, ``partly`` people all they had left.
    """

    project: int
    rate: float
    payment: float
    effective_votes: float
    in_full: int
    partly: int


@dataclass(frozen=True)
class Outcome:
    """What one run pays for, in this order. ``near_ties``: how often exact fractions had to decide."""

    order: tuple[int, ...]
    endowment: Fraction
    rounds: tuple[Round, ...] = ()
    near_ties: int = 0
    overspent: bool = False


def start_endowment(instance: Instance) -> Fraction:
    """Return each voter's share of the budget. Errors: NotCountable if nobody voted."""
    if instance.voters < 1:
        raise NotCountable("nobody voted, so there is nothing to share")
    return Fraction(instance.budget, instance.voters)


def equal_shares(
    instance: Instance,
    *,
    utility: Utility = "cost",
    endowment: Fraction | None = None,
    ties: Ties = "cvl",
) -> Outcome:
    """Return the outcome of the method of equal shares without completion.

    Rule: each voter has the ``endowment`` (default: budget / voters). In each round a project p has the rate ρ(p): the
    smallest ρ with Σ min(what a supporter has left, ρ · utility) = cost. The smallest rate wins, its supporters pay, and so
    on until no project can be paid. Utility "cost": what a project costs (the rule of cities); "cardinality": 1; "points":
    what the ballot gives. Projects dearer than the whole budget are left out. Ties: `Instance.tie_key`.

    Errors: NotCountable for points where ballots have none, or if nobody voted.
    Source: Peters, Pierczyński, Skowron, *Proportional Participatory Budgeting with Additive Utilities*, NeurIPS 2021.

    >>> from .instance import merge
    >>> one = merge(90, [("a", 40), ("b", 50), ("c", 30)], [["a", "b"], ["a", "b"], ["c"]])
    >>> out = equal_shares(one)
    >>> [one.ids[p] for p in out.order], out.rounds[0].effective_votes
    (['a', 'c'], 2.0)
    """
    counting = Counting(instance, utility, ties)
    return counting.run(start_endowment(instance) if endowment is None else endowment, record=True)


class Counting:
    """The ballots of an instance, ready for many runs with different endowments."""

    def __init__(self, instance: Instance, utility: Utility, ties: Ties) -> None:
        if utility == "points" and instance.points is None:
            raise NotCountable("these ballots carry no points")
        if instance.voters < 1:
            raise NotCountable("nobody voted, so there is nothing to share")
        self.instance = instance
        self.utility: Utility = utility
        self.costs = [float(cost) for cost in instance.costs]
        order = sorted(range(len(instance.ids)), key=instance.tie_key(ties))
        self.rank = [0] * len(order)
        for at, p in enumerate(order):
            self.rank[p] = at
        # Picking by numbers as wide as addresses takes half the time.
        self.ballots = tuple(ballots.astype(np.intp) for ballots in instance.supporters)
        self.points: tuple[NDArray[np.float64], ...] | None = None
        if utility == "points" and instance.points is not None:
            self.points = tuple(points.astype(np.float64) for points in instance.points)
        # What a project pays for a unit of price: people, or their points.
        self.share = [float(score) for score in (instance.scores if self.points else instance.votes)]
        # A price times this is the rate that projects are compared by.
        self.unit = [1.0 / cost if utility == "cost" and cost else 1.0 for cost in self.costs]

    def run(
        self,
        endowment: Fraction,
        *,
        record: bool = False,
        within: int | None = None,
        without: int | None = None,
    ) -> Outcome:
        """Return one run's outcome.

        ``within``: stop as soon as the winners cost more than this (``overspent``). ``without``: a project left out.
        """
        return _Run(self, endowment).go(record, within, without)

    def replay(self, endowment: Fraction, order: Sequence[int]) -> _Run:
        """Return a run in which the projects of ``order`` have been paid for."""
        run = _Run(self, endowment)
        for p in order:
            found = run.price(p, 0.0)
            if found is None:
                raise ValueError(f"the supporters of {self.instance.ids[p]} can't pay for it")
            run.pay(p, found[0])
        return run


class _Asked(NamedTuple):
    """A project that can be paid now: its rate is surely not below ``least``."""

    least: float
    rank: int
    project: int
    price: float


class _Run:
    """The state of one run: what each ballot has left, and what was paid for."""

    def __init__(self, counting: Counting, endowment: Fraction) -> None:
        self.counting = counting
        self.instance = counting.instance
        self.endowment = endowment
        self.full = float(endowment)
        self.blur = self.full * BLUR
        self.left: NDArray[np.float64] = np.full(len(self.instance.weights), self.full)
        self.order: list[int] = []
        self.near_ties = 0
        self.ledger: Ledger | None = None

    def go(self, record: bool, within: int | None, without: int | None) -> Outcome:
        counting, instance = self.counting, self.instance
        # Lowest rates known so far: budgets only fall, so a rate only rises and the last one is a bound.
        waiting = [
            (counting.costs[p] / counting.share[p] * counting.unit[p], counting.rank[p], p)
            for p in instance.payable
            if p != without
        ]
        heapq.heapify(waiting)
        rounds: list[Round] = []
        spent = 0
        while (found := self._next(waiting)) is not None:
            p, price = found
            if record:
                rounds.append(self._round(p, price))
            self.pay(p, price)
            spent += instance.costs[p]
            if within is not None and spent > within:
                return Outcome(tuple(self.order), self.endowment, tuple(rounds), self.near_ties, True)
        return Outcome(tuple(self.order), self.endowment, tuple(rounds), self.near_ties)

    def _next(self, waiting: list[tuple[float, int, int]]) -> tuple[int, float] | None:
        """The project with the smallest rate, and its price; it leaves ``waiting``, and so do those nobody can pay."""
        unit = self.counting.unit
        best = float("inf")  # the smallest rate is surely not above this
        asked: list[_Asked] = []
        while waiting and waiting[0][0] <= best:
            bound, rank, p = heapq.heappop(waiting)
            found = self.price(p, bound / unit[p])
            if found is None:
                continue
            price, doubt = found
            one = _Asked(max(bound, (price - doubt) * unit[p]), rank, p, price)
            asked.append(one)
            best = min(best, (price + doubt) * unit[p])
        if not asked:
            return None
        near = [one for one in asked if one.least <= best]
        winner = near[0] if len(near) == 1 else self._nearest(near)
        for one in asked:
            if one is not winner:
                heapq.heappush(waiting, (one.least, one.rank, one.project))
        return winner.project, winner.price

    def price(self, p: int, bound: float) -> tuple[float, float] | None:
        """What p costs its supporters, each, for a point of theirs, and by how much that may be off; None if they can't pay.

        ``bound``: the price is not less.
        """
        cost = self.counting.costs[p]
        left = self.left.take(self.counting.ballots[p])
        heads = self.instance.heads[p]
        total = float(heads.dot(left))
        blurred = self.blur * self.instance.votes[p]
        near = max(cost * NEAR_MONEY, blurred)
        if total < cost + near and (total < cost - near or not self._exactly_enough(p)):
            return None
        points = self.counting.points
        limit = left if points is None else left / points[p]
        share = self.counting.share[p]
        price = max(bound, cost / share)
        poor_before = 0
        while (number := int(np.count_nonzero(poor := limit < price))) != poor_before:
            poor_before = number
            units = heads if points is None else heads * points[p]
            if number == len(limit):
                price = float(limit.max())
                share = float(units[limit == price].sum())
                break
            # Products with a mask of zeros and ones are several times as quick as picking by it.
            mask = poor.astype(np.float64)
            share = self.counting.share[p] - float(units.dot(mask))
            price = max(price, (cost - float((heads * left).dot(mask))) / share)
        # What is uncertain of the money of all is uncertain of the price of the few who can pay it.
        return price, price * NEAR_RATE + blurred / share

    def pay(self, p: int, price: float) -> None:
        ballots = self.counting.ballots[p]
        points = self.counting.points
        due = price if points is None else price * points[p]
        self.left[ballots] = np.maximum(self.left.take(ballots) - due, 0.0)
        self.order.append(p)

    def _round(self, p: int, price: float) -> Round:
        ballots = self.instance.supporters[p]
        points = self.counting.points
        due = price if points is None else price * points[p]
        poor = self.left[ballots] < due * (1 - 1e-12)
        weights = self.instance.weights[ballots]
        partly = int(weights[poor].sum())
        payment = float(np.max(np.minimum(self.left[ballots], due)))
        return Round(
            project=p,
            rate=price * self.counting.unit[p],
            payment=payment,
            effective_votes=self.counting.costs[p] / payment if payment else float(self.instance.votes[p]),
            in_full=int(weights.sum()) - partly,
            partly=partly,
        )

    def _exact(self) -> Ledger:
        if self.ledger is None:
            self.ledger = Ledger(self.instance, self.counting.utility, self.endowment)
        for p in self.order[self.ledger.paid :]:
            self.ledger.pay(p)
        return self.ledger

    def _untouched(self, p: int) -> bool:
        """Whether no supporter of p has paid for anything yet."""
        return bool((self.left[self.instance.supporters[p]] == self.full).all())

    def _exactly_enough(self, p: int) -> bool:
        self.near_ties += 1
        if self._untouched(p):
            return self.endowment * self.instance.votes[p] >= self.instance.costs[p]
        return self._exact().money(p) >= self.instance.costs[p]

    def _nearest(self, near: list[_Asked]) -> _Asked:
        """The one with the smallest rate, exactly; of equal ones the first by the rule for ties."""
        self.near_ties += 1
        return min(near, key=lambda one: (self._exact_rate(one.project), one.rank))

    def _exact_rate(self, p: int) -> Fraction:
        cost = self.instance.costs[p]
        share = self.instance.scores[p] if self.counting.points else self.instance.votes[p]
        if self.counting.points is None and self._untouched(p):
            price: Fraction | None = Fraction(cost, share)
        else:
            price = self._exact().price(p)
        if price is None:  # floats said it can be paid, and within the doubt they are asked again
            raise AssertionError(f"{self.instance.ids[p]} was affordable")
        return price / cost if self.counting.utility == "cost" and cost else price
