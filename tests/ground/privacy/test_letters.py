# SPDX-License-Identifier: EUPL-1.2
"""Letters in the folder of a house without a mail server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection

from mitwirken.ground.privacy.letters import END, FILES, forget_letters_about


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path
    return tmp_path


def test_of_letters_in_one_file_only_those_about_the_person_go(folder: Path):
    with get_connection() as connection:
        connection.send_messages(
            [
                EmailMessage("Für Sie", "Guten Tag", to=["mensch-1@example.org"]),
                EmailMessage("Neu", "Müde Eule 1 schreibt: ja", to=["b@example.org"]),
                EmailMessage("Neu", "Müde Eule 12 schreibt: nein", to=["b@example.org"]),
            ]
        )
    assert forget_letters_about(["mensch-1@example.org", "Müde Eule 1"]) == 2
    [path] = folder.glob("*.log")
    [left] = [part for part in path.read_bytes().split(END) if part.strip()]
    assert b"b@example.org" in left and b"mensch-1@" not in left
    assert forget_letters_about(["b@example.org"]) == 1
    assert not list(folder.glob("*.log"))


def test_where_a_server_sends_them_the_folder_is_left_alone(folder: Path, settings: Any):
    EmailMessage("Für Sie", "Guten Tag", to=["mensch-1@example.org"]).send()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert forget_letters_about(["mensch-1@example.org"]) == 0
    assert list(folder.glob("*.log"))


def test_nobody_named_means_nothing_goes(folder: Path):
    EmailMessage("Für Sie", "Guten Tag", to=["mensch-1@example.org"]).send()
    assert forget_letters_about(["", ""]) == 0
