# SPDX-License-Identifier: EUPL-1.2
"""Rankings counted in rounds: the last one drops out and its ballots go on, for one winner or for several seats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .pairwise import Tiers, levels


@dataclass(frozen=True)
class Count:
    """One round. ``votes``: of each option still in it, in the given order; ``exhausted``: ballots that name none of them.

    ``elected`` and ``out``: what happened then. ``tie``: why, where votes alone did not decide ("earlier round" or "lot").
    """

    votes: tuple[tuple[str, Fraction], ...]
    exhausted: Fraction
    elected: tuple[str, ...]
    out: tuple[str, ...]
    tie: str = ""


@dataclass
class _Ballot:
    tiers: list[list[str]]
    weight: Fraction


def instant_runoff(
    options: Sequence[str], ballots: Iterable[tuple[Tiers, int]]
) -> tuple[str | None, list[Count]]:
    """Return the winner and all rounds (None without ballots).

    Rule: each ballot counts for its best option still in the race, in equal parts where it names several. Whoever has more
    than half of what is not exhausted wins; otherwise the weakest drops out. Equally weak: who was weaker in the latest
    earlier round that differs, then the later in the list (draw the list by lot beforehand).

    >>> winner, rounds = instant_runoff("abc", [("ab", 4), ("cb", 3), ("bc", 2)])
    >>> winner, rounds[0].out
    ('c', ('b',))
    """
    papers = _papers(options, ballots)
    racing = list(options)
    rounds: list[Count] = []
    while racing:
        votes, exhausted = _votes(papers, racing)
        total = sum(votes.values(), Fraction(0))
        if total == 0:
            break
        first = max(racing, key=lambda option: votes[option])
        if 2 * votes[first] > total or len(racing) == 1:
            rounds.append(Count(tuple(votes.items()), exhausted, (first,), ()))
            return first, rounds
        last, tie = _weakest(racing, votes, rounds)
        rounds.append(Count(tuple(votes.items()), exhausted, (), (last,), tie))
        racing.remove(last)
    return None, rounds


def transferable_vote(
    options: Sequence[str], ballots: Iterable[tuple[Tiers, int]], seats: int
) -> tuple[tuple[str, ...], list[Count]]:
    """Return who is elected, in order, and all rounds (single transferable vote).

    Rule: quota = ⌊ballots / (seats + 1)⌋ + 1 (Droop). Whoever reaches it is elected, and what is over goes on from *all* of
    their ballots, each with the same part of its value (weighted inclusive Gregory); of several the largest surplus first, then the earlier in the list. Is
    there none, the weakest drops out. As soon as as many remain as there are seats, all are elected. Ties as in ``instant_runoff``.

    Errors: ValueError for fewer than one seat.

    >>> elected, rounds = transferable_vote("abcd", [("ab", 6), ("cd", 3), ("dc", 1)], 2)
    >>> elected, [str(votes) for _, votes in rounds[0].votes]
    (('a', 'c'), ['6', '0', '3', '1'])
    """
    if seats < 1:
        raise ValueError("there is at least one seat")
    papers = _papers(options, ballots)
    quota = sum((paper.weight for paper in papers), Fraction(0)) // (seats + 1) + 1
    racing = list(options)
    elected: list[str] = []
    rounds: list[Count] = []
    while racing and len(elected) < seats:
        votes, exhausted = _votes(papers, racing)
        if len(racing) <= seats - len(elected):
            rest = sorted(racing, key=lambda option: -votes[option])
            elected += rest
            rounds.append(Count(tuple(votes.items()), exhausted, tuple(rest), ()))
            break
        strongest = max(racing, key=lambda option: votes[option])
        if votes[strongest] >= quota:
            surplus = votes[strongest] - quota
            _pass_on(papers, racing, strongest, surplus / votes[strongest])
            elected.append(strongest)
            rounds.append(Count(tuple(votes.items()), exhausted, (strongest,), ()))
            racing.remove(strongest)
            continue
        last, tie = _weakest(racing, votes, rounds)
        rounds.append(Count(tuple(votes.items()), exhausted, (), (last,), tie))
        racing.remove(last)
    return tuple(elected), rounds


def _papers(options: Sequence[str], ballots: Iterable[tuple[Tiers, int]]) -> list[_Ballot]:
    place = {option: at for at, option in enumerate(options)}
    merged: dict[tuple[tuple[int, ...], ...], int] = {}
    for tiers, people in ballots:
        if people < 0:
            raise ValueError("a ballot is cast by nobody or more, not fewer")
        ranks: dict[int, list[int]] = {}
        for level, at in levels(place, tiers):
            ranks.setdefault(level, []).append(at)
        key = tuple(tuple(sorted(ranks[level])) for level in sorted(ranks))
        merged[key] = merged.get(key, 0) + people
    return [
        _Ballot([[options[at] for at in tier] for tier in key], Fraction(people))
        for key, people in merged.items()
        if people
    ]


def _tops(paper: _Ballot, racing: set[str]) -> list[str]:
    for tier in paper.tiers:
        if still := [option for option in tier if option in racing]:
            return still
    return []


def _votes(papers: list[_Ballot], racing: list[str]) -> tuple[dict[str, Fraction], Fraction]:
    votes = dict.fromkeys(racing, Fraction(0))
    inside, exhausted = set(racing), Fraction(0)
    for paper in papers:
        tops = _tops(paper, inside)
        if not tops:
            exhausted += paper.weight
        for option in tops:
            votes[option] += paper.weight / len(tops)
    return votes, exhausted


def _pass_on(papers: list[_Ballot], racing: list[str], winner: str, part: Fraction) -> None:
    """Keep only ``part`` of the value that ballots gave to the winner."""
    inside = set(racing)
    for paper in list(papers):
        tops = _tops(paper, inside)
        if winner not in tops:
            continue
        given = paper.weight / len(tops)
        if len(tops) > 1:  # only the winner's part shrinks; the others' parts stay with them
            papers.append(_Ballot([[o for o in tops if o != winner], *paper.tiers], paper.weight - given))
        paper.weight = given * part


def _weakest(racing: list[str], votes: dict[str, Fraction], rounds: list[Count]) -> tuple[str, str]:
    least = min(votes.values())
    last = [option for option in racing if votes[option] == least]
    if len(last) == 1:
        return last[0], ""
    for earlier in reversed(rounds):
        then = dict(earlier.votes)
        fewest = min(then[option] for option in last)
        fewer = [option for option in last if then[option] == fewest]
        if len(fewer) < len(last):
            last = fewer
        if len(last) == 1:
            return last[0], "earlier round"
    return last[-1], "lot"
