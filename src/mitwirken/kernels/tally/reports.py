# SPDX-License-Identifier: EUPL-1.2
"""A whole count as plain data: what `mitwirken tally` prints and what a site publishes is the same."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .pairwise import duels, schulze
from .runoff import Count, instant_runoff, transferable_vote
from .scores import approval, majority_judgement, resistance, score

Ballot = tuple[dict[str, int], int]
"""What one ballot gives each option it names (a rank, points, a grade, 1 for yes), and how many people cast it."""


@dataclass(frozen=True)
class Terms:
    """How ballots are counted, in the words of the command line. ``kind``: approval, score, resistance, grades, ranked."""

    kind: str
    rule: str = "schulze"
    fallback: str = "schulze"
    seats: int = 1
    least: int = 5
    mean: bool = False
    grades: int = 6


def count_ballots(terms: Terms, options: list[str], ballots: list[Ballot]) -> dict[str, Any]:
    """Return the result: ``places`` for marks; ``winners``, ``order`` and the record for rankings.

    >>> count_ballots(Terms("approval"), ["a", "b"], [({"a": 1}, 2), ({"a": 1, "b": 1}, 1)])["places"][0]
    {'option': 'a', 'rank': 1, 'value': 3.0, 'ballots': 3}
    """
    told = _ranked(terms, options, ballots) if terms.kind == "ranked" else _marks(terms, options, ballots)
    return {"ballots": sum(people for _, people in ballots), **told}


def _marks(terms: Terms, options: list[str], ballots: list[Ballot]) -> dict[str, Any]:
    each = [marks for marks, _ in ballots]
    people = [number for _, number in ballots]
    if terms.kind == "approval":
        named = [[name for name, mark in one.items() if mark] for one in each]
        places = approval(options, named, people=people)
    elif terms.kind == "score":
        places = score(options, each, mean=terms.mean, least=terms.least, people=people)
    elif terms.kind == "resistance":
        places = resistance(options, each, least=terms.least, people=people)
    else:
        places = majority_judgement(options, each, grades=terms.grades, people=people)
    return {
        "places": [
            {"option": p.option, "rank": p.rank, "value": float(p.value), "ballots": p.ballots}
            for p in places
        ]
    }


def _ranked(terms: Terms, options: list[str], ballots: list[Ballot]) -> dict[str, Any]:
    papers = []
    for marks, people in ballots:
        levels = sorted(set(marks.values()))
        papers.append(([[name for name, rank in marks.items() if rank == level] for level in levels], people))
    both = duels(options, papers)
    told: dict[str, Any] = {"rule": terms.rule, "condorcet_winner": both.winner}
    rule = terms.rule
    if rule == "condorcet":
        if both.winner is not None:
            rest = schulze(both)
            return {**told, "winners": [both.winner], "order": [list(tier) for tier in rest]}
        rule = terms.fallback
        told["fallback"] = rule
    if rule == "schulze":
        order = [list(tier) for tier in schulze(both)]
        return {**told, "winners": order[0], "order": order, "duels": both.wins.tolist(), "options": options}
    if rule == "stv":
        elected, rounds = transferable_vote(options, papers, terms.seats)
        winners = list(elected)
    else:
        winner, rounds = instant_runoff(options, papers)
        winners = [winner] if winner else []
    return {
        **told,
        "winners": winners,
        "order": [[name] for name in winners],
        "rounds": [_round(one) for one in rounds],
    }


def _round(one: Count) -> dict[str, Any]:
    def number(votes: Fraction) -> float:
        return int(votes) if votes.denominator == 1 else float(votes)

    return {
        "votes": {option: number(votes) for option, votes in one.votes},
        "exhausted": number(one.exhausted),
        "elected": list(one.elected),
        "out": list(one.out),
        "tie": one.tie,
    }
