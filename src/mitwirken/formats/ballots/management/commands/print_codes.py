# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken codes print BALLOT --number N --out FILE`: letters for a ballot that is held by code."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from mitwirken.formats.ballots import actions, letters, queries
from mitwirken.ground.deeds.refusal import Refusal


class Command(BaseCommand):
    help = "Makes letter codes for a ballot and writes them into one file, PDF or CSV by its ending. They are kept nowhere else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ballot", type=int, help="number of the ballot, as in its address")
        parser.add_argument("--number", type=int, required=True, help="how many letters")
        parser.add_argument(
            "--out", type=Path, required=True, help="FILE.pdf (letters) or FILE.csv (for a print shop)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ballot = queries.one(options["ballot"])
        out: Path = options["out"]
        if ballot is None:
            raise CommandError(f"There is no ballot {options['ballot']}.")
        if out.suffix not in {".pdf", ".csv"}:
            raise CommandError("--out ends in .pdf or .csv.")
        if out.exists():
            raise CommandError(f"{out} is there already; codes are never written over others.")
        try:
            with transaction.atomic():
                codes = actions.print_codes(ballot=ballot, number=options["number"], by=None)
                if out.suffix == ".pdf":
                    out.write_bytes(letters.as_pdf(ballot, codes))
                else:
                    out.write_text(letters.as_csv(ballot, codes), encoding="utf-8")
                out.chmod(0o600)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as wrong:
            raise CommandError(f"{out}: {wrong.strerror}.") from None
        self.stdout.write(f"{len(codes)} codes in {out}. Delete the file when the letters are printed.")
