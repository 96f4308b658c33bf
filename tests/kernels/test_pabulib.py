# SPDX-License-Identifier: EUPL-1.2
"""Participatory budgets in Pabulib's format: real files, broken files, and there and back."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitwirken.kernels.pabulib import (
    LONGEST_ROW,
    BadLine,
    Ballot,
    Election,
    LineRefused,
    Project,
    amount,
    read,
    read_rows,
    write,
)

SHARED = Path(os.environ.get("MITWIRKEN_SHARED", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "data" / "kernels" / "pb"
FILES = sorted(FOLDER.glob("*.pb")) if FOLDER.is_dir() else []

SMALL = """META
key;value
description;"Budget; small"
vote_type;approval
comment;#1: bare; semicolons
PROJECTS
project_id;cost;votes;name;category;beneficiaries;selected;latitude;longitude
a;230000;2;"Bäume ""Süd""; viele";green, public space;children,seniors;1;51.5;7,4
b;800.0;1;Bank;;;0;;
VOTES
voter_id;vote;age;sex;voting_method
v1;a,b;61;F;internet
v2;a;37;M;paper

v3;;16;F;paper
"""


def swapped(old: str, new: str) -> list[str]:
    assert old in SMALL
    return SMALL.replace(old, new).splitlines(keepends=True)


def skipping(lines: Iterable[str]) -> tuple[Election, list[Ballot], list[BadLine]]:
    bad: list[BadLine] = []
    election = read(lines, on_bad="skip", report=bad.append)
    return election, list(election.ballots), bad


def test_a_small_file() -> None:
    election = read(SMALL.splitlines())
    assert election.meta["description"] == "Budget; small"
    assert election.meta["comment"] == "#1: bare; semicolons"
    trees, bench = election.projects
    assert trees == Project(
        "a", 230000, 'Bäume "Süd"; viele', ("green", "public space"), ("children", "seniors"), 51.5, 7.4, 1, 2
    )
    assert bench == Project("b", 800, "Bank", selected=0, votes=1)
    assert list(election.ballots) == [
        Ballot(12, "v1", ("a", "b"), None, "internet"),
        Ballot(13, "v2", ("a",), None, "paper"),
        Ballot(15, "v3", (), None, "paper"),
    ]


def test_nothing_about_persons_is_read() -> None:
    assert {field.name for field in fields(Ballot)} == {"line", "voter", "choices", "points", "method"}
    secret = swapped("v1;a,b;61;F;internet", "v1;a,b;SECRET;SECRET;internet")
    assert "SECRET" not in repr(list(read(secret).ballots))
    for row in (
        "v1;zz;SECRET;F;internet",
        "v1;SECRET;F;x",
        "v1;a;SECRET;F;x;SECRET",
        ';a;"SECRET;F;x',
        ";a;SECRET;;",
    ):
        _, _, bad = skipping(swapped("v1;a,b;61;F;internet", row))
        assert bad
        assert "SECRET" not in repr(bad)


def test_marks_line_ends_and_case() -> None:
    windows = "\ufeff" + SMALL.replace("\n", "\r\n").replace("VOTES", "Votes;;;").replace(
        "voter_id", "Voter_ID "
    )
    expected = list(read(SMALL.splitlines()).ballots)
    assert list(read(io.StringIO(windows, newline="")).ballots) == expected
    assert list(read(io.StringIO(windows)).ballots) == expected
    assert list(read(windows.splitlines()).ballots) == expected


def test_reading_is_lazy() -> None:
    def endless() -> Iterable[str]:
        yield from SMALL.splitlines()
        number = 10
        while True:
            number += 1
            yield f"v{number};b;;;"

    ballots = read(endless()).ballots
    assert [next(ballots).voter for _ in range(1003)][-1] == "v1010"


BROKEN = [
    ("v2;a;37;M;paper", "v1;a;37;M;paper", "voter id used before", 13),
    ("v2;a;37;M;paper", "v2;zz;37;M;paper", "unknown project", 13),
    ("v2;a;37;M;paper", "v2;a,a;37;M;paper", "named twice", 13),
    ("v2;a;37;M;paper", ";a;37;M;paper", "no voter id", 13),
    ("v2;a;37;M;paper", "v2", "too few columns", 13),
    ("v2;a;37;M;paper", "v2;a;37;M;paper;more", "too many columns", 13),
    ("v2;a;37;M;paper", '"v2;a;37;M;paper', "quotation mark not closed", 13),
    ("v2;a;37;M;paper", '"v2"x;a;37;M;paper', "not a table row", 13),
    ("b;800.0;1", "b;800.5;1", "whole number", 9),
    ("b;800.0;1", "b;many;1", "not an amount", 9),
    ("b;800.0;1", "b;-800;1", "negative", 9),
    ("b;800.0;1", "b;1.000;1", "thousands", 9),
    ("b;800.0;1", ";800;1", "no project id", 9),
    ("b;800.0;1", "a;800;1", "project id used before", 9),
    ("b;800.0;1;Bank;;;0;;", "b;800;1;Bank;;;0;91;7", "latitude", 9),
    ("b;800.0;1;Bank;;;0;;", "b;800;1;Bank;;;yes;51;7", "selected", 9),
    ("vote_type;approval", "description;again", "key used before", 4),
]


@pytest.mark.parametrize(("old", "new", "reason", "line"), BROKEN)
def test_bad_lines_are_refused_or_reported(old: str, new: str, reason: str, line: int) -> None:
    with pytest.raises(LineRefused, match=reason) as refused:
        list(read(swapped(old, new)).ballots)
    assert refused.value.bad.number == line
    election, ballots, bad = skipping(swapped(old, new))
    assert (bad[0].number, reason in bad[0].reason) == (line, True)
    if line == 13:
        assert [ballot.voter for ballot in ballots] == ["v1", "v3"]
        assert len(bad) == 1
    if line == 9:
        assert [project.id for project in election.projects] == ["a"]
        assert [found.reason for found in bad[1:]] == ["unknown project"]  # who chose the bad project


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("META\n", "", "begins with META"),
        ("PROJECTS\n", "", "expected PROJECTS, found VOTES"),
        ("project_id;cost", "project_id;price", "no column cost"),
        ("voter_id;vote", "voter_id;choice", "no column vote"),
        ("age;sex", "age;age", "column twice"),
        (SMALL[SMALL.index("VOTES") :], "", "VOTES is missing"),
        (SMALL[SMALL.index("voter_id") :], "", "no column names"),
        (SMALL, "", "begins with META"),
    ],
)
def test_a_broken_frame_is_refused_whatever_the_policy(old: str, new: str, reason: str) -> None:
    for policy in ("refuse", "skip"):
        with pytest.raises(LineRefused, match=reason):
            read(swapped(old, new), on_bad=policy, report=lambda bad: None)  # type: ignore[arg-type]


def test_no_vote_vanishes_unseen() -> None:
    with pytest.raises(ValueError, match="report"):
        read(SMALL.splitlines(), on_bad="skip")
    with pytest.raises(ValueError, match="refuse"):
        read(SMALL.splitlines(), on_bad="ignore")  # type: ignore[arg-type]


def test_an_open_quotation_spoils_its_line_only() -> None:
    rows = ["x;1", 'y;"2', *(f"z;{number}" for number in range(3 * LONGEST_ROW))]
    found = list(read_rows(rows, ";"))
    assert [row.line for row in found if row.error] == [2]
    assert [row.cells[1] for row in found if not row.error] == ["1", *map(str, range(3 * LONGEST_ROW))]


@given(st.text(alphabet='ab;"\n\r,', max_size=60))
def test_rows_never_lose_a_line(text: str) -> None:
    lines = text.splitlines(keepends=True)
    found = list(read_rows(lines, ";"))
    assert all(1 <= row.line <= len(lines) for row in found)
    assert [row.line for row in found] == sorted({row.line for row in found})


def test_points() -> None:
    lines = swapped("voter_id;vote;age", "voter_id;vote;points")
    text = (
        "".join(lines)
        .replace("v1;a,b;61", "v1;a,b;7,3")
        .replace("v2;a;37", "v2;a;10.0")
        .replace("v3;;16", "v3;;")
    )
    assert [ballot.points for ballot in read(text.splitlines()).ballots] == [(7, 3), (10,), ()]
    with pytest.raises(LineRefused, match="1 points for 2 projects"):
        list(read(text.replace("7,3", "7").splitlines()).ballots)


@pytest.mark.parametrize(
    ("text", "minor", "value"),
    [
        ("230000", 1, 230000),
        ("230000.0", 1, 230000),
        ("230000,00", 1, 230000),
        (" 7 ", 1, 7),
        ("1234.5", 100, 123450),
        ("0,01", 100, 1),
        ("-3", 1, -3),
    ],
)
def test_amounts(text: str, minor: int, value: int) -> None:
    assert amount(text, minor) == value


@pytest.mark.parametrize(
    "text", ["", "x", "1.5", "1.000", "230,000", "1 000", "1e3", "nan", "1.0.0", "٣", "9" * 16]
)
def test_no_amounts(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|thousands|whole"):
        amount(text)


plain = st.text(alphabet='abzÄß€;"\n –', max_size=12).map(lambda text: " ".join(text.split()))
names = st.lists(plain.filter(bool), max_size=3).map(tuple)
ids = st.text(alphabet="abc123", min_size=1, max_size=3)
projects = st.lists(
    st.builds(
        Project,
        id=ids,
        cost=st.integers(0, 10**9),
        name=plain,
        category=names,
        target=names,
        latitude=st.none() | st.floats(-90, 90),
        longitude=st.none() | st.floats(-180, 180),
        selected=st.none() | st.integers(0, 3),
        votes=st.none() | st.integers(0, 10**6),
    ),
    unique_by=lambda project: project.id,
    max_size=5,
)


@given(st.data(), projects, st.sampled_from(["approval", "cumulative"]), st.sampled_from([1, 100]))
def test_there_and_back(data: st.DataObject, listed: list[Project], kind: str, minor: int) -> None:
    chosen = (
        st.lists(st.sampled_from([project.id for project in listed]), unique=True) if listed else st.just([])
    )
    ballots = []
    for voter in data.draw(st.lists(ids, unique=True, max_size=5)):
        choices = tuple(data.draw(chosen))
        points = tuple(range(len(choices))) if kind == "cumulative" else None
        ballots.append(Ballot(0, voter, choices, points, data.draw(st.sampled_from(["", "paper"]))))
    meta = {"vote_type": kind, "description": data.draw(plain)}
    text = "".join(write(meta, listed, ballots, minor=minor))
    again = read(io.StringIO(text, newline=""), minor=minor)
    assert again.meta == {**meta, "num_projects": str(len(listed))}
    assert list(again.projects) == listed
    assert [replace(ballot, line=0) for ballot in again.ballots] == ballots


BENCH = Project("b", 800)


@pytest.mark.parametrize(
    ("meta", "listed", "ballots"),
    [
        ({}, [Project("a,b", 1)], []),
        ({}, [Project("", 1)], []),
        ({}, [Project("a", -1)], []),
        ({}, [Project("a", 1, category=("x,y",))], []),
        ({}, [BENCH, BENCH], []),
        ({"votes": ""}, [], []),
        ({}, [BENCH], [Ballot(0, "v", ("x",))]),
        ({}, [BENCH], [Ballot(0, "", ("b",))]),
        ({}, [BENCH], [Ballot(0, "v", ("b",), (1,))]),
        ({"vote_type": "scoring"}, [BENCH], [Ballot(0, "v", ("b",))]),
        ({"vote_type": "scoring"}, [BENCH], [Ballot(0, "v", ("b",), (1, 2))]),
    ],
)
def test_nothing_unreadable_is_written(meta: dict[str, str], listed: Any, ballots: Any) -> None:
    with pytest.raises(ValueError, match=r"project|cost|META|points"):
        list(write(meta, listed, ballots))


@pytest.mark.shared
@pytest.mark.skipif(not FILES, reason=f"no real .pb files in {FOLDER} (set MITWIRKEN_SHARED)")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_real_files(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        election = read(lines)
        ballots = list(election.ballots)
    assert len(election.projects) == int(election.meta["num_projects"])
    assert len(ballots) == int(election.meta["num_votes"])
    assert amount(election.meta["budget"]) > 0
    found = Counter(choice for ballot in ballots for choice in ballot.choices)
    published = {project.id: project.votes for project in election.projects}
    if election.meta["vote_type"] == "approval":
        assert all(votes is not None for votes in published.values())
    for project_id, votes in published.items():
        assert votes in (None, found[project_id])
    text = "".join(write(election.meta, election.projects, ballots))
    again = read(io.StringIO(text, newline=""))
    assert again.projects == election.projects
    assert [replace(b, line=0) for b in again.ballots] == [replace(b, line=0) for b in ballots]
