# SPDX-License-Identifier: EUPL-1.2
"""A whole count of a budget as plain data: what `mitwirken tally budget` prints and what a site publishes is the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from .comparison import compare
from .completions import Completed, StopRule, add_one, default_step, every_endowment, fill_greedily
from .districts import guaranteed
from .explanations import explain
from .greedy import By, greedy
from .instance import Instance, Ties, Utility
from .phragmen import phragmen
from .shares import equal_shares

RULES: Final = ("greedy", "equal-shares", "phragmen")
COMPLETIONS: Final = ("none", "add1", "add1-greedy", "every", "every-greedy", "greedy")


@dataclass(frozen=True)
class Terms:
    """How a budget is counted, in the words of the command line (`mitwirken tally budget --help`).

    ``guarantee``: so many projects of each area are paid before the rule runs (`districts.guaranteed`).
    """

    rule: str = "greedy"
    utility: Utility | None = None
    completion: str = "none"
    stop: StopRule = "exhaustive"
    step: int | None = None
    start: Literal["exact", "whole"] = "exact"
    comparison: bool = False
    by: By = "votes"
    no_skip: bool = False
    least_votes: int = 0
    ties: Ties = "cvl"
    guarantee: int = 0


def count_budget(instance: Instance, terms: Terms, minor: int = 1) -> dict[str, Any]:
    """Return the result as plain data; sums are in the currency (``minor`` units each), projects are named by their ids.

    >>> from .instance import merge
    >>> one = merge(100, [("a", 60), ("b", 30), ("c", 40)], [["a", "b"], ["a"], ["c"]], areas=["N", "N", "S"])
    >>> count_budget(one, Terms())["winners"], count_budget(one, Terms(guarantee=1))["guaranteed"]
    (['a', 'b'], ['a', 'c'])
    """
    if not terms.guarantee:
        return _counted(instance, terms, minor)
    promised = guaranteed(instance, least=terms.guarantee, ties=terms.ties)
    spent = instance.total(promised)
    others = [p for p in range(len(instance.ids)) if p not in set(promised)]
    told = _counted(instance.narrowed(others, instance.budget - spent), terms, minor)
    named = [instance.ids[p] for p in promised]
    if "greedy" in told:  # whoever has a promised project has it either way
        place = {name: p for p, name in enumerate(instance.ids)}
        shares = [place[name] for name in (*(one["project"] for one in told["rounds"]), *told["added"])]
        votes = [place[name] for name in told["greedy"]["winners"]]
        told["greedy"] = _beside(instance, [*promised, *shares], [*promised, *votes], minor)
    return told | {
        "projects": len(instance.ids),
        "budget": instance.budget if minor == 1 else instance.budget / minor,
        "guarantee": terms.guarantee,
        "guaranteed": named,
        "winners": named + told["winners"],
        "total_cost": told["total_cost"] + (spent if minor == 1 else spent / minor),
    }


def _counted(instance: Instance, terms: Terms, minor: int) -> dict[str, Any]:
    def money(sum_: float) -> float:
        return sum_ if minor == 1 else sum_ / minor

    ids = instance.ids
    told: dict[str, Any] = {
        "rule": terms.rule,
        "ties": terms.ties,
        "voters": instance.voters,
        "distinct_ballots": len(instance.weights),
        "projects": len(ids),
        "budget": money(instance.budget),
    }
    votes = greedy(
        instance,
        by=terms.by,
        stop="no-skip" if terms.no_skip else "skip",
        least_votes=terms.least_votes,
        ties=terms.ties,
    )
    if terms.rule == "greedy":
        told |= {"by": terms.by, "skip": not terms.no_skip}
        order = votes
    elif terms.rule == "phragmen":
        order = phragmen(instance, ties=terms.ties)
    else:
        utility: Utility = terms.utility or ("cost" if instance.points is None else "points")
        done = _equal_shares(instance, terms, utility, minor)
        order = done.order
        told |= {
            "utility": utility,
            "completion": terms.completion,
            "endowment": money(float(done.outcome.endowment)),
            "endowment_exact": str(done.outcome.endowment / minor),
            "runs": done.runs,
            "near_ties": done.outcome.near_ties,
            "added": [ids[p] for p in done.added],
        }
        if terms.completion.startswith("add1"):
            told |= {"stop": terms.stop, "step": money(_step(instance, terms, minor))}
        gains, losses = explain(instance, done.outcome, utility=utility, ties=terms.ties)
        told["rounds"] = [
            {
                "project": ids[gain.round.project],
                "cost": money(instance.costs[gain.round.project]),
                "votes": instance.votes[gain.round.project],
                "effective_votes": gain.round.effective_votes,
                "payment": money(gain.round.payment),
                "in_full": gain.round.in_full,
                "partly": gain.round.partly,
                "support_percent": gain.percent,
            }
            for gain in gains
        ]
        told["not_by_shares"] = [
            {
                "project": ids[loss.project],
                "cost": money(instance.costs[loss.project]),
                "votes": loss.votes,
                "support_percent": loss.percent,
                "left_behind": money(loss.left_behind),
                "missing": money(loss.missing),
                "round_lost": None if loss.lost_in is None else loss.lost_in + 1,
                "paid": [{"project": ids[p], "money": money(paid)} for p, paid in loss.paid],
            }
            for loss in losses
        ]
        told["greedy"] = _beside(instance, order, votes, minor)
        both = compare(instance, order, votes)
        if terms.comparison and not both.keeps:
            told["comparison"] = "greedy"
            order = votes
        elif terms.comparison:
            told["comparison"] = "kept"
    told["winners"] = [ids[p] for p in order]
    told["total_cost"] = money(instance.total(order))
    return told


def _beside(instance: Instance, first: Sequence[int], second: Sequence[int], minor: int) -> dict[str, Any]:
    """The outcome by votes alone, and how people stand to both."""
    both = compare(instance, first, second)
    return {
        "winners": [instance.ids[p] for p in second],
        "prefer_this": both.better,
        "prefer_greedy": both.worse,
        "without_project": list(both.without),
        "projects_each": list(both.mean),
        "cost": [cost if minor == 1 else cost / minor for cost in both.cost],
    }


def _step(instance: Instance, terms: Terms, minor: int) -> int:
    return terms.step * minor if terms.step else default_step(instance, minor=minor)


def _equal_shares(instance: Instance, terms: Terms, utility: Any, minor: int) -> Completed:
    if terms.completion.startswith("add1"):
        done = add_one(
            instance,
            utility=utility,
            stop=terms.stop,
            step=_step(instance, terms, minor),
            start=terms.start,
            ties=terms.ties,
        )
    elif terms.completion.startswith("every"):
        done = every_endowment(instance, utility=utility, stop=terms.stop, ties=terms.ties)
    else:
        done = Completed(equal_shares(instance, utility=utility, ties=terms.ties), 1)
    return fill_greedily(instance, done, ties=terms.ties) if "greedy" in terms.completion else done
