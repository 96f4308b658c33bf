# SPDX-License-Identifier: EUPL-1.2
"""Why a project won, and why another did not: what its supporters paid for instead, and how much was missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .instance import Instance, Ties, Utility
from .shares import Counting, Outcome, Round


@dataclass(frozen=True)
class Loss:
    """Why a project was not paid for.

    ``money``: what its supporters had left together before each round and after the last. ``missing``: what was wanting
    at the end (units of money). ``lost_in``: the round (from 0) before which the money was too little for the first time;
    0 when it never was enough, None when it always was and others were ahead. ``paid``: what its supporters paid for each
    winner together; winners they did not support are left out. ``support``: effective support, the best share of the cost
    that its supporters could have raised at the going rate, 1.0 and more for a project that would have been paid for.
    """

    project: int
    votes: int
    money: tuple[float, ...]
    missing: float
    lost_in: int | None
    paid: tuple[tuple[int, float], ...]
    support: float

    @property
    def left_behind(self) -> float:
        """What its supporters had when it was too little for the first time; cities print this sum (units of money)."""
        return self.money[-1 if self.lost_in is None else self.lost_in]

    @property
    def percent(self) -> int:
        """Effective support as cities print it: whole percent, rounded down."""
        return int(self.support * 100 + 1e-9)


@dataclass(frozen=True)
class Gain:
    """A project that was paid for, and how strong its support was: `Loss.support` counted as if it were not there."""

    round: Round
    support: float

    @property
    def percent(self) -> int:
        """Effective support in whole percent, rounded down."""
        return int(self.support * 100 + 1e-9)


def explain(
    instance: Instance, outcome: Outcome, *, utility: Utility = "cost", ties: Ties = "cvl"
) -> tuple[tuple[Gain, ...], tuple[Loss, ...]]:
    """Return for each project of a run of equal shares why it won (in order) or why not (most support first).

    Rule: the effective support of a loser is the largest share of its cost that its supporters could have put together: in
    each round, each the going rate at most, and in the end all they had left. For a winner the count is done once
    more without it, at the same endowment.

    Units: money as in the instance. Source: equalshares.net and the report of Wieliczka 2023.

    >>> from .instance import merge
    >>> from .shares import equal_shares
    >>> one = merge(90, [("a", 40), ("b", 50), ("c", 30)], [["a", "b"], ["a", "b"], ["c"]])
    >>> gains, losses = explain(one, equal_shares(one))
    >>> [(one.ids[loss.project], loss.money, loss.missing, loss.lost_in, loss.paid) for loss in losses]
    [('b', (60.0, 20.0, 20.0), 30.0, 1, ((0, 40.0),))]
    >>> [(one.ids[gain.round.project], gain.percent) for gain in gains], [loss.percent for loss in losses]
    ([('a', 100), ('c', 100)], [100])
    """
    counting = Counting(instance, utility, ties)
    losers = [p for p in range(len(instance.ids)) if p not in set(outcome.order)]
    run = counting.replay(outcome.endowment, ())
    money: dict[int, list[float]] = {p: [] for p in losers}
    paid: dict[int, list[tuple[int, float]]] = {p: [] for p in losers}
    support = dict.fromkeys(losers, 0.0)
    for winner in outcome.order:
        found = run.price(winner, 0.0)
        if found is None:
            raise ValueError(f"the supporters of {instance.ids[winner]} can't pay for it")
        price = found[0]
        rate = price * counting.unit[winner]
        before = run.left.copy()
        for p in losers:
            money[p].append(_behind(instance, p, before))
            support[p] = max(support[p], _raised(counting, p, before, rate))
        run.pay(winner, price)
        given = before - run.left
        for p in losers:
            if part := _behind(instance, p, given):
                paid[p].append((winner, part))
    losses = []
    for p in losers:
        money[p].append(_behind(instance, p, run.left))
        cost = instance.costs[p]
        if cost <= instance.budget:
            support[p] = max(support[p], money[p][-1] / cost if cost else 0.0)
        too_little = [at for at, have in enumerate(money[p]) if have < cost * (1 - 1e-9)]
        losses.append(
            Loss(
                project=p,
                votes=instance.votes[p],
                money=tuple(money[p]),
                missing=max(0.0, cost - money[p][-1]),
                lost_in=too_little[0] if too_little else None,
                paid=tuple(paid[p]),
                support=support[p],
            )
        )
    losses.sort(key=lambda loss: (-loss.support, counting.rank[loss.project]))
    gains = tuple(Gain(one, _support_without(counting, outcome, one.project)) for one in outcome.rounds)
    return gains, tuple(losses)


def _support_without(counting: Counting, outcome: Outcome, p: int) -> float:
    """Effective support of p as if the others had been counted without it."""
    others = counting.run(outcome.endowment, without=p)
    run = counting.replay(outcome.endowment, ())
    best = 0.0
    for winner in others.order:
        found = run.price(winner, 0.0)
        if found is None:
            raise ValueError(f"the supporters of {counting.instance.ids[winner]} can't pay for it")
        best = max(best, _raised(counting, p, run.left, found[0] * counting.unit[winner]))
        run.pay(winner, found[0])
    cost = counting.instance.costs[p]
    return max(best, _behind(counting.instance, p, run.left) / cost if cost else 1.0)


def _behind(instance: Instance, p: int, left: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """What the supporters of p have together."""
    return float((left[instance.supporters[p]] * instance.heads[p]).sum())


def _raised(
    counting: Counting, p: int, left: np.ndarray[tuple[int], np.dtype[np.float64]], rate: float
) -> float:
    """The share of p's cost that its supporters raise when each gives the going rate at most."""
    instance = counting.instance
    cost = counting.costs[p]
    if not cost or not len(instance.supporters[p]):
        return 0.0
    due: float | np.ndarray[tuple[int], np.dtype[np.float64]] = rate / counting.unit[p]
    if counting.points is not None:
        due = rate * counting.points[p]
    have = np.minimum(left[instance.supporters[p]], due)
    return float((have * instance.heads[p]).sum()) / cost
