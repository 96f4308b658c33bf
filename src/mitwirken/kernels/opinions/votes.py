# SPDX-License-Identifier: EUPL-1.2
"""Who said what to which statement, as a sparse table: people are rows, statements are columns, not seen is no entry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

AGREE: Final = 1
PASS: Final = 0
DISAGREE: Final = -1

Rows = NDArray[np.int32]
Values = NDArray[np.int8]


class NotMappable(ValueError):
    """Raised for votes that no map can be drawn from; the message says why in a sentence."""


@dataclass(frozen=True)
class Votes:
    """Each person's last vote on each statement: +1 agree, −1 disagree, 0 pass.

    ``people`` and ``statements``: ids, ascending; a row or column is the place of an id there. ``row``, ``column``,
    ``value``: one entry a vote, sorted by row, then column. ``silent``: columns that are shown to nobody any more
    (moderated out, or about the person and not the matter): for the map nobody differs in them.
    """

    people: NDArray[np.int64]
    statements: NDArray[np.int64]
    row: Rows
    column: Rows
    value: Values
    silent: NDArray[np.bool_]
    meta: NDArray[np.bool_]

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """For each person the number of votes, on any statement."""
        return np.bincount(self.row, minlength=len(self.people))

    @cached_property
    def loud(self) -> tuple[Rows, Rows, Values]:
        """Row, column and value of the votes on statements that are not silent."""
        if not self.silent.any():
            return self.row, self.column, self.value
        kept = ~self.silent[self.column]
        return self.row[kept], self.column[kept], self.value[kept]

    def tally(self, rows: NDArray[np.bool_] | None = None, *, loud: bool = False) -> NDArray[np.int64]:
        """Return agrees, disagrees and all votes for each statement, shape (3, statements), among some people or all.

        ``loud``: count silent statements as if everybody among them had passed.
        """
        row, column, value = self.loud if loud else (self.row, self.column, self.value)
        if rows is not None:
            kept = rows[row]
            column, value = column[kept], value[kept]
        size = len(self.statements)
        out = np.stack(
            [
                np.bincount(column[value == AGREE], minlength=size),
                np.bincount(column[value == DISAGREE], minlength=size),
                np.bincount(column, minlength=size),
            ]
        ).astype(np.int64)
        if loud:
            out[2, self.silent] = len(self.people) if rows is None else int(rows.sum())
        return out

    @cached_property
    def centred(self) -> tuple[sparse.csr_array, NDArray[np.float64]]:
        """The table less each statement's mean, and the means.

        What somebody has not seen counts as the mean, so it is 0 here and needs no room. Silent statements are 0.
        """
        row, column, value = self.loud
        size = (len(self.people), len(self.statements))
        seen = np.bincount(column, minlength=size[1])
        sums = np.bincount(column, weights=value, minlength=size[1])
        centre = np.divide(sums, seen, out=np.zeros(size[1]), where=seen > 0)
        data = value - centre[column]
        starts = np.zeros(size[0] + 1, dtype=np.int32)
        np.cumsum(np.bincount(row, minlength=size[0]), out=starts[1:])
        return sparse.csr_array((data, column, starts), shape=size), centre


def gather(
    votes: Iterable[tuple[int, int, int]],
    *,
    statements: Collection[int] = (),
    moderated_out: Collection[int] = (),
    meta: Collection[int] = (),
) -> Votes:
    """Return the table from votes (person, statement, value) in the order they were cast; the last of a pair counts.

    ``statements``: ids that exist, also without votes. Errors: NotMappable for a value other than −1, 0, 1, or no votes.

    >>> table = gather([(7, 1, 1), (7, 2, -1), (8, 1, 0), (7, 1, 0)])
    >>> table.people.tolist(), table.value.tolist(), table.counts.tolist()
    ([7, 8], [0, -1, 0], [2, 1])
    """
    listed = np.array(list(votes), dtype=np.int64).reshape(-1, 3)
    return from_arrays(
        listed[:, 0],
        listed[:, 1],
        listed[:, 2],
        statements=statements,
        moderated_out=moderated_out,
        meta=meta,
    )


def from_arrays(
    person: NDArray[np.int64],
    statement: NDArray[np.int64],
    value: NDArray[np.int64] | Values,
    *,
    statements: Collection[int] = (),
    moderated_out: Collection[int] = (),
    meta: Collection[int] = (),
) -> Votes:
    """Return the table from three arrays of one length, in the order the votes were cast; as ``gather``."""
    if not len(person):
        raise NotMappable("there are no votes yet")
    if not np.isin(value, (-1, 0, 1)).all():
        raise NotMappable("a vote is 1 (agree), 0 (pass) or -1 (disagree)")
    people, row = np.unique(person, return_inverse=True)
    known = np.unique(np.concatenate([statement, np.fromiter(statements, dtype=np.int64)]))
    column = np.searchsorted(known, statement)
    key = row * len(known) + column
    if (key[1:] <= key[:-1]).any():
        order = np.argsort(key, kind="stable")
        key = key[order]
        last = np.append(key[1:] != key[:-1], True)
        order = order[last]
        row, column, value = row[order], column[order], value[order]
    about = np.isin(known, _ids(meta))
    return Votes(
        people=people,
        statements=known,
        row=row.astype(np.int32),
        column=column.astype(np.int32),
        value=value.astype(np.int8),
        silent=np.isin(known, _ids(moderated_out)) | about,
        meta=about,
    )


def _ids(ids: Collection[int]) -> NDArray[np.int64]:
    return np.fromiter(ids, dtype=np.int64, count=len(ids))


def taking_part(
    votes: Votes, *, least: int = 7, fill: int = 15, stayed: Sequence[int] = ()
) -> NDArray[np.bool_]:
    """Return who is on the map: people with at least ``min(least, statements)`` votes.

    Rule: whoever was on it stays (``stayed``, ids); if there are fewer than ``fill``, those with most votes are added, the
    earlier id first.

    >>> taking_part(gather([(1, s, 1) for s in range(9)] + [(2, 0, 1)]), fill=0).tolist()
    [True, False]
    """
    inside = votes.counts >= min(least, len(votes.statements))
    if len(stayed):
        inside |= np.isin(votes.people, np.asarray(stayed, dtype=np.int64))
    missing = fill - int(inside.sum())
    if missing > 0:
        outside = np.flatnonzero(~inside)
        inside[outside[np.argsort(-votes.counts[outside], kind="stable")][:missing]] = True
    return inside
