# SPDX-License-Identifier: EUPL-1.2
"""Writes ratings together with the sums over them.

Plain SQL: a rating over the web must cost a few statements, and the order of locks must be seen. Always in this order,
inside the caller's transaction: the voter (where ratings of one ballot depend on each other), then the tallies of the
subjects from small to large, then the ratings. The lock on the tally makes the difference between the old rating and
the new one certain, so that double clicks from two machines move the sum once. On SQLite a writing transaction is
alone from its first statement (`BEGIN IMMEDIATE`).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from .registry import Counts, Method, Setup, Target

_OLD = (
    "SELECT id, value, channel, method FROM rating_rating"
    " WHERE phase_id = %s AND {voter} = %s AND subject_kind = %s AND subject_id = %s"
)
_INSERT = (
    "INSERT INTO rating_rating (phase_id, subject_kind, subject_id, {voter}, method, value, channel, at, changed_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_UPDATE = "UPDATE rating_rating SET method = %s, value = %s, channel = %s, changed_at = %s WHERE id = %s"
_DELETE = "DELETE FROM rating_rating WHERE id = %s"
_TALLY = "SELECT id, method, counts FROM rating_tally WHERE phase_id = %s AND subject_kind = %s AND subject_id = %s"
_NEW_TALLY = (
    "INSERT INTO rating_tally (phase_id, subject_kind, subject_id, method, counts, ratings, score, tie)"
    " VALUES (%s, %s, %s, '', '{}', 0, 0, 0) ON CONFLICT DO NOTHING"
)
_SUM = (
    "SELECT channel, value, COUNT(*) FROM rating_rating"
    " WHERE phase_id = %s AND subject_kind = %s AND subject_id = %s AND method = %s GROUP BY channel, value"
)
_SAVE = "UPDATE rating_tally SET method = %s, counts = %s, ratings = %s, score = %s, tie = %s WHERE id = %s"

Given = dict[str, dict[int, int]]


@dataclass(frozen=True)
class Voter:
    """Whose ballot it is: a person's or a sheet's."""

    column: str
    key: int | str

    @classmethod
    def person(cls, pk: int) -> Voter:
        return cls("person_id", pk)

    @classmethod
    def of_sheet(cls, sheet: str) -> Voter:
        return cls("sheet", sheet)


def lock_voter(phase_id: int, voter: Voter) -> None:
    """Lets nobody else write on the voter's ballot until the transaction ends."""
    if connection.vendor == "postgresql":
        number = zlib.crc32(f"rating {phase_id} {voter.column} {voter.key}".encode())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def ballot(phase_id: int, voter: Voter, method: str) -> dict[Target, int]:
    """Everything the voter gave in the phase by its present rule."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_kind, subject_id, value FROM rating_rating"  # noqa: S608 (a fixed column name)
            f" WHERE phase_id = %s AND {voter.column} = %s AND method = %s",
            [phase_id, voter.key, method],
        )
        return {(kind, pk): value for kind, pk, value in cursor.fetchall()}


def write(
    phase_id: int,
    voter: Voter,
    changes: Mapping[Target, int | None],
    *,
    method: Method,
    setup: Setup,
    channel: str,
    now: datetime | None = None,
) -> frozenset[Target]:
    """Brings the voter's ratings to `changes` (None: no rating) and the tallies with them. Returns what really changed."""
    moment = connection.ops.adapt_datetimefield_value(now or timezone.now())
    changed = set()
    with connection.cursor() as cursor:
        for target in sorted(changes):
            value, (kind, pk) = changes[target], target
            tally, given = _locked(cursor, phase_id, kind, pk, method.key)
            cursor.execute(_OLD.format(voter=voter.column), [phase_id, voter.key, kind, pk])
            old = cursor.fetchone()
            if old is None:
                if value is None:
                    continue
                cursor.execute(
                    _INSERT.format(voter=voter.column),
                    [phase_id, kind, pk, voter.key, method.key, value, channel, moment, moment],
                )
            else:
                old_id, old_value, old_channel, old_method = old
                if (value, channel, method.key) == (old_value, old_channel, old_method):
                    continue
                if value is None:
                    cursor.execute(_DELETE, [old_id])
                else:
                    cursor.execute(_UPDATE, [method.key, value, channel, moment, old_id])
                if old_method == method.key:
                    _move(given, old_channel, old_value, -1)
            if value is not None:
                _move(given, channel, value, 1)
            _save(cursor, tally, given, method, setup)
            changed.add(target)
    return frozenset(changed)


def recount(phase_id: int, targets: Iterable[Target], *, method: Method, setup: Setup) -> None:
    """Makes the tallies afresh from the ratings."""
    with connection.cursor() as cursor:
        for kind, pk in sorted(targets):
            tally, _ = _locked(cursor, phase_id, kind, pk, method.key)
            _save(cursor, tally, _summed(cursor, phase_id, kind, pk, method.key), method, setup)


def _locked(cursor: Any, phase_id: int, kind: str, pk: int, method: str) -> tuple[int, Given]:
    """The tally's id and its counts, locked; made when missing, counted afresh when it counts another method."""
    select = _TALLY + (" FOR UPDATE" if connection.vendor == "postgresql" else "")
    key = [phase_id, kind, pk]
    cursor.execute(select, key)
    row = cursor.fetchone()
    if row is None:
        cursor.execute(_NEW_TALLY, key)
        cursor.execute(select, key)
        row = cursor.fetchone()
    tally, counted, raw = row
    if counted != method:
        return tally, _summed(cursor, phase_id, kind, pk, method)
    counts = json.loads(raw) if isinstance(raw, str) else raw
    return tally, {
        channel: {int(value): n for value, n in given.items()} for channel, given in counts.items()
    }


def _summed(cursor: Any, phase_id: int, kind: str, pk: int, method: str) -> Given:
    cursor.execute(_SUM, [phase_id, kind, pk, method])
    given: Given = {}
    for channel, value, n in cursor.fetchall():
        given.setdefault(channel, {})[value] = n
    return given


def _move(given: Given, channel: str, value: int, by: int) -> None:
    values = given.setdefault(channel, {})
    values[value] = values.get(value, 0) + by
    if not values[value]:
        del values[value]
    if not values:
        del given[channel]


def _save(cursor: Any, tally: int, given: Given, method: Method, setup: Setup) -> None:
    counts = Counts(given)
    cursor.execute(
        _SAVE,
        [
            method.key,
            json.dumps(given),
            counts.ratings,
            method.score(counts, setup),
            method.tie(counts, setup),
            tally,
        ],
    )
