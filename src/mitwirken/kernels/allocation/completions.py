# SPDX-License-Identifier: EUPL-1.2
"""Equal shares leave money over. What is done with it: everybody gets one more, or the rest goes by votes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .endowments import PRECISION, next_endowment
from .instance import Instance, NotCountable, Ties, Utility
from .shares import Counting, Outcome, start_endowment

ENOUGH = 1_000

StopRule = Literal["exhaustive", "overspend"]


@dataclass(frozen=True)
class Completed:
    """A completed outcome. ``runs``: how many times was counted. ``added``: projects that came by votes at the end."""

    outcome: Outcome
    runs: int
    added: tuple[int, ...] = ()

    @property
    def order(self) -> tuple[int, ...]:
        """All projects paid for: those by equal shares in their order, then those added."""
        return self.outcome.order + self.added


def default_step(instance: Instance, *, minor: int = 1) -> int:
    """Return the step of Add1: one unit of the currency, or a hundredth of the share where a share is more than 1000 of them.

    Units: as the instance's, of which ``minor`` make one of the currency.

    >>> from .instance import merge
    >>> default_step(merge(1_000, [], [[]] * 10)), default_step(merge(345_510, [], [[]] * 10))
    (1, 346)
    """
    share = start_endowment(instance) / minor
    return minor * (1 if share <= 1000 else round(share / 100))


def add_one(
    instance: Instance,
    *,
    utility: Utility = "cost",
    stop: StopRule = "exhaustive",
    step: int = 1,
    start: Literal["exact", "whole"] = "exact",
    ties: Ties = "cvl",
) -> Completed:
    """Return equal shares with Add1: give everybody ``step`` more until the winners would cost more than the budget.

    Rule: the last outcome within the budget counts. ``stop="exhaustive"`` (pabutools, the text of equalshares.net) also
    stops as soon as no further project fits into the rest; ``"overspend"`` (Wieliczka 2023) only when the next outcome is too
    dear. ``start="whole"``: the share is rounded down to a whole unit first. If all projects that somebody wants fit, all are
    paid; those not reached after ``ENOUGH`` counts come last, by votes.

    Units: ``step`` in units of money. Errors: NotCountable for a step below 1, or if nobody voted.

    >>> from .instance import merge
    >>> one = merge(100, [("a", 60), ("b", 50)], [["a"], ["a"], ["b"]])
    >>> done = add_one(one)
    >>> [one.ids[p] for p in done.order], str(done.outcome.endowment), done.runs
    (['a'], '100/3', 1)
    """
    if step < 1:
        raise NotCountable("the step of Add1 is at least one unit of money")
    counting = Counting(instance, utility, ties)
    endowment = start_endowment(instance)
    if start == "whole":
        endowment = Fraction(endowment.numerator // endowment.denominator)
    return _raise(counting, endowment, stop, _steps(counting, step))


def _steps(counting: Counting, step: int) -> Callable[[Outcome], Fraction | None]:
    """The next share of Add1. After ``ENOUGH`` counts, steps at which nothing else can come out are passed over.

    A dear project of few people would otherwise take as many counts as it costs.
    """
    counted = 0

    def higher(outcome: Outcome) -> Fraction | None:
        nonlocal counted
        counted += 1
        if counted < ENOUGH:
            return outcome.endowment + step
        change = next_endowment(counting, outcome)
        if change is None:
            return None
        surely_before = change * (1 - 2 * Fraction(PRECISION))
        return outcome.endowment + step * max(1, int((surely_before - outcome.endowment) / step))

    return higher


def every_endowment(
    instance: Instance, *, utility: Utility = "cost", stop: StopRule = "exhaustive", ties: Ties = "cvl"
) -> Completed:
    """Return equal shares completed without steps: from one share at which the outcome changes to the very next.

    Rule: as Add1, but no share between two steps is left out, so the result does not depend on a step somebody chose.
    Found by `endowments.next_endowment`, to a billionth of the share.

    Takes time for each share at which anybody becomes able to pay in full: seconds for some thousand different ballots.
    Source: the idea is that of Kraiczy, Robinson, Elkind, *Streamlining Equal Shares*, arXiv:2502.11797.

    >>> from .instance import merge
    >>> one = merge(100, [("a", 60), ("b", 50)], [["a"], ["a"], ["b"]])
    >>> one.ids[every_endowment(one).order[0]]
    'a'
    """
    counting = Counting(instance, utility, ties)
    return _raise(
        counting, start_endowment(instance), stop, lambda outcome: next_endowment(counting, outcome)
    )


def _raise(
    counting: Counting, endowment: Fraction, stop: StopRule, higher: Callable[[Outcome], Fraction | None]
) -> Completed:
    """Count with ever higher shares until the stop rule says so."""
    instance = counting.instance
    best = counting.run(endowment)
    runs = 1
    everything_fits = instance.total(instance.payable) <= instance.budget
    last = best
    while len(best.order) < len(instance.payable) and not (
        stop == "exhaustive" and instance.is_exhausted(best.order)
    ):
        share = higher(last)
        if share is None:
            break
        last = counting.run(share, within=instance.budget)
        runs += 1
        if last.overspent:
            break
        best = last
        if everything_fits and runs >= ENOUGH:
            break  # nothing is left to decide: a dear project of few people would take as many steps as it costs
    added: list[int] = []
    if everything_fits:
        rest = set(instance.payable) - set(best.order)
        added = sorted(rest, key=lambda p: (-instance.scores[p], counting.rank[p]))
    return Completed(counting.run(best.endowment, record=True), runs, tuple(added))


def fill_greedily(instance: Instance, completed: Completed, *, ties: Ties = "cvl") -> Completed:
    """Return the outcome with what is left spent by votes: most votes first, whatever still fits (skipping)."""
    tie = instance.tie_key(ties)
    chosen = set(completed.order)
    left = instance.budget - instance.total(chosen)
    added = list(completed.added)
    rest = [p for p in range(len(instance.ids)) if p not in chosen]
    for p in sorted(rest, key=lambda p: (-instance.scores[p], tie(p))):
        if instance.costs[p] <= left:
            added.append(p)
            left -= instance.costs[p]
    return Completed(completed.outcome, completed.runs, tuple(added))
