# SPDX-License-Identifier: EUPL-1.2
"""Conversations exported by Polis: real folders, broken files, and there and back."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitwirken.kernels.pabulib import BadLine, LineRefused
from mitwirken.kernels.polis import (
    Statement,
    Vote,
    check_counts,
    final_votes,
    moment,
    read_folder,
    read_matrix,
    read_statements,
    read_votes,
    write_matrix,
    write_statements,
    write_votes,
)

SHARED = Path(os.environ.get("MITWIRKEN_SHARED", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "data" / "kernels" / "polis"
FOLDERS = sorted(path.parent for path in FOLDER.glob("*/comments.csv")) if FOLDER.is_dir() else []

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1568101622999,Tue Sep 10 00:47:02 PDT 2019,5,427,2,1,1,"Mehr ""Bäume"",
bitte.

Danke!"
1568101622000,Tue Sep 10 00:47:02 PDT 2019,3,0,0,0,-1,Bänke
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1567382954698,x,5,1,1
1567382954600,x,5,2,-1
1567382954699,x,5,2,1
1567382954698,x,3,2,0
"""
MATRIX = """participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,3,5
1,anna@example.org,0,0,1,1,0,,1
2,,1,0,2,1,0,0,1
"""


def cells(votes: list[Vote]) -> set[tuple[int, int, int]]:
    return {(vote.voter, vote.statement, vote.value) for vote in votes}


def lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as source:
        yield from source


def test_statements() -> None:
    trees, bench = read_statements(io.StringIO("\ufeff" + COMMENTS.replace("\n", "\r\n"), newline=""))
    assert trees.text == 'Mehr "Bäume",\nbitte.\n\nDanke!'
    assert (trees.id, trees.author, trees.agrees, trees.disagrees, trees.moderated) == (5, 427, 2, 1, 1)
    assert trees.created_at == datetime(2019, 9, 10, 7, 47, 2, 999000, tzinfo=UTC)
    assert (bench.id, bench.moderated, bench.meta, bench.seed) == (3, -1, False, False)


def test_newer_columns() -> None:
    head = "timestamp,comment-id,author-id,agrees,disagrees,moderated,is-meta,is-seed,comment-body\n"
    [found] = read_statements([head, "1726860676783,2,0,57,0,1,true,TRUE,x"])
    assert (found.meta, found.seed) == (True, True)


def test_the_last_vote_counts() -> None:
    rows = list(read_votes(VOTES.splitlines(), {3, 5}))
    assert [vote.line for vote in rows] == [2, 3, 4, 5]
    expected = {(1, 5, 1), (2, 5, 1), (2, 3, 0)}
    assert cells(final_votes(rows)) == cells(final_votes(reversed(rows))) == expected
    assert cells(list(read_matrix(MATRIX.splitlines(), {3, 5}))) == expected
    same_time = [Vote(2, 1, 5, 1, moment("9")), Vote(3, 1, 5, -1, moment("9"))]
    assert [vote.value for vote in final_votes(same_time)] == [-1]


def test_nobody_is_named() -> None:
    assert "anna" not in repr(list(read_matrix(MATRIX.splitlines(), {3, 5})))
    bad: list[BadLine] = []
    spoilt = MATRIX.replace("anna@example.org,0,0", "anna@example.org,0,0,0")
    assert [v.voter for v in read_matrix(spoilt.splitlines(), {3, 5}, on_bad="skip", report=bad.append)] == [
        2,
        2,
    ]
    assert [found.number for found in bad] == [2]
    assert "anna" not in repr(bad)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("x,5,2,1", "x,9,2,1", "unknown statement"),
        ("x,5,2,1", "x,5,2,2", "-1, 0 or 1"),
        ("x,5,2,1", "x,5,2,", "whole number"),
        ("x,5,2,1", "x,5,,1", "voter-id"),
        ("x,5,2,1", "x,5,2", "4 columns, not 5"),
        ("1567382954699", "yesterday", "timestamp"),
        ("1567382954699", "-5", "negative"),
        ("1567382954699", "9" * 18, "out of range"),
    ],
)
def test_bad_votes(old: str, new: str, reason: str) -> None:
    text = VOTES.replace(old, new).splitlines()
    with pytest.raises(LineRefused, match=reason) as refused:
        list(read_votes(text, {3, 5}))
    assert refused.value.bad.number == 4
    bad: list[BadLine] = []
    kept = list(read_votes(text, {3, 5}, on_bad="skip", report=bad.append))
    assert ([vote.line for vote in kept], [found.number for found in bad]) == ([2, 3, 5], [4])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (",5,427", ",3,427", "used before"),
        (",427,2,1,1", ",427,2,1,7", "moderated"),
        (",427,2,1,1", ",427,two,1,1", "agrees"),
        ("-1,Bänke", "-1, ", "no text"),
        ("-1,Bänke", "-1,Bänke,more", "columns"),
        ("-1,Bänke", '-1,"Bänke', "not closed"),
    ],
)
def test_bad_statements(old: str, new: str, reason: str) -> None:
    text = COMMENTS.replace(old, new).splitlines()
    with pytest.raises(LineRefused, match=reason):
        list(read_statements(text))
    bad: list[BadLine] = []
    assert len(list(read_statements(text, on_bad="skip", report=bad.append))) == 1
    assert [reason in found.reason for found in bad] == [True]


def test_broken_frames() -> None:
    for broken in ("", "a,b\n", COMMENTS.replace("agrees", "disagrees", 1)):
        with pytest.raises(LineRefused):
            list(read_statements(broken.splitlines(), on_bad="skip", report=lambda bad: None))
    with pytest.raises(LineRefused, match="unknown statement 5"):
        list(read_matrix(MATRIX.splitlines(), {3}, on_bad="skip", report=lambda bad: None))
    with pytest.raises(LineRefused, match="used before"):
        list(read_matrix(MATRIX.replace("\n2,", "\n1,").splitlines(), {3, 5}))


def test_counts() -> None:
    statements = list(read_statements(COMMENTS.splitlines()))
    rows = list(read_votes(VOTES.splitlines(), {3, 5}))
    assert check_counts(statements, rows) == ()
    [found] = check_counts(statements, final_votes(rows))
    assert (found.statement, found.disagrees, found.disagrees_found) == (5, 1, 0)


def test_folders(tmp_path: Path) -> None:
    (tmp_path / "comments.csv").write_text(COMMENTS, encoding="utf-8")
    with pytest.raises(FileNotFoundError, match="neither"):
        read_folder(tmp_path)
    (tmp_path / "participants-votes.csv").write_text(MATRIX, encoding="utf-8")
    (tmp_path / "summary.csv").write_text('topic,"Bäume,\nBänke"\nviews,3\n', encoding="utf-8")
    matrix = read_folder(str(tmp_path))
    (tmp_path / "votes.csv").write_text(VOTES, encoding="utf-8")
    both = read_folder(tmp_path)
    assert (matrix.source, both.source) == ("participants-votes.csv", "votes.csv")
    assert matrix.summary == both.summary == {"topic": "Bäume,\nBänke", "views": "3"}
    assert cells(list(matrix.votes)) == cells(list(both.votes))


times = st.integers(10**11, 4 * 10**12).map(
    lambda number: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number)
)
statement_lists = st.lists(
    st.builds(
        Statement,
        id=st.integers(0, 999),
        text=st.text(alphabet='ab,"\nÄ€ ', min_size=1).map(str.strip).filter(bool),
        author=st.integers(0, 99),
        created_at=times,
        moderated=st.sampled_from([-1, 0, 1]),
        meta=st.booleans(),
        seed=st.booleans(),
        agrees=st.integers(0, 99),
        disagrees=st.integers(0, 99),
    ),
    unique_by=lambda statement: statement.id,
    min_size=1,
    max_size=5,
)


@given(st.data(), statement_lists)
def test_there_and_back(data: st.DataObject, statements: list[Statement]) -> None:
    ids = [statement.id for statement in statements]
    vote = st.builds(
        Vote,
        line=st.just(0),
        voter=st.integers(0, 5),
        statement=st.sampled_from(ids),
        value=st.sampled_from([-1, 0, 1]),
        at=times,
    )
    votes = data.draw(st.lists(vote, max_size=12))
    assert list(read_statements(io.StringIO("".join(write_statements(statements)), newline=""))) == statements
    again = list(read_votes(io.StringIO("".join(write_votes(votes)), newline=""), ids))
    assert [replace(found, line=0) for found in again] == votes
    matrix = list(read_matrix(io.StringIO("".join(write_matrix(statements, votes)), newline=""), ids))
    assert cells(matrix) == cells(final_votes(votes))


def test_nothing_unreadable_is_written() -> None:
    bench = Statement(3, "Bänke", 0, moment("0"))
    with pytest.raises(ValueError, match="time"):
        list(write_votes([Vote(0, 1, 3, 1)]))
    with pytest.raises(ValueError, match="-1, 0 or 1"):
        list(write_votes([Vote(0, 1, 3, 2, moment("0"))]))
    with pytest.raises(ValueError, match="unknown statement 4"):
        list(write_matrix([bench], [Vote(0, 1, 4, 1)]))


@pytest.mark.shared
@pytest.mark.skipif(not FOLDERS, reason=f"no real conversations in {FOLDER} (set MITWIRKEN_SHARED)")
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_real_conversations(folder: Path) -> None:
    conversation = read_folder(folder)
    final = list(conversation.votes)
    ids = [statement.id for statement in conversation.statements]
    assert len(ids) == len(set(ids)) > 0
    assert conversation.summary["topic"]
    for statement in conversation.statements:
        assert 2010 < statement.created_at.year < 2027
    wide = list(read_matrix(lines(folder / "participants-votes.csv"), ids))
    if conversation.source == "participants-votes.csv":  # the largest ones have no votes.csv
        assert cells(wide) == cells(final)
    else:
        rows = list(read_votes(lines(folder / "votes.csv"), ids))
        assert check_counts(conversation.statements, rows) == ()  # published counts: every row
        assert cells(wide) == cells(final)  # the wide table: the last row of each person and statement
        assert len(rows) > len(final)
    for found in check_counts(conversation.statements, wide):
        assert found.agrees >= found.agrees_found
        assert found.disagrees >= found.disagrees_found
