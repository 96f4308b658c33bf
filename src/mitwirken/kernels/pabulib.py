# SPDX-License-Identifier: EUPL-1.2
"""Participatory budgets in Pabulib's .pb format: read and write, line by line.

A .pb file has three sections, META, PROJECTS and VOTES, each a table separated by semicolons with a
line of column names. Half a million ballots pass through without being held in memory. Columns about
persons (age, sex, place of living) are never read. The rules in prose: ``docs/rules/pabulib.md``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

OnBad = Literal["refuse", "skip"]

LONGEST_ROW: Final = 200  # lines one quoted row may span; an unclosed quote must not swallow the file
SHOWN: Final = 200  # characters of a bad line that are shown
SECTIONS: Final = ("META", "PROJECTS", "VOTES")
WITH_POINTS: Final = ("cumulative", "scoring")  # vote types whose ballots carry points

_AMOUNT: Final = re.compile(r"[+-]?\d{1,15}(?:[.,]\d+)?", re.ASCII)


@dataclass(frozen=True)
class BadLine:
    """A line that was not understood: where, why, and what can be shown of it without naming persons."""

    number: int
    reason: str
    text: str = ""

    def __str__(self) -> str:
        return f"line {self.number}: {self.reason}" + (f" ({self.text})" if self.text else "")


class LineRefused(ValueError):
    """Raised for a bad line under the policy "refuse", and always when the file's frame is broken."""

    def __init__(self, bad: BadLine) -> None:
        super().__init__(str(bad))
        self.bad = bad


Report = Callable[[BadLine], None]


def on_bad_line(on_bad: OnBad, report: Report | None) -> Report:
    """Return what to do with a bad line: raise ``LineRefused``, or report it and go on.

    Errors: ValueError for "skip" without a report: a vote must not vanish unseen.

    >>> on_bad_line("skip", print)(BadLine(7, "no voter"))
    line 7: no voter
    """
    if on_bad == "refuse":
        return _refuse
    if on_bad != "skip":
        raise ValueError('on_bad is "refuse" or "skip"')
    if report is None:
        raise ValueError("who skips lines has to take note of them: give a report")
    return report


def _refuse(bad: BadLine) -> None:
    raise LineRefused(bad)


@dataclass(frozen=True)
class Row:
    """One row of a table and the line it begins in; ``error`` says why its cells cannot be told."""

    line: int
    cells: tuple[str, ...]
    error: str = ""


class _Lines:
    """Hands lines to the csv reader, counts them, and gives back those a broken row took too many."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.source = iter(lines)
        self.waiting: list[str] = []
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= LONGEST_ROW:
            raise OverflowError
        line = self.waiting.pop() if self.waiting else next(self.source)
        if self.number == 0:
            line = line.removeprefix("\ufeff")
        if not line.endswith(("\n", "\r")):
            line += "\n"  # so that a quoted text keeps its line breaks when the lines came without
        self.number += 1
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """All but the first line of this row."""
        back = self.taken[1:]
        self.number -= len(back)
        self.waiting.extend(reversed(back))
        del self.taken[1:]


def read_rows(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    """Yield the rows of a csv text, lazily, each with the number of the line it begins in.

    Rule: RFC 4180 quoting; a byte order mark is dropped; empty rows are left out. A quotation mark
    that is not closed within ``LONGEST_ROW`` lines, or by the end, spoils its own line only.

    Errors: none raised; a row with ``error`` has no cells.

    >>> [row.cells for row in read_rows(['a;"b;', 'c"', '', 'd'], ";")]
    [('a', 'b;\\nc'), ('d',)]
    >>> [(row.line, row.cells or row.error) for row in read_rows(['a;"b', 'c', 'd;e'], ";")]
    [(1, 'quotation mark not closed'), (2, ('c',)), (3, ('d', 'e'))]
    """
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        source.taken.clear()
        start = source.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, OverflowError) as problem:
            # strict: the end of the file inside quotes is an error too, not a silent last row
            open_quote = isinstance(problem, OverflowError) or "unexpected end of data" in str(problem)
            source.give_back()
            yield Row(start, (), "quotation mark not closed" if open_quote else f"not a table row: {problem}")
            continue
        if any(cell.strip() for cell in cells):
            yield Row(start, tuple(cells))


@dataclass(frozen=True)
class Project:
    """A project on the ballot. ``cost`` in the unit asked for; ``selected`` and ``votes`` as published."""

    id: str
    cost: int
    name: str = ""
    category: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    selected: int | None = None
    votes: int | None = None


@dataclass(frozen=True)
class Ballot:
    """One person's ballot: projects in the order named; points beside them if the vote has points."""

    line: int
    voter: str
    choices: tuple[str, ...]
    points: tuple[int, ...] | None = None
    method: str = ""


@dataclass(frozen=True)
class Election:
    """A read file. ``ballots`` can be gone through once; the file must stay open until then."""

    meta: Mapping[str, str]
    projects: tuple[Project, ...]
    ballots: Iterator[Ballot]


def amount(text: str, minor: int = 1) -> int:
    """Return a sum of money as a whole number of units of which ``minor`` make one of the currency.

    Rule: "230000", "230000.0", "230000,00" are the same. A fraction of a unit is refused, never
    rounded; so is exactly three digits behind the sign, which might be thousands ("230.000").

    Units: minor = 1 for whole euros, 100 for cents. Errors: ValueError.

    >>> amount("230000.0"), amount("1234,50", minor=100)
    (230000, 123450)
    """
    plain = text.strip()
    if not _AMOUNT.fullmatch(plain):
        raise ValueError(f"not an amount: {plain[:40]!r}")
    whole, _, fraction = plain.replace(",", ".").partition(".")
    if len(fraction) == 3:
        raise ValueError(f"thousands or decimals? {plain!r}")
    try:
        value = Decimal(f"{whole}.{fraction or 0}") * minor
    except InvalidOperation as problem:  # pragma: no cover - the pattern leaves nothing to object to
        raise ValueError(f"not an amount: {plain!r}") from problem
    if value != int(value):
        raise ValueError(f"not a whole number of units: {plain!r}")
    return int(value)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for part in cell.split(",") if (name := part.strip()))


def _number(cell: str, what: str, low: float, high: float) -> float | None:
    if not cell:
        return None
    try:
        value = float(cell.replace(",", "."))
    except ValueError as problem:
        raise ValueError(f"{what} is not a number") from problem
    if not low <= value <= high:
        raise ValueError(f"{what} is out of range")
    return value


def _whole(cell: str, what: str) -> int | None:
    if not cell:
        return None
    try:
        return amount(cell)
    except ValueError as problem:
        raise ValueError(f"{what} is not a whole number") from problem


class _Table:
    """A section's column names, and cells by name; whatever is not asked for is never looked at."""

    def __init__(self, header: Row, needed: tuple[str, ...], section: str) -> None:
        self.columns = tuple(cell.strip().lower() for cell in header.cells)
        while self.columns and not self.columns[-1]:
            self.columns = self.columns[:-1]
        self.at = {name: at for at, name in enumerate(self.columns)}
        for name in needed:
            if name not in self.at:
                raise LineRefused(BadLine(header.line, f"{section} has no column {name}"))
        if len(self.at) != len(self.columns):
            raise LineRefused(BadLine(header.line, f"{section} names a column twice"))
        self.least = 1 + max(self.at[name] for name in needed)

    def check(self, row: Row) -> None:
        if len(row.cells) < self.least:
            raise ValueError("too few columns")
        if any(cell.strip() for cell in row.cells[len(self.columns) :]):
            raise ValueError("too many columns")

    def cell(self, row: Row, *names: str) -> str:
        """The first named column that exists and is filled."""
        for name in names:
            at = self.at.get(name, len(row.cells))
            if at < len(row.cells) and (value := row.cells[at].strip()):
                return value
        return ""

    def show(self, row: Row, *names: str) -> str:
        cells = [self.cell(row, name) for name in names]
        return ";".join(cells)[:SHOWN] if any(cells) else ""


def _section(row: Row) -> str:
    name = row.cells[0].strip().upper() if row.cells else ""
    return name if name in SECTIONS and not any(cell.strip() for cell in row.cells[1:]) else ""


def read(
    lines: Iterable[str], *, on_bad: OnBad = "refuse", report: Report | None = None, minor: int = 1
) -> Election:
    """Return an election: META and PROJECTS read at once, ballots as they are asked for.

    Rule: a bad line is one whose cells cannot be told apart, a project without id, with a cost that
    is not a whole number of units or with an id used before; a ballot without or with a repeated
    voter id, with an unknown or repeated project, or with points that do not fit its choices or are below zero. An
    empty ballot is a ballot. Of VOTES only voter_id, vote, points and voting_method are read: age,
    sex and whatever else is there reach no object and no report. Voter ids are held in memory.
    ``target`` comes from the column target, or beneficiaries (Warsaw).

    ``lines`` from a file opened with ``encoding="utf-8"``, ``newline=""``; a byte order mark is fine.
    Units: ``minor`` units make one of the currency. Errors: ``LineRefused`` at once for a missing
    section or column whatever the policy; for bad lines unless ``on_bad="skip"``, which hands them
    to ``report``. Source: D. Stolicki, S. Szufa, N. Talmon, Pabulib, arXiv:2012.06539.

    >>> election = read('''META
    ... key;value
    ... vote_type;approval
    ... PROJECTS
    ... project_id;cost;name
    ... 1;5000;Bäume
    ... 2;800.0;Bank
    ... VOTES
    ... voter_id;vote;age
    ... 17;1,2;44
    ... 18;2;16'''.splitlines())
    >>> [(project.id, project.cost) for project in election.projects]
    [('1', 5000), ('2', 800)]
    >>> [ballot.choices for ballot in election.ballots]
    [('1', '2'), ('2',)]
    """
    bad = on_bad_line(on_bad, report)
    rows = read_rows(lines, ";")
    first = next(rows, Row(1, ()))
    if _section(first) != "META":
        raise LineRefused(BadLine(first.line, "a .pb file begins with META"))
    meta = _read_meta(rows, bad)
    projects = _read_projects(rows, bad, minor)
    header = _header(rows, "VOTES")
    table = _Table(header, ("voter_id", "vote"), "VOTES")
    return Election(meta, projects, _read_ballots(rows, table, {project.id for project in projects}, bad))


def _header(rows: Iterator[Row], section: str) -> Row:
    header = next(rows, None)
    if header is None or header.error:
        raise LineRefused(BadLine(header.line if header else 0, f"{section} has no column names"))
    return header


def _until(rows: Iterator[Row], section: str) -> Iterator[Row]:
    """The rows before the named section; its name is consumed."""
    line = 0
    for row in rows:
        line = row.line
        if found := _section(row):
            if found != section:
                raise LineRefused(BadLine(line, f"expected {section}, found {found}"))
            return
        yield row
    raise LineRefused(BadLine(line, f"the section {section} is missing"))


def _read_meta(rows: Iterator[Row], bad: Report) -> dict[str, str]:
    meta: dict[str, str] = {}
    _header(rows, "META")
    for row in _until(rows, "PROJECTS"):
        key = row.cells[0].strip() if row.cells else ""
        if row.error or not key:
            bad(BadLine(row.line, row.error or "no key"))
        elif key in meta:
            bad(BadLine(row.line, "key used before", key[:SHOWN]))
        else:
            more = len(row.cells)
            while more > 2 and not row.cells[more - 1].strip():
                more -= 1
            meta[key] = ";".join(row.cells[1:more]).strip()  # comments come with bare semicolons
    return meta


def _read_projects(rows: Iterator[Row], bad: Report, minor: int) -> tuple[Project, ...]:
    table = _Table(_header(rows, "PROJECTS"), ("project_id", "cost"), "PROJECTS")
    projects: dict[str, Project] = {}
    for row in _until(rows, "VOTES"):
        try:
            if row.error:
                raise ValueError(row.error)
            table.check(row)
            project = _project(table, row, minor)
            if project.id in projects:
                raise ValueError("project id used before")
        except ValueError as problem:
            bad(BadLine(row.line, str(problem), table.show(row, "project_id", "cost", "name")))
        else:
            projects[project.id] = project
    return tuple(projects.values())


def _project(table: _Table, row: Row, minor: int) -> Project:
    project_id = table.cell(row, "project_id")
    if not project_id or "," in project_id:
        raise ValueError("no project id" if not project_id else "a comma in the project id")
    cost = amount(table.cell(row, "cost"), minor)
    if cost < 0:
        raise ValueError("the cost is negative")
    return Project(
        id=project_id,
        cost=cost,
        name=table.cell(row, "name"),
        category=_names(table.cell(row, "category")),
        target=_names(table.cell(row, "target", "beneficiaries")),
        latitude=_number(table.cell(row, "latitude"), "latitude", -90, 90),
        longitude=_number(table.cell(row, "longitude"), "longitude", -180, 180),
        selected=_whole(table.cell(row, "selected"), "selected"),
        votes=_whole(table.cell(row, "votes"), "votes"),
    )


def _read_ballots(rows: Iterator[Row], table: _Table, projects: set[str], bad: Report) -> Iterator[Ballot]:
    voters: set[str] = set()
    for row in rows:
        try:
            if row.error:
                raise ValueError(row.error)
            ballot = _ballot(table, row, projects)
            if ballot.voter in voters:
                raise ValueError("voter id used before")
        except ValueError as problem:
            # A row of the wrong width may have an age where the vote should be: show nothing of it.
            fits = len(row.cells) == len(table.columns)
            bad(BadLine(row.line, str(problem), table.show(row, "voter_id", "vote") if fits else ""))
        else:
            voters.add(ballot.voter)
            yield ballot


def _ballot(table: _Table, row: Row, projects: set[str]) -> Ballot:
    table.check(row)
    voter = table.cell(row, "voter_id")
    if not voter:
        raise ValueError("no voter id")
    choices = _names(table.cell(row, "vote"))
    if len(set(choices)) != len(choices):
        raise ValueError("a project is named twice")
    for choice in choices:
        if choice not in projects:
            raise ValueError("unknown project")
    points = None
    if "points" in table.at:
        points = tuple(amount(point) for point in _names(table.cell(row, "points")))
        if len(points) != len(choices):
            raise ValueError(f"{len(points)} points for {len(choices)} projects")
        if any(point < 0 for point in points):
            raise ValueError("points below zero")
    return Ballot(row.line, voter, choices, points, table.cell(row, "voting_method"))


def write(
    meta: Mapping[str, str], projects: Iterable[Project], ballots: Iterable[Ballot], *, minor: int = 1
) -> Iterator[str]:
    """Yield the lines of a .pb file, each with its end (CRLF), one ballot at a time.

    Rule: what ``read`` returns is written so that ``read`` returns it again (line numbers apart).
    ``num_projects`` is set; ``num_votes`` is the caller's, who may not know it yet. Points are
    written when ``vote_type`` is cumulative or scoring. Nothing about persons is written.

    Errors: ValueError for a project id or category with a comma, a ballot whose points do not fit
    its choices or the vote type, an unknown project, or a cost below zero.

    >>> tree = Project("1", 5000, "Bäume; viele")
    >>> lines = list(write({"vote_type": "approval"}, [tree], [Ballot(0, "17", ("1",))]))
    >>> [line.rstrip() for line in lines[5:]]
    ['project_id;cost;name', '1;5000;"Bäume; viele"', 'VOTES', 'voter_id;vote;voting_method', '17;1;']
    """
    listed = tuple(projects)
    ids = {project.id for project in listed}
    if len(ids) != len(listed):
        raise ValueError("a project id is used twice")
    with_points = meta.get("vote_type", "") in WITH_POINTS
    if any(not key.strip() or key.strip().upper() in SECTIONS for key in meta):
        raise ValueError("a key of META is empty or the name of a section")
    yield from _csv(["META"], ["key", "value"])
    for key, value in {**meta, "num_projects": str(len(listed))}.items():
        yield from _csv([key, value])
    columns = ["project_id", "cost", *_used(listed)]
    yield from _csv(["PROJECTS"], columns)
    for project in listed:
        cells = _project_cells(project, minor)
        yield from _csv([cells[column] for column in columns])
    points_column = ["points"] if with_points else []
    yield from _csv(["VOTES"], ["voter_id", "vote", *points_column, "voting_method"])
    for ballot in ballots:
        if not ballot.voter or not ids.issuperset(ballot.choices):
            raise ValueError("a ballot without voter or with an unknown project")
        if with_points != (ballot.points is not None) or len(ballot.points or ballot.choices) != len(
            ballot.choices
        ):
            raise ValueError("points do not fit the vote type or the choices")
        points = [",".join(map(str, ballot.points))] if ballot.points is not None else []
        yield from _csv([ballot.voter, ",".join(ballot.choices), *points, ballot.method])


def _used(projects: tuple[Project, ...]) -> list[str]:
    fields = ("votes", "name", "category", "target", "selected", "latitude", "longitude")
    empty = ("", (), None)
    return [name for name in fields if any(getattr(project, name) not in empty for project in projects)]


def _project_cells(project: Project, minor: int) -> dict[str, str]:
    if not project.id or any("," in name for name in (project.id, *project.category, *project.target)):
        raise ValueError("a project needs an id, and neither it nor a category may have a comma")
    if project.cost < 0:
        raise ValueError("the cost is negative")
    whole = project.cost % minor == 0
    cost = str(project.cost // minor) if whole else f"{Decimal(project.cost) / minor:f}"
    numbers = {
        name: "" if value is None else repr(value)
        for name, value in (
            ("votes", project.votes),
            ("selected", project.selected),
            ("latitude", project.latitude),
            ("longitude", project.longitude),
        )
    }
    texts = {"name": project.name, "category": ",".join(project.category), "target": ",".join(project.target)}
    return {"project_id": project.id, "cost": cost, **texts, **numbers}


def _csv(*rows: list[str]) -> Iterator[str]:
    for row in rows:
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(row)
        yield text.getvalue()
