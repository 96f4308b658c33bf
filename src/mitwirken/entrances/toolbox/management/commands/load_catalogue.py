# SPDX-License-Identifier: EUPL-1.2
"""Takes the methods and examples that come with this version into the catalogue."""

from typing import Any

from django.core.management.base import BaseCommand

from mitwirken.entrances.toolbox import cases, catalogue
from mitwirken.entrances.toolbox.actions import examples, methods


class Command(BaseCommand):
    help = "Takes the methods and examples that come with this version into the catalogue. Runs at every start by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        if count := methods.load_shipped(catalogue.shipped_files()):
            self.stdout.write(f"{count} methods are new or newer.")
        # After the methods: an example names them.
        if count := examples.load_shipped(cases.shipped_files()):
            self.stdout.write(f"{count} examples are new or newer.")
