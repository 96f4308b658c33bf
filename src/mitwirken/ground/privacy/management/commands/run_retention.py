# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand

from mitwirken.ground.privacy.actions import run_retention


class Command(BaseCommand):
    help = "Deletes what has outlived its declared time and prints how many rows of each kind went."

    def handle(self, *args: Any, **options: Any) -> None:
        for model, count in sorted(run_retention().items()):
            self.stdout.write(f"{count:>8} {model}")
