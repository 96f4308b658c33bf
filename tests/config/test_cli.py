# SPDX-License-Identifier: EUPL-1.2
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.live import Site

from mitwirken.config import cli


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    said = capsys.readouterr().out
    own = (
        "run",
        "work",
        "demo",
        "create-staff",
        "import",
        "export",
        "backup",
        "restore",
        "places import",
        "live simulate",
        "rotation",
        "agenda",
        "recommend",
        "check",
    )
    for word in own:
        assert f"  {word} " in said


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mitwirken 0.")


def test_every_own_name_leads_to_a_command() -> None:
    from django.core.management import get_commands

    named = {
        *cli.COMMANDS.values(),
        *cli.GROUPS.values(),
        "create_staff",
        "backup",
        "restore",
        "check",
        "live",
    }
    assert not named - set(get_commands())


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["frobnicate"], "There is no command 'frobnicate'"),
        (["runserver"], "mitwirken run"),
        (["restore", "/nowhere.tar.gz"], "nowhere"),
    ],
)
def test_what_is_wrong_is_said_and_the_code_tells(
    serve: Callable[..., Site], given: list[str], sentence: str
) -> None:
    done = serve(start=False).command(*given, check=False)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_gathering_is_named(serve: Callable[..., Site]) -> None:
    site = serve(start=False)
    if site.database:  # a fresh one; the embedded one comes with its tables
        site.python("from mitwirken.config.prepare import prepare; prepare()")
    done = site.command("live", "simulate", "NOWHERE", check=False)
    assert done.returncode == 1
    assert "There is no gathering 'NOWHERE'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(serve: Callable[..., Site]) -> None:
    done = serve(start=False, MITWIRKEN_PAGE_CACHE_MB="viel").command("check", check=False)
    assert done.returncode == 1
    assert "MITWIRKEN_PAGE_CACHE_MB='viel' is not a whole number" in done.stderr
    assert "Traceback" not in done.stderr


EVENT = {
    "sessions": [{"id": "Bikes", "host": "Ada"}, {"id": "Trees", "host": "Ada"}, {"id": "Buses"}],
    "rooms": [{"id": "hall", "capacity": 2}],
    "n_slots": 2,
    "votes": [["Bikes", "Trees"], ["Bikes"], ["Bikes"], ["Trees"]],
}


def test_a_rotation_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rotation", "--people", "24", "--tables", "6", "--rounds", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) >= {"plan", "repeats", "table_repeats", "bound", "share", "seconds"}
    assert (told["repeats"], told["table_repeats"], told["bound"], told["share"]) == (0, 0, 108, 1)
    assert sorted(person for table in told["plan"][2] for person in table) == list(range(1, 25))


def test_a_rotation_to_print(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Ada\nBen\n\nCem\nDo\n")
    assert (
        cli.main(["rotation", "--names", str(names), "--tables", "2", "--rounds", "2", "--seconds", "0.1"])
        == 0
    )
    said = capsys.readouterr().out
    assert said.startswith("Round 1\n  Table 1: ")
    assert all(said.count(name) == 2 for name in ("Ada", "Ben", "Cem", "Do"))
    assert "4 of 4 possible new encounters; 0 meet again." in said
    assert "somebody comes to a table again" in said


def test_an_agenda_for_machines_and_to_print(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(EVENT))
    assert cli.main(["agenda", str(file), "--seconds", "0.1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["value"], told["bound"], told["unplaced"], told["unmet"]) == (5, 5, ["Buses"], [])
    assert {cell["session"]: cell["overflow"] for cell in told["plan"]} == {"Bikes": 1, "Trees": 0}
    assert cli.main(["agenda", str(file), "--seconds", "0.1"]) == 0
    said = capsys.readouterr().out
    assert "Room hall: session Bikes (3 want it, 1 without a seat)" in said
    assert "Without a place: Buses." in said


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["rotation"], 2, "required"),
        (
            ["rotation", "--people", "x", "--tables", "2", "--rounds", "2"],
            2,
            "needs a whole number from 1 to 3000, not 'x'",
        ),
        (["rotation", "--people", "9", "--tables", "0", "--rounds", "2"], 2, "from 1 to 1000"),
        (
            ["rotation", "--people", "9", "--tables", "3", "--rounds", "2", "--seconds", "nan"],
            2,
            "seconds up to",
        ),
        (["rotation", "--names", "/nowhere", "--tables", "3", "--rounds", "2"], 1, "/nowhere: No such file"),
        (["agenda"], 2, "FILE.json"),
        (["agenda", "/nowhere.json"], 1, "/nowhere.json: No such file"),
        (["agenda", __file__], 1, "not JSON"),
    ],
)
def test_what_is_wrong_with_a_plan_is_one_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, sentence: str
) -> None:
    assert cli.main(words) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert told.err.count("\n") == 1


def test_a_plan_that_leaves_something_unmet_ends_with_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "event.json"
    pins = [{"session": "Bikes", "slot": 0}, {"session": "Trees", "slot": 0}]
    file.write_text(json.dumps({**EVENT, "pins": pins}))
    assert cli.main(["agenda", str(file), "--seconds", "0.1"]) == 1
    assert "Not met: pin session=Trees" in capsys.readouterr().out


def test_help_of_a_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rotation", "--help"]) == 0
    assert "--same-tables" in capsys.readouterr().out


def test_plans_need_no_django() -> None:
    program = (
        "import sys; from mitwirken.config.cli import main;"
        "main(['rotation', '--people', '6', '--tables', '2', '--rounds', '1', '--json']);"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0
