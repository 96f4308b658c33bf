# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken ballots import FILE.pb --process SLUG`: a vote held elsewhere, counted, explained and published here."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mitwirken.civic.participation.models import Phase
from mitwirken.formats.ballots import actions
from mitwirken.formats.ballots.models import Kind, Rule, Stop
from mitwirken.ground.deeds.refusal import Refusal


class Command(BaseCommand):
    help = "Takes in a finished vote from a file in Pabulib's format, into the last phase of a process in which votes are held."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pb")
        parser.add_argument("--process", required=True, help="address of the process (its slug)")
        parser.add_argument("--title", required=True)
        parser.add_argument("--question", default="")
        parser.add_argument("--town", default="", help="where the vote was held, if not here")
        parser.add_argument("--source", default="", help="who is to be named for the file")
        parser.add_argument(
            "--rule", choices=[Rule.SHARES.value, Rule.GREEDY.value], default=Rule.SHARES.value
        )
        parser.add_argument("--stop", choices=Stop.values, default=Stop.EXHAUSTIVE.value)
        parser.add_argument("--fill", action="store_true", help="what is left is spent by votes")
        parser.add_argument("--comparison", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        over = Phase.objects.filter(process__slug=options["process"], ends_at__lt=now).order_by("-ends_at")
        phase = next((each for each in over.select_related("process") if "vote" in each.verbs), None)
        if phase is None:
            raise CommandError("That process has no phase with votes that is over.")
        draft = actions.BallotDraft(
            title=options["title"],
            question=options["question"] or options["title"],
            kind=Kind.APPROVAL,
            rule=options["rule"],
            stop=options["stop"],
            comparison=options["comparison"],
            budget=0,
            fill=options["fill"],
        )
        try:
            with options["file"].open(encoding="utf-8", newline="") as lines:
                ballot = actions.import_ballot(
                    phase=phase, lines=lines, draft=draft, town=options["town"], source=options["source"]
                )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as wrong:
            raise CommandError(f"{options['file']}: {wrong.strerror}.") from None
        self.stdout.write(
            f"Ballot {ballot.pk}: {ballot.numbers['voters']} ballots, {len(ballot.result['winners'])} winners."
        )
