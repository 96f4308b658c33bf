# SPDX-License-Identifier: EUPL-1.2
"""Opinion maps as files in Polis' format: what comes in is read here, what goes out is written row by row.

Rules: docs/rules/polis.md and "How the site uses it" in docs/rules/opinions.md.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import chain, islice
from typing import Final

from mitwirken.kernels import polis

from . import queries
from .models import Conversation, Participant, Vote

CHUNK: Final = 500
NOBODY: Final = 0  # as author: voters are numbered from 1


def read(
    comments: Iterable[str], votes: Iterable[str]
) -> tuple[tuple[polis.Statement, ...], Iterable[polis.Vote]]:
    """The statements and everybody's last votes of a votes.csv or a participants-votes.csv, whichever `votes` is.

    Raises ValueError, which names the bad line's number.
    """
    statements = tuple(polis.read_statements(comments))
    ids = [one.id for one in statements]
    lines = iter(votes)
    first = next(lines, "")
    columns = next(csv.reader([first]), [])
    whole = chain([first], lines)
    if "participant" in {name.strip().lower().removeprefix("\ufeff") for name in columns}:
        return statements, polis.read_matrix(whole, ids)
    return statements, polis.final_votes(polis.read_votes(whole, ids))


def statements_file(conversation: Conversation) -> Iterator[str]:
    """A comments.csv: the statements that are voted on, with how many agree and disagree. Nobody is named as author."""
    sums = queries.totals(conversation)
    yield from polis.write_statements(
        polis.Statement(
            id=row.number,
            text=row.text,
            author=NOBODY,
            created_at=_day(row.created_at),
            moderated=1,
            meta=row.personal,
            seed=row.seed,
            agrees=sums.get(row.pk, queries.Totals()).agree,
            disagrees=sums.get(row.pk, queries.Totals()).disagree,
        )
        for row in queries.voted_on(conversation).order_by("number")
    )


def votes_file(conversation: Conversation) -> Iterator[str]:
    """A votes.csv: every vote that counts with its day. The hour would say who sat at the computer then."""
    yield from polis.write_votes(chain.from_iterable(_by_voter(conversation)))


def matrix_file(conversation: Conversation) -> Iterator[str]:
    """A participants-votes.csv: a row for each voter."""
    statements = [
        polis.Statement(row.number, row.text, NOBODY, row.created_at)
        for row in queries.voted_on(conversation).order_by("number")
    ]
    header = False
    for votes in _by_voter(conversation):
        lines = polis.write_matrix(statements, votes)
        first = next(lines)
        if not header:
            yield first
            header = True
        yield from lines
    if not header:
        yield from polis.write_matrix(statements, [])


def _by_voter(conversation: Conversation) -> Iterator[list[polis.Vote]]:
    """Some hundred voters at a time, in an order and with numbers drawn for this file alone."""
    voters = list(Participant.objects.filter(conversation=conversation).values_list("pk", flat=True))
    random.SystemRandom().shuffle(voters)
    numbers = dict(queries.voted_on(conversation).values_list("pk", "number"))
    rest = enumerate(voters, 1)
    while some := list(islice(rest, CHUNK)):
        yield list(_votes({pk: number for number, pk in some}, numbers))


def _votes(voters: dict[int, int], numbers: dict[int, int]) -> Iterator[polis.Vote]:
    rows = Vote.objects.filter(participant__in=list(voters), statement__in=list(numbers)).order_by()
    found: Sequence[tuple[int, int, int, datetime]] = sorted(
        (voters[who], numbers[statement], value, at)
        for who, statement, value, at in rows.values_list("participant_id", "statement_id", "value", "at")
    )
    for voter, statement, value, at in found:
        yield polis.Vote(0, voter, statement, value, _day(at))


def _day(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(UTC).date(), time(), UTC)
