# SPDX-License-Identifier: EUPL-1.2
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mitwirken.demo.actions import load_demo
from mitwirken.ground.deeds.refusal import Refusal


class Command(BaseCommand):
    help = "Loads the demo's town into an empty database: four processes, 200 proposals, invented people."

    def handle(self, *args: Any, **options: Any) -> None:
        line = sys.stderr.isatty()

        def progress(what: str, done: int, of: int) -> None:
            if line:
                self.stderr.write(f"\r{what}: {done * 100 // max(1, of)} %   ", ending="")

        try:
            load_demo(progress=progress)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stderr.write("\n" if line else "", ending="")
        self.stdout.write("The demo is loaded.")
