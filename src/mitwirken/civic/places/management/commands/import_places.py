# SPDX-License-Identifier: EUPL-1.2
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mitwirken.civic.places.actions import import_places
from mitwirken.civic.places.geojson import BadFeature, load
from mitwirken.ground.deeds.refusal import Refusal


class Command(BaseCommand):
    help = "Takes outlines of districts and statistical districts from a GeoJSON file (ours, or an official export)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--skip-bad", action="store_true", help="leave out features that cannot be read, and name them"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        def progress(done: int, all_: int) -> None:
            if done == all_ or done % 25 == 0:
                self.stdout.write(f"  {done} of {all_}", ending="\n")

        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        try:
            raw = load(options["file"])
            report = import_places(
                raw, skip_bad=options["skip_bad"], dry_run=options["dry_run"], progress=progress
            )
        except (BadFeature, Refusal) as trouble:
            raise CommandError(str(trouble)) from None
        for number, sentence in report.skipped:
            self.stdout.write(f"Left out: feature {number} {sentence}.")
        would = " (nothing was written)" if options["dry_run"] else ""
        self.stdout.write(
            f"{len(report.added)} added, {len(report.changed)} changed, {len(report.same)} as before, "
            f"{len(report.skipped)} left out{would}."
        )
