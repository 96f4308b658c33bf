# SPDX-License-Identifier: EUPL-1.2
"""From ballots to a result: the kernels do it, by the same words as the command line. Plain values, no database."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mitwirken.kernels import allocation, pabulib
from mitwirken.kernels.allocation.reports import Terms as MoneyTerms
from mitwirken.kernels.allocation.reports import count_budget
from mitwirken.kernels.tally.reports import Terms, count_ballots

from .models import Kind, Rule

Choices = Mapping[str, int]


@dataclass(frozen=True)
class Item:
    """What stands on a ballot paper, as counting sees it."""

    code: str
    title: str
    cost: int = 0
    area: str = ""


@dataclass(frozen=True)
class Setup:
    """The rule of a ballot. Fields as in `models.Ballot`."""

    kind: str
    rule: str
    budget: int = 0
    seats: int = 1
    stop: str = "exhaustive"
    comparison: bool = False
    fill: bool = False
    guarantee: int = 0
    least: int = 1
    most: int | None = None
    points: int = 10
    points_each: int | None = None

    @property
    def with_money(self) -> bool:
        return self.rule in {Rule.SHARES, Rule.GREEDY}


def setup_of(ballot: Any) -> Setup:
    return Setup(
        kind=ballot.kind,
        rule=ballot.rule,
        budget=ballot.budget or 0,
        seats=ballot.seats,
        stop=ballot.stop,
        comparison=ballot.comparison,
        fill=ballot.fill,
        guarantee=ballot.guarantee,
        least=ballot.least,
        most=ballot.most,
        points=ballot.points,
        points_each=ballot.points_each,
    )


def count(setup: Setup, items: Sequence[Item], ballots: Iterable[Choices]) -> dict[str, Any]:
    """Return the result as the command line prints it with `--json`, with `winners` for every rule.

    No ballots at all is a result, too: nobody wins. Equal ones: money by `ties="cvl"`, the rest by the drawn order.
    """
    merged = Counter(tuple(sorted(one.items())) for one in ballots)
    voters = sum(merged.values())
    if not voters:
        return {"ballots": 0, "voters": 0, "winners": [], "nobody": True}
    if setup.with_money:
        each = [(dict(pairs), people) for pairs, people in merged.items()]
        points = setup.kind == Kind.POINTS
        instance = allocation.merge(
            setup.budget,
            [(item.code, item.cost) for item in items],
            [list(marks) for marks, people in each for _ in range(people)],
            points=[list(marks.values()) for marks, people in each for _ in range(people)]
            if points
            else None,
            areas=[item.area for item in items],
        )
        return count_budget(instance, money_terms(setup))
    options = [item.code for item in items]
    told = count_ballots(
        plain_terms(setup), options, [(dict(pairs), people) for pairs, people in merged.items()]
    )
    if "places" in told:
        told["winners"] = [place["option"] for place in told["places"] if place["value"] > 0][: setup.seats]
    elif told["rule"] == "schulze":
        told["winners"] = told["winners"][:1]
    return told


def money_terms(setup: Setup) -> MoneyTerms:
    if setup.rule == Rule.GREEDY:
        return MoneyTerms(by="points" if setup.kind == Kind.POINTS else "votes", guarantee=setup.guarantee)
    stop: Any = setup.stop
    return MoneyTerms(
        rule="equal-shares",
        completion="add1-greedy" if setup.fill else "add1",
        stop=stop,
        comparison=setup.comparison,
        guarantee=setup.guarantee,
    )


def plain_terms(setup: Setup) -> Terms:
    if setup.rule == Rule.MOST:
        return Terms("approval")
    if setup.rule == Rule.SUM:
        return Terms("score")
    rule = {Rule.SCHULZE: "schulze", Rule.RUNOFF: "runoff", Rule.SEATS: "stv"}[Rule(setup.rule)]
    return Terms("ranked", rule=rule, seats=setup.seats)


def command(setup: Setup, name: str) -> str:
    """The words with which anybody counts the published file again."""
    if setup.with_money:
        terms = money_terms(setup)
        words = ["budget", name, "--rule", terms.rule]
        if terms.rule == "greedy":
            words += ["--by", "points"] if terms.by == "points" else []
        else:
            words += ["--completion", terms.completion, "--stop", terms.stop]
            words += ["--comparison"] if terms.comparison else []
        words += ["--guarantee", str(terms.guarantee)] if terms.guarantee else []
    else:
        plain = plain_terms(setup)
        words = [plain.kind, name]
        if plain.kind == "ranked":
            words += ["--rule", plain.rule]
            words += ["--seats", str(plain.seats)] if plain.rule == "stv" else []
    return " ".join(["mitwirken", "tally", *words])


VOTE_TYPES = {Kind.APPROVAL: "approval", Kind.BASKET: "approval", Kind.POINTS: "cumulative"}


def as_pabulib(
    setup: Setup,
    items: Sequence[Item],
    rows: Iterable[tuple[str, Choices]],
    *,
    meta: Mapping[str, str],
    votes: Mapping[str, int],
    winners: Iterable[str],
) -> Iterator[str]:
    """The ballots in Pabulib's format; a voter is known by the receipt. A project's first category is its district."""
    won = set(winners)
    projects = [
        pabulib.Project(
            id=item.code,
            cost=item.cost,
            name=item.title,
            category=(item.area,) if item.area else (),
            votes=votes.get(item.code, 0),
            selected=int(item.code in won),
        )
        for item in items
    ]
    points = setup.kind == Kind.POINTS
    ballots = (
        pabulib.Ballot(
            line=0,
            voter=receipt,
            choices=tuple(sorted(choices, key=lambda code: (-choices[code], code))),
            points=tuple(sorted(choices.values(), reverse=True)) if points else None,
        )
        for receipt, choices in rows
    )
    return pabulib.write(
        {**meta, "budget": str(setup.budget), "vote_type": VOTE_TYPES[Kind(setup.kind)]}, projects, ballots
    )


def as_table(items: Sequence[Item], rows: Iterable[tuple[str, Choices]]) -> Iterator[str]:
    """The ballots as CSV: a column an option, a row a ballot, the receipt first."""

    def line(cells: Sequence[Any]) -> str:
        out = io.StringIO()
        csv.writer(out).writerow(cells)
        return out.getvalue()

    codes = [item.code for item in items]
    yield line(["receipt", *codes])
    for receipt, choices in rows:
        yield line([receipt, *(choices.get(code, "") for code in codes)])
