# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken recommend` reads answers, tells advice, and says in one sentence what it can't read."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from mitwirken.config import cli

ANSWERS = {"goals": ["konflikt"], "phase": "abwaegung", "people": 60, "weeks": 6, "hours": 90}


def entry(key: str, **facts: Any) -> dict[str, Any]:
    """The fishbowl as it comes along, under another key."""
    file = resources.files("mitwirken.entrances.toolbox") / "content" / "methods" / "fishbowl.yaml"
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {**raw, "key": key, "facts": {**raw["facts"], **facts}}


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    file = tmp_path / "methods.json"
    listed = [
        entry("fishbowl"),
        entry("forum", mode="digital", goals=["dialog"]),
        entry("year", span=[50, 60]),
    ]
    file.write_text(json.dumps({"format": "mitwirken-methods/1", "methods": listed}))
    return file


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Any:
    def said(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return said


def test_advice_for_machines(catalogue: Path, say: Any, capsys: pytest.CaptureFixture[str]) -> None:
    say(json.dumps(ANSWERS))
    assert cli.main(["recommend", "--json", "--catalogue", str(catalogue)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["method"], each["rank"]) for each in told["findings"]] == [("fishbowl", 1), ("forum", 2)]
    for each in told["findings"]:
        assert each["points"] == sum(reason["points"] for reason in each["reasons"])
    assert told["excluded"] == [
        {"method": "year", "reasons": [{"key": "time", "points": 0, "values": {"needs": 51, "has": 6}}]}
    ]
    assert "plans" not in told


def test_plans_and_nothing_else_for_machines(catalogue: Path, tmp_path: Path) -> None:
    """In a process of its own: the solver must not greet on standard output."""
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(ANSWERS))
    done = subprocess.run(
        [sys.executable, "-m", "mitwirken", "recommend", str(answers), "--plans", "--json", "--catalogue", str(catalogue)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    plan = json.loads(done.stdout)["plans"][0]
    assert plan["name"] == "sparsam"
    assert [step["key"] for step in plan["steps"]] == ["fishbowl", "beschluss", "antwort"]
    assert done.stderr == ""


def test_advice_to_print_from_a_folder(tmp_path: Path, say: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fishbowl.yaml").write_text(yaml.safe_dump(entry("fishbowl")))
    say(json.dumps({**ANSWERS, "scope": "nothing"}))
    assert cli.main(["recommend", "--plans", "--catalogue", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "Careful: sham (goals konflikt)" in said
    assert "Not fishbowl: influence (least consult; limit inform)" in said
    say(json.dumps(ANSWERS))
    assert cli.main(["recommend", "--plans", "--catalogue", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "  1. fishbowl: " in said and "+3  goal (goals konflikt)" in said
    assert "Plan sparsam: " in said and "abwaegung: fishbowl" in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "The answers: not JSON."),
        ("[" * 100_000, "The answers: not JSON."),
        ("[]", "The answers: answers: needs an object"),
        ('{"people": "many"}', "people: needs a whole number from 1 to 10000000."),
        ('{"goal": "x"}', "goal: is not one of barriers"),
    ],
)
def test_what_is_wrong_with_answers_is_one_sentence(
    catalogue: Path, say: Any, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    say(text)
    assert cli.main(["recommend", "--json", "--catalogue", str(catalogue)]) == 1
    told = capsys.readouterr()
    assert told.out == "" and sentence in told.err and told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "not JSON"),
        ("7", "needs a list of methods"),
        ("[]", "no methods in it"),
        ("[3]", "not a mapping"),
        (json.dumps([entry("a", effort=9)]), "a.facts.effort: needs a whole number from 1 to 5"),
        (json.dumps([entry("a"), entry("a")]), "a is there twice"),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_one_sentence(
    tmp_path: Path, say: Any, capsys: pytest.CaptureFixture[str], content: str, sentence: str
) -> None:
    file = tmp_path / "methods.json"
    file.write_text(content)
    say("{}")
    assert cli.main(["recommend", "--catalogue", str(file)]) == 1
    told = capsys.readouterr()
    assert told.out == "" and sentence in told.err and told.err.count("\n") == 1


def test_wrong_words_end_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["recommend", "--maximum"]) == 2
    assert cli.main(["recommend", "--catalogue", "/nowhere.json"]) == 1
    assert "/nowhere.json: No such file" in capsys.readouterr().err
    assert cli.main(["recommend", "--help"]) == 0


def test_advice_needs_no_django() -> None:
    program = "import sys; from mitwirken.config import advice; sys.exit('django' in sys.modules or 'highspy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
