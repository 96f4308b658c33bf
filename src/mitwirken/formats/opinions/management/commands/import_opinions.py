# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken import-opinions FOLDER --process SLUG`: an opinion map held elsewhere, told and explained here."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mitwirken.formats.opinions import actions, queries
from mitwirken.ground.deeds.refusal import Refusal


def lines_of(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from lines


class Command(BaseCommand):
    help = "Takes in a finished conversation from a folder in Polis' format, into the last phase of a process that had an opinion map."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            type=Path,
            metavar="FOLDER",
            help="with comments.csv and votes.csv or participants-votes.csv",
        )
        parser.add_argument("--process", required=True, help="address of the process (its slug)")
        parser.add_argument("--question", required=True)
        parser.add_argument("--source", required=True, help="who is to be named, and the licence")
        parser.add_argument("--town", default="", help="where it was held, if not here")
        parser.add_argument("--language", default="de", help="of the statements")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [phase for phase in queries.past_phases() if phase.process.slug == options["process"]]
        if not found:
            raise CommandError(
                "That process has no phase with an opinion map that is over and still without one."
            )
        folder: Path = options["folder"]
        names = ("votes.csv", "participants-votes.csv")
        votes = next((folder / name for name in names if (folder / name).exists()), folder / names[0])
        try:
            row = actions.import_conversation(
                phase=max(found, key=lambda phase: phase.ends_at),
                comments=lines_of(folder / "comments.csv"),
                votes=lines_of(votes),
                draft=actions.ConversationDraft(question=options["question"], language=options["language"]),
                town=options["town"],
                source=options["source"],
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as wrong:
            raise CommandError(f"{wrong.filename}: {wrong.strerror}.") from None
        self.stdout.write(
            f"Conversation {row.pk}: {row.participants.count()} people, {row.statements.count()} statements."
        )
