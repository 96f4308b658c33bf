# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand

from mitwirken.civic.participation.actions import turn_phases


class Command(BaseCommand):
    help = (
        "Notices phases that began or ended: tells followers, makes pages fresh. Safe to call every minute."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{turn_phases()} phases turned.")
