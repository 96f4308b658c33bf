# SPDX-License-Identifier: EUPL-1.2
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.keeping.actions import restore
from mitwirken.ground.keeping.progress import Line


class Command(BaseCommand):
    help = "Fills an empty MITWIRKEN_HOME (and an empty database) from a backup file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = restore(file.absolute(), progress=Line())
        except (Refusal, OSError) as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(
            f"Restored {len(manifest['files'])} files of {manifest['made_at']} into {settings.HOME}. Now: mitwirken run"
        )
