# SPDX-License-Identifier: EUPL-1.2
import shutil
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mitwirken.civic.archive.actions import make_package
from mitwirken.civic.participation.models import Process
from mitwirken.ground.deeds.refusal import Refusal


class Command(BaseCommand):
    help = "Packs a finished process for the city archive: pages that need no net, its public data, sums of all files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("process", help="the process's word in its address, e.g. hoeschpark-2030")
        parser.add_argument("file", type=Path, nargs="?", help="a new file to copy the package to")

    def handle(self, *args: Any, **options: Any) -> None:
        process = Process.objects.filter(slug=options["process"]).first()
        if process is None:
            raise CommandError(f"There is no process {options['process']!r}.")
        target: Path | None = options["file"]
        if target is not None and target.exists():
            raise CommandError(f"{target} is already there and is not written over.")
        try:
            package = make_package(process=process)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        if target is not None:
            with default_storage.open(package.file, "rb") as source, target.open("xb") as out:
                shutil.copyfileobj(source, out)
        self.stdout.write(f"{package.pages} pages, {package.size:,} bytes, SHA-256 {package.sha256}")
        self.stdout.write(f"in {target or default_storage.path(package.file)}")
