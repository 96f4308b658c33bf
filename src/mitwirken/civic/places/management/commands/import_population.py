# SPDX-License-Identifier: EUPL-1.2
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mitwirken.civic.places.actions import import_population
from mitwirken.civic.places.population import BadRow, read


class Command(BaseCommand):
    help = "Takes the population by district, age and language from a CSV file; it replaces what was imported before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as lines:
                facts = read(lines)
        except (BadRow, UnicodeDecodeError) as trouble:
            raise CommandError(str(trouble)) from None
        self.stdout.write(f"{import_population(facts)} figures of the population are in.")
