# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand

from mitwirken.ground.search.actions import rebuild


class Command(BaseCommand):
    help = "Makes the search index afresh from everything public."

    def handle(self, *args: Any, **options: Any) -> None:
        total = rebuild(lambda kind, done: self.stdout.write(f"  {kind}: {done}"))
        self.stdout.write(f"{total} entries.")
