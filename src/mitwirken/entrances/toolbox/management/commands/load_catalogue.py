# SPDX-License-Identifier: EUPL-1.2
"""Takes the methods that come with this version into the catalogue."""

from typing import Any

from django.core.management.base import BaseCommand

from mitwirken.entrances.toolbox import catalogue
from mitwirken.entrances.toolbox.actions.methods import load_shipped


class Command(BaseCommand):
    help = "Takes the methods that come with this version into the catalogue. Runs at every start by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        count = load_shipped(catalogue.shipped_files())
        if count:
            self.stdout.write(f"{count} methods are new or newer.")
