# SPDX-License-Identifier: EUPL-1.2
"""Opinion conversations as Polis exports them: read and write, row by row.

A folder holds comments.csv (statements), votes.csv (every vote cast, with its time) and
participants-votes.csv (each person's final votes, one column a statement). An external person id
(``xid``) and the group ids are never read. The rules in prose: ``docs/rules/polis.md``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from mitwirken.kernels.pabulib import BadLine, LineRefused, OnBad, Report, Row, on_bad_line, read_rows

AGREE: Final = 1
PASS: Final = 0
DISAGREE: Final = -1

SHOWN: Final = 200  # characters of a bad line that are shown
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM: Final = 100_000_000_000  # as seconds this is the year 5138, as milliseconds 1973

Source = Literal["votes.csv", "participants-votes.csv"]


@dataclass(frozen=True)
class Statement:
    """A statement people vote on. ``moderated``: 1 shown, 0 not looked at, -1 hidden.

    ``agrees`` and ``disagrees`` are the counts as published; see ``check_counts``.
    """

    id: int
    text: str
    author: int
    created_at: datetime
    moderated: int = 0
    meta: bool = False
    seed: bool = False
    agrees: int = 0
    disagrees: int = 0


@dataclass(frozen=True)
class Vote:
    """A person's vote on a statement: +1 agree, -1 disagree, 0 pass. ``at`` is unknown in a matrix."""

    line: int
    voter: int
    statement: int
    value: int
    at: datetime | None = None


@dataclass(frozen=True)
class Conversation:
    """A read folder. ``votes`` are final, one for each person and statement; to be gone through once."""

    summary: Mapping[str, str]
    statements: tuple[Statement, ...]
    votes: Iterator[Vote]
    source: Source


@dataclass(frozen=True)
class Difference:
    """A statement whose published counts are not those found in the votes."""

    statement: int
    agrees: int
    disagrees: int
    agrees_found: int
    disagrees_found: int


def moment(stamp: str) -> datetime:
    """Return the time of a timestamp in seconds or milliseconds since 1970, in UTC.

    Rule: from 100 000 000 000 on it is milliseconds: Polis changed the unit between exports.
    Errors: ValueError.

    >>> moment("1568101622999").isoformat(), moment("1567382954").isoformat()
    ('2019-09-10T07:47:02.999000+00:00', '2019-09-02T00:09:14+00:00')
    """
    number = _whole(stamp, "timestamp")
    if number < 0:
        raise ValueError("the timestamp is negative")
    unit = timedelta(milliseconds=1) if number >= _MILLISECONDS_FROM else timedelta(seconds=1)
    try:
        return _EPOCH + number * unit
    except OverflowError as problem:
        raise ValueError("the timestamp is out of range") from problem


def _whole(cell: str, what: str) -> int:
    plain = cell.strip()
    digits = plain.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise ValueError(f"{what} is not a whole number")
    return int(plain)


def _truth(cell: str, what: str) -> bool:
    plain = cell.strip().lower()
    if plain in ("true", "1"):
        return True
    if plain in ("false", "0", ""):
        return False
    raise ValueError(f"{what} is neither true nor false")


def _value(cell: str) -> int:
    value = _whole(cell, "vote")
    if value not in (AGREE, PASS, DISAGREE):
        raise ValueError("a vote is -1, 0 or 1")
    return value


class _Table:
    def __init__(self, rows: Iterator[Row], name: str, needed: tuple[str, ...]) -> None:
        header = next(rows, Row(1, (), "the file is empty"))
        self.columns = tuple(cell.strip() for cell in header.cells)
        self.at = {column: at for at, column in enumerate(self.columns)}
        missing = [column for column in needed if column not in self.at]
        if header.error or missing:
            reason = header.error or f"{name} has no column {missing[0]}"
            raise LineRefused(BadLine(header.line, reason))
        if len(self.at) != len(self.columns):
            raise LineRefused(BadLine(header.line, f"{name} names a column twice"))
        self.line = header.line

    def check(self, row: Row) -> None:
        if row.error:
            raise ValueError(row.error)
        if len(row.cells) != len(self.columns):
            raise ValueError(f"{len(row.cells)} columns, not {len(self.columns)}")

    def cell(self, row: Row, column: str) -> str:
        return row.cells[self.at[column]] if column in self.at else ""


def read_statements(
    lines: Iterable[str], *, on_bad: OnBad = "refuse", report: Report | None = None
) -> Iterator[Statement]:
    """Yield the statements of a comments.csv in its order (usually not that of their ids).

    Rule: texts may span lines. Columns is-meta and is-seed came later and count as false where they
    are missing; the column datetime is ignored for the exact timestamp. A bad line is one whose
    cells cannot be told apart, whose numbers are none, whose text is empty, or whose id was used.

    Errors: as in ``pabulib.read``.

    >>> [found] = read_statements('''timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body
    ... 1568101622999,3,0,2,1,1,"Mehr Bäume,
    ... bitte"'''.splitlines())
    >>> found.id, found.text, found.agrees
    (3, 'Mehr Bäume,\\nbitte', 2)
    """
    bad = on_bad_line(on_bad, report)
    rows = read_rows(lines, ",")
    needed = ("timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
    table = _Table(rows, "comments.csv", needed)
    used: set[int] = set()
    for row in rows:
        try:
            table.check(row)
            statement = _statement(table, row)
            if statement.id in used:
                raise ValueError("comment-id used before")
        except ValueError as problem:
            bad(BadLine(row.line, str(problem), ",".join(row.cells)[:SHOWN]))
        else:
            used.add(statement.id)
            yield statement


def _statement(table: _Table, row: Row) -> Statement:
    def number(column: str) -> int:
        return _whole(table.cell(row, column), column)

    text = table.cell(row, "comment-body").replace("\r\n", "\n").strip()
    if not text:
        raise ValueError("no text")
    moderated = number("moderated")
    if moderated not in (-1, 0, 1):
        raise ValueError("moderated is -1, 0 or 1")
    return Statement(
        id=number("comment-id"),
        text=text,
        author=number("author-id"),
        created_at=moment(table.cell(row, "timestamp")),
        moderated=moderated,
        meta=_truth(table.cell(row, "is-meta"), "is-meta"),
        seed=_truth(table.cell(row, "is-seed"), "is-seed"),
        agrees=number("agrees"),
        disagrees=number("disagrees"),
    )


def read_votes(
    lines: Iterable[str],
    statements: Iterable[int],
    *,
    on_bad: OnBad = "refuse",
    report: Report | None = None,
) -> Iterator[Vote]:
    """Yield every row of a votes.csv, repeated votes too; see ``final_votes``.

    Rule: a bad line names no known statement or a value other than -1, 0, 1.
    Errors: as in ``pabulib.read``.

    >>> text = ["timestamp,datetime,comment-id,voter-id,vote", "1567382954698,,3,17,-1"]
    >>> [(vote.voter, vote.statement, vote.value) for vote in read_votes(text, {3})]
    [(17, 3, -1)]
    """
    bad = on_bad_line(on_bad, report)
    known = frozenset(statements)
    rows = read_rows(lines, ",")
    table = _Table(rows, "votes.csv", ("timestamp", "comment-id", "voter-id", "vote"))
    for row in rows:
        try:
            table.check(row)
            vote = Vote(
                row.line,
                _whole(table.cell(row, "voter-id"), "voter-id"),
                _whole(table.cell(row, "comment-id"), "comment-id"),
                _value(table.cell(row, "vote")),
                moment(table.cell(row, "timestamp")),
            )
            if vote.statement not in known:
                raise ValueError("unknown statement")
        except ValueError as problem:
            whole = len(row.cells) == len(table.columns)
            shown = f"{table.cell(row, 'comment-id')},{table.cell(row, 'vote')}" if whole else ""
            bad(BadLine(row.line, str(problem), shown[:SHOWN]))
        else:
            yield vote


def read_matrix(
    lines: Iterable[str],
    statements: Iterable[int],
    *,
    on_bad: OnBad = "refuse",
    report: Report | None = None,
) -> Iterator[Vote]:
    """Yield the final votes of a participants-votes.csv, person by person; an empty cell is no vote.

    Rule: the columns whose names are numbers are statements; ``participant`` is the person. One bad
    cell spoils its person's row, which is then left out whole: half a person would bend the map.

    Errors: as in ``pabulib.read``; an unknown statement in the column names is always refused.

    >>> text = ["participant,xid,group-id,n-votes,3,5", "17,anna@example.org,0,1,,1"]
    >>> [(vote.voter, vote.statement, vote.value) for vote in read_matrix(text, {3, 5})]
    [(17, 5, 1)]
    """
    bad = on_bad_line(on_bad, report)
    known = frozenset(statements)
    rows = read_rows(lines, ",")
    table = _Table(rows, "participants-votes.csv", ("participant",))
    columns = [(int(name), at) for name, at in table.at.items() if name.isascii() and name.isdigit()]
    for statement, _ in columns:
        if statement not in known:
            raise LineRefused(BadLine(table.line, f"unknown statement {statement}"))
    used: set[int] = set()
    for row in rows:
        try:
            table.check(row)
            voter = _whole(table.cell(row, "participant"), "participant")
            if voter in used:
                raise ValueError("participant used before")
            votes = [
                Vote(row.line, voter, statement, _value(row.cells[at]))
                for statement, at in columns
                if row.cells[at].strip()
            ]
        except ValueError as problem:
            bad(BadLine(row.line, str(problem)))  # nothing shown: the row may hold an xid
        else:
            used.add(voter)
            yield from votes


def final_votes(votes: Iterable[Vote]) -> list[Vote]:
    """Return the last vote of each person on each statement, in the order these pairs first appeared.

    Rule: the latest time wins; of equal times (or none) the later row. Errors: none.

    >>> first, second = Vote(2, 17, 3, 1, moment("1567382954")), Vote(3, 17, 3, -1, moment("1567382960"))
    >>> [vote.value for vote in final_votes([second, first])]
    [-1]
    """
    last: dict[tuple[int, int], Vote] = {}
    for vote in votes:
        held = last.get((vote.voter, vote.statement))
        if held is None or (vote.at or _EPOCH) >= (held.at or _EPOCH):
            last[vote.voter, vote.statement] = vote
    return list(last.values())


def check_counts(statements: Iterable[Statement], votes: Iterable[Vote]) -> tuple[Difference, ...]:
    """Return the statements whose published agrees and disagrees are not those of the votes.

    Rule, found in eight public conversations (1 155 statements): Polis counts every row of
    votes.csv, so a person who votes twice counts twice. Given all rows (``read_votes``) nothing
    differs. Given final votes (``final_votes`` or ``read_matrix``, which agree with each other cell
    by cell) the published counts are too high by the repeated votes: 180 statements, by 1 to 9.

    Errors: none.

    >>> bench = Statement(3, "Mehr Bänke", 0, moment("0"), agrees=2)
    >>> twice = [Vote(2, 17, 3, 1, moment("10")), Vote(3, 17, 3, 1, moment("20"))]
    >>> check_counts([bench], twice)
    ()
    >>> [(found.agrees, found.agrees_found) for found in check_counts([bench], final_votes(twice))]
    [(2, 1)]
    """
    agrees: dict[int, int] = {}
    disagrees: dict[int, int] = {}
    for vote in votes:
        if vote.value:
            into = agrees if vote.value == AGREE else disagrees
            into[vote.statement] = into.get(vote.statement, 0) + 1
    differences = (
        Difference(s.id, s.agrees, s.disagrees, agrees.get(s.id, 0), disagrees.get(s.id, 0))
        for s in statements
    )
    return tuple(d for d in differences if (d.agrees, d.disagrees) != (d.agrees_found, d.disagrees_found))


def read_folder(
    folder: Path | str, *, on_bad: OnBad = "refuse", report: Report | None = None
) -> Conversation:
    """Return the conversation in a folder: summary, statements, and final votes as they are asked for.

    Rule: votes.csv if it is there, each person's last vote; otherwise participants-votes.csv, which
    has the same final votes without their times. summary.csv may be missing.

    Errors: FileNotFoundError without comments.csv or without any votes; otherwise as in
    ``pabulib.read``, for votes when they are gone through.
    """
    root = Path(folder)
    source: Source = "votes.csv" if (root / "votes.csv").exists() else "participants-votes.csv"
    if not (root / source).exists():
        raise FileNotFoundError(f"neither votes.csv nor participants-votes.csv in {root}")
    statements = tuple(read_statements(_lines(root / "comments.csv"), on_bad=on_bad, report=report))
    ids = [statement.id for statement in statements]
    votes: Iterable[Vote]
    if source == "votes.csv":
        votes = _finally(read_votes(_lines(root / source), ids, on_bad=on_bad, report=report))
    else:
        votes = read_matrix(_lines(root / source), ids, on_bad=on_bad, report=report)
    return Conversation(_summary(root / "summary.csv"), statements, iter(votes), source)


def _finally(votes: Iterable[Vote]) -> Iterator[Vote]:
    yield from final_votes(votes)  # lazily: the file is opened when the first vote is asked for


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from lines


def _summary(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    rows = (row.cells for row in read_rows(_lines(path), ","))
    return {cells[0]: ",".join(cells[1:]).replace("\r\n", "\n") for cells in rows if cells}


_STATEMENT_COLUMNS: Final = (
    *("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees"),
    *("moderated", "is-meta", "is-seed", "comment-body"),
)


def write_statements(statements: Iterable[Statement]) -> Iterator[str]:
    """Yield the lines of a comments.csv in Polis' newer form, each with its end (CRLF).

    Errors: none.

    >>> lines = list(write_statements([Statement(3, "Mehr Bänke", 0, moment("1567382954"))]))
    >>> lines[1].split(",")[:3]
    ['1567382954000', 'Mon Sep 02 2019 00:09:14 GMT+0000 (Coordinated Universal Time)', '3']
    """
    yield _csv(_STATEMENT_COLUMNS)
    for s in statements:
        flags = [str(s.meta).lower(), str(s.seed).lower()]
        yield _csv(
            [*_times(s.created_at), s.id, s.author, s.agrees, s.disagrees, s.moderated, *flags, s.text]
        )


def write_votes(votes: Iterable[Vote]) -> Iterator[str]:
    """Yield the lines of a votes.csv, each with its end (CRLF).

    Errors: ValueError for a vote without time or with a value other than -1, 0, 1.

    >>> [line.rstrip() for line in write_votes([])]
    ['timestamp,datetime,comment-id,voter-id,vote']
    """
    yield _csv(["timestamp", "datetime", "comment-id", "voter-id", "vote"])
    for vote in votes:
        if vote.at is None:
            raise ValueError("a vote without its time belongs in the matrix")
        yield _csv([*_times(vote.at), vote.statement, vote.voter, _sure(vote.value)])


def write_matrix(statements: Iterable[Statement], votes: Iterable[Vote]) -> Iterator[str]:
    """Yield the lines of a participants-votes.csv, each with its end (CRLF), persons by number.

    Rule: the last vote of each person and statement; n-comments counts the statements a person wrote.
    The group-id stays empty: whoever reads the file computes the groups.
    Errors: ValueError for an unknown statement or a value other than -1, 0, 1.

    >>> bench = Statement(3, "Mehr Bänke", 17, moment("0"))
    >>> [line.rstrip() for line in write_matrix([bench], [Vote(0, 17, 3, 1)])]
    ['participant,group-id,n-comments,n-votes,n-agree,n-disagree,3', '17,,1,1,1,0,1']
    """
    listed = tuple(statements)
    ids = sorted(statement.id for statement in listed)
    known = frozenset(ids)
    written: dict[int, int] = {}
    for statement in listed:
        written[statement.author] = written.get(statement.author, 0) + 1
    persons: dict[int, dict[int, int]] = {}
    for vote in final_votes(votes):
        if vote.statement not in known:
            raise ValueError(f"unknown statement {vote.statement}")
        persons.setdefault(vote.voter, {})[vote.statement] = _sure(vote.value)
    yield _csv(["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *ids])
    for voter, mine in sorted(persons.items()):
        values = list(mine.values())
        counts = [written.get(voter, 0), len(values), values.count(AGREE), values.count(DISAGREE)]
        yield _csv([voter, "", *counts, *(mine.get(statement, "") for statement in ids)])


def _sure(value: int) -> int:
    if value not in (AGREE, PASS, DISAGREE):
        raise ValueError("a vote is -1, 0 or 1")
    return value


_DAYS: Final = (
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "Sat",
    "Sun",
)  # not strftime: it speaks the server's language
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _times(at: datetime) -> tuple[int, str]:
    utc = at.astimezone(UTC)
    day = f"{_DAYS[utc.weekday()]} {_MONTHS[utc.month - 1]} {utc.day:02} {utc.year}"
    written = f"{day} {utc:%H:%M:%S} GMT+0000 (Coordinated Universal Time)"
    return (utc - _EPOCH) // timedelta(milliseconds=1), written


def _csv(cells: Iterable[str | int]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
