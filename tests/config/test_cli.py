# SPDX-License-Identifier: EUPL-1.2
from collections.abc import Callable

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
        "check",
    )
    for word in own:
        assert f"  {word} " in said


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mitwirken 0.")


def test_every_own_name_leads_to_a_command() -> None:
    from django.core.management import get_commands

    named = {*cli.COMMANDS.values(), *cli.GROUPS.values(), "create_staff", "backup", "restore", "check"}
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


def test_a_wrong_setting_is_named(serve: Callable[..., Site]) -> None:
    done = serve(start=False, MITWIRKEN_PAGE_CACHE_MB="viel").command("check", check=False)
    assert done.returncode == 1
    assert "MITWIRKEN_PAGE_CACHE_MB='viel' is not a whole number" in done.stderr
    assert "Traceback" not in done.stderr
