# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils import translation

from mitwirken.civic.participation.models import Process
from mitwirken.formats.proposals import imports
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.models import Office


class Command(BaseCommand):
    help = (
        "Takes over proposals and ratings: a Pabulib file (.pb), a folder exported by Polis, a CSV in the columns of Decidim's open data, "
        "or a file of `mitwirken export`. May be stopped at any moment and started again. "
        "Ends with 0 (all taken over), 1 (refused, with the reason), 3 (done, but something was left out or differs)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, metavar="FILE_OR_FOLDER")
        parser.add_argument(
            "--process", metavar="SLUG", help="into this process (needed for Decidim; otherwise one is made)"
        )
        parser.add_argument("--format", choices=sorted(imports.FORMATS), help="otherwise seen from the file")
        parser.add_argument(
            "--on-error",
            choices=("refuse", "skip"),
            default="refuse",
            help="what to do with a bad line (default: refuse the file)",
        )
        parser.add_argument(
            "--by",
            metavar="EMAIL",
            help="as this member of the staff, with their rights; otherwise as the operator",
        )
        parser.add_argument("--office", metavar="SLUG", help="the office in charge of a new process")
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="where the report goes (.json or .csv)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["source"]
        progress = Progress(self.stderr)
        try:
            with translation.override(settings.LANGUAGE_CODE):
                job = imports.Job(
                    process=_process(options["process"]),
                    on_bad=options["on_error"],
                    by=_person(options["by"]),
                    office=_office(options["office"]),
                    progress=progress,
                )
                report = imports.take(source, options["format"] or imports.format_of(source), job)
        except (imports.CannotImport, Refusal) as no:
            progress.end()
            raise CommandError(str(no), returncode=1) from None
        except OperationalError as trouble:
            progress.end()
            raise CommandError(
                f"The database was busy or away ({trouble}). Start the same command again: it goes on.",
                returncode=1,
            ) from None
        progress.end()
        path = options["report"] or settings.HOME / "imports" / f"{source.stem}.json"
        report.save(path)
        for line in report.lines():
            self.stdout.write(line)
        self.stdout.write(f"  {report.seconds} s; report in {path}")
        if not report.is_whole:
            raise CommandError(
                "Done, but not everything was taken over or agrees with the file; see above.", returncode=3
            )


class Progress:
    """One line on the error stream: rewritten in a terminal, now and then a new one in a log."""

    def __init__(self, out: Any) -> None:
        self.out, self.last, self.open = out, 0.0, False
        self.terminal = sys.stderr.isatty()

    def __call__(self, what: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        finished = total is not None and done >= total
        if not finished and now - self.last < (0.2 if self.terminal else 5):
            return
        self.last = now
        words = f"{what}: {done}" + (f" of {total}" if total is not None else "")
        self.out.write(f"\r{words}\033[K" if self.terminal else words, ending="" if self.terminal else "\n")
        self.open = self.terminal

    def end(self) -> None:
        if self.open:
            self.out.write("")


def _process(slug: str | None) -> Process | None:
    if not slug:
        return None
    found = Process.objects.filter(slug=slug).first()
    if found is None:
        raise imports.CannotImport(f"There is no process {slug!r}.")
    return found


def _person(email: str | None) -> Any:
    if not email:
        return None
    found = get_user_model()._default_manager.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise imports.CannotImport(f"There is no account with the address {email}.")
    return found


def _office(slug: str | None) -> Office | None:
    if not slug:
        return None
    found = Office.objects.filter(slug=slug).first()
    if found is None:
        raise imports.CannotImport(f"There is no office {slug!r}.")
    return found
