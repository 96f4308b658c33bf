# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken tally`, `opinions`, `rank` and `draw` by hand: right results, and a sentence with the line for bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mitwirken.config.cli import main

DATA = Path(__file__).parent.parent / "kernels" / "data"
WIELICZKA = DATA / "pb" / "wieliczka_2023.pb"


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) in (1, 2)
    err = capsys.readouterr().err
    assert "Traceback" not in err
    return err


def test_a_budget_is_counted_with_the_whole_record(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("tally", "budget", str(WIELICZKA), "--rule", "equal-shares", "--completion", "add1")
    x = told(capsys, *words, "--stop", "overspend", "--comparison")
    e = told(capsys, *words, "--stop", "exhaustive")
    assert (x["total_cost"], len(x["winners"]), x["comparison"]) == (995_079, 30, "kept")
    assert (e["total_cost"], len(e["winners"])) == (984_579, 31)
    assert [one["project"] for one in x["rounds"]] == x["winners"]
    sixteen = next(one for one in x["not_by_shares"] if one["project"] == "16")
    assert (int(sixteen["left_behind"]), sixteen["support_percent"]) == (49_998, 99)
    assert x["greedy"]["without_project"] == [1172, 1820]


def test_other_rules_and_the_same_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    for rule in ("greedy", "phragmen"):
        assert told(capsys, "tally", "budget", str(WIELICZKA), "--rule", rule)["total_cost"] <= 1_000_000
    assert main(["tally", "budget", str(WIELICZKA), "--rule", "equal-shares", "--completion", "greedy"]) == 0
    out = capsys.readouterr().out
    assert "effective support" in out and "of 1,000,000" in out


def test_cents_are_counted_as_cents(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "cents.pb"
    file.write_text(
        "META\nkey;value\nbudget;1000.50\nPROJECTS\nproject_id;cost\na;500.25\nb;500.26\nVOTES\nvoter_id;vote\n1;a,b\n"
    )
    assert told(capsys, "tally", "budget", str(file))["total_cost"] == 500.25


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: a .pb file begins with META"),
        (
            "META\nkey;value\nPROJECTS\nproject_id;cost\na;5\nVOTES\nvoter_id;vote\n1;a\n",
            "META names no budget",
        ),
        (
            "META\nkey;value\nbudget;10\nPROJECTS\nproject_id;cost\na;x\nVOTES\nvoter_id;vote\n1;a\n",
            "line 6: not an amount",
        ),
        (
            "META\nkey;value\nbudget;10\nPROJECTS\nproject_id;cost\na;5\nVOTES\nvoter_id;vote\n1;z\n",
            "line 9: unknown project",
        ),
        (
            "META\nkey;value\nbudget;10\nPROJECTS\nproject_id;cost\na;5\nVOTES\nvoter_id;vote\n",
            "Nobody voted",
        ),
    ],
)
def test_a_broken_budget_names_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "broken.pb"
    file.write_text(text)
    assert sentence in refused(capsys, "tally", "budget", str(file), "--rule", "equal-shares")


def test_bad_lines_can_be_left_out_aloud(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "some.pb"
    file.write_text(
        "META\nkey;value\nbudget;10\nPROJECTS\nproject_id;cost\na;5\nVOTES\nvoter_id;vote\n1;z\n2;a\n"
    )
    assert main(["tally", "budget", str(file), "--skip-bad-lines", "--json"]) == 0
    caught = capsys.readouterr()
    assert "line 9: unknown project" in caught.err
    assert json.loads(caught.out)["voters"] == 1


def test_a_bad_line_is_told_once_and_its_points_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The file is read again in cents as soon as a cost has some; what was told before is not told twice."""
    file = tmp_path / "cents.pb"
    rows = "META\nkey;value\nbudget;10\nPROJECTS\nproject_id;cost\na;x\nb;5.50\nVOTES\nvoter_id;vote;points\n"
    file.write_text(rows + "1;b;2\n2;b;-2\n")
    assert main(["tally", "budget", str(file), "--skip-bad-lines"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        f"{file}: line 6: not an amount: 'x' (a;x;): left out.",
        f"{file}: line 11: points below zero (2;b): left out.",
    ]


def test_districts_are_guaranteed_only_where_there_are_any(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "districts.pb"
    rows = "META\nkey;value\nbudget;100\nPROJECTS\nproject_id;cost;category\na;60;N\nb;40;N\nc;40;S\nVOTES\nvoter_id;vote\n"
    file.write_text(rows + "1;a,b\n2;a\n3;c\n")
    found = told(capsys, "tally", "budget", str(file), "--rule", "equal-shares", "--guarantee", "1")
    assert found["winners"] == found["guaranteed"] == found["greedy"]["winners"] == ["a", "c"]
    # Nobody is without a project: the promised ones count.
    assert (found["greedy"]["without_project"], found["greedy"]["cost"]) == ([0, 0], [100, 100])
    file.write_text(rows.replace(";N", ";").replace(";S", ";") + "1;a,b\n")
    assert "no districts" in refused(capsys, "tally", "budget", str(file), "--guarantee", "1")


def test_rankings_and_marks_from_a_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "ballots.csv"
    file.write_text("a,b,c,people\n1,2,3,5\n3,1,2,4\n2,3,1,3\n")
    schulze = told(capsys, "tally", "ranked", str(file))
    assert (schulze["ballots"], schulze["condorcet_winner"], schulze["order"]) == (
        12,
        None,
        [["a"], ["b"], ["c"]],
    )
    assert (
        told(capsys, "tally", "ranked", str(file), "--rule", "condorcet", "--fallback", "runoff")["fallback"]
        == "runoff"
    )
    assert told(capsys, "tally", "ranked", str(file), "--rule", "stv", "--seats", "2")["winners"] == [
        "a",
        "b",
    ]
    for kind in ("approval", "score", "resistance", "grades"):
        assert len(told(capsys, "tally", kind, str(file))["places"]) == 3
    assert main(["tally", "ranked", str(file), "--rule", "runoff"]) == 0
    assert "out: c" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a\n1\n", "at least two different options"),
        ("a,b\n1,x\n", "line 2"),
        ("a,b\n1,2,3\n", "line 2: more cells"),
        ('a,"b\nc"\n\n1,2\n1,-2\n', "line 5: a cell"),
    ],
)
def test_a_broken_table_names_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "broken.csv"
    file.write_text(text)
    assert sentence in refused(capsys, "tally", "ranked", str(file))


def polis_votes(tmp_path: Path) -> Path:
    file = tmp_path / "votes.csv"
    rows = [f"{p},,{s},{p},{1 if (p < 12) == (s < 5) else -1}" for p in range(20) for s in range(10)]
    file.write_text("\n".join(["timestamp,datetime,comment-id,voter-id,vote", *rows, ""]))
    return file


def test_an_opinion_map_from_votes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    votes = polis_votes(tmp_path)
    found = told(capsys, "opinions", str(votes))
    assert [group["size"] for group in found["groups"]] == [12, 8]
    assert found["stability"] == 1.0 and len(found["people"]) == 20 and len(found["statements"]) == 10
    assert {one["group"] for one in found["people"][:12]} == {0}
    assert main(["opinions", str(votes), "--like-polis"]) == 0
    assert "What joins all" in capsys.readouterr().out


def test_moderated_statements_beside_the_votes_are_silent(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    votes = polis_votes(tmp_path)
    head = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body"
    rows = [f"1,,{s},0,0,0,{-1 if s == 3 else 1},Satz {s}" for s in range(10)]
    (tmp_path / "comments.csv").write_text("\n".join([head, *rows, ""]))
    found = told(capsys, "opinions", str(tmp_path))
    assert [one["id"] for one in found["statements"] if one["silent"]] == [3]
    assert found["statements"][4]["text"] == "Satz 4"
    votes.write_text(votes.read_text() + "1,,77,1,1\n")
    assert "line 202: unknown statement" in refused(capsys, "opinions", str(votes))


def test_votes_nobody_can_draw(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_text("timestamp,datetime,comment-id,voter-id,vote\n")
    assert "no votes yet" in refused(capsys, "opinions", str(file))
    file.write_text("timestamp,datetime,comment-id,voter-id,vote\n1,,1,1,5\n")
    assert "line 2" in refused(capsys, "opinions", str(file))
    assert "No such file" in refused(capsys, "opinions", str(tmp_path / "none.csv"))


def test_ranking_by_three_scores(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    votes = polis_votes(tmp_path)
    for by in ("wilson", "beta", "bridging"):
        found = told(capsys, "rank", str(votes), "--by", by)
        assert len(found["items"]) == 10 and found["ratings"] == 200
        assert found["items"][0]["up"] == 12
    file = tmp_path / "bad.csv"
    file.write_text("person,item,rating\n1,2,7\n")
    assert "line 2: a rating is 1, 0 or -1" in refused(capsys, "rank", str(file))
    file.write_text("person,item,rating\n1,2,1\n\n1,3,x\n")
    assert "line 4: person, item" in refused(capsys, "rank", str(file))
    file.write_text("timestamp,comment-id,voter-id,vote\n20,1,7,1\n10,1,7,-1\n20,1,8,-1\n20,1,8,0\n")
    assert told(capsys, "rank", str(file))["items"][0]["up"] == 1
    assert told(capsys, "rank", str(file))["items"][0]["passes"] == 1
    file.write_text("person,item\n1,2\n")
    assert "no column rating" in refused(capsys, "rank", str(file))


def test_lots_are_drawn_again_by_anybody(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,bezirk\n1,N\n2,N\n3,S\n4,S\n")
    words = (
        "draw",
        str(file),
        "--seats",
        "2",
        "--seed",
        "1-49",
        "--quota",
        "bezirk=N:1",
        "--substitutes",
        "1",
    )
    assert told(capsys, *words)["chosen"] == ["3", "1"] == told(capsys, *words)["chosen"]
    assert "bezirk N: at least 3" in refused(capsys, *words[:6], "--quota", "bezirk=N:3-4", "--seats", "3")
    assert "needs feature=value" in refused(capsys, *words[:6], "--quota", "nonsense")
    assert "no column 'alter'" in refused(capsys, *words[:6], "--quota", "alter=x:1")
    file.write_text("id,bezirk\n1,N\n1,N\n")
    assert "line 3: the id 1 again" in refused(capsys, *words)
    file.write_text("id,bezirk\n1,N\n\n1,N\n")
    assert "line 4: the id 1 again" in refused(capsys, *words)
