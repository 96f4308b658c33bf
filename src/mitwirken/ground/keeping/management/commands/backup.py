# SPDX-License-Identifier: EUPL-1.2
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.keeping.actions import back_up
from mitwirken.ground.keeping.progress import Line


class Command(BaseCommand):
    help = "Writes the whole site (database, pictures, key) into one file, while it runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            help="what to write; without it mitwirken-DATE-TIME.tar.gz in this folder",
        )
        parser.add_argument(
            "--without-key", action="store_true", help="leave the secret key out (then keep it elsewhere)"
        )

    def handle(self, *args: Any, file: Path | None, without_key: bool, **options: Any) -> None:
        target = (file or Path(f"mitwirken-{timezone.localtime():%Y-%m-%d-%H%M%S}.tar.gz")).absolute()
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder {target.parent}.")
        try:
            manifest = back_up(target, with_key=not without_key, progress=Line())
        except (Refusal, OSError) as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"{target}: {len(manifest['files'])} files, {target.stat().st_size / 1e6:.1f} MB")
