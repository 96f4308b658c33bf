# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mitwirken.civic.participation.models import Process
from mitwirken.formats.proposals import queries, tables
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.api import streams


class Command(BaseCommand):
    help = (
        "Writes open data: what everybody may see, without persons. FILE.json with --process is a whole process that `mitwirken import` "
        "reads again; .csv, .json and .geojson are lists."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            metavar="FILE",
            help="the name's end is the format (.json, .csv, .geojson); - for standard output",
        )
        parser.add_argument("--process", metavar="SLUG", help="only this process")
        parser.add_argument(
            "--what",
            choices=("process", "proposals", "arguments", "ratings"),
            help="default: the process as a whole, or all proposals",
        )
        parser.add_argument(
            "--format", choices=("csv", "json", "geojson"), help="where the name does not say it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["file"]
        format = options["format"] or (Path(name).suffix.lower().removeprefix(".") if name != "-" else "json")
        process = None
        if options["process"]:
            process = (
                Process.objects.filter(slug=options["process"])
                .prefetch_related("phases", "categories")
                .first()
            )
            if process is None:
                raise CommandError(f"There is no process {options['process']!r}.")
            if not process.is_public:
                raise CommandError(
                    f"The process {process.slug!r} is not published; only what everybody may see is exported."
                )
        what = options["what"] or ("process" if process is not None and format == "json" else "proposals")
        text = self._text(what, format, process)
        if name == "-":
            for piece in text:
                sys.stdout.write(piece)
            return
        path = Path(name)
        # Written beside and moved: a reader never finds half a file.
        half = path.with_name(f".{path.name}.half")
        try:
            with half.open("w", encoding="utf-8", newline="") as file:
                for piece in text:
                    file.write(piece)
            os.replace(half, path)
        except OSError as trouble:
            raise CommandError(f"{path} cannot be written: {trouble.strerror}.") from None
        finally:
            half.unlink(missing_ok=True)
        self.stderr.write(f"{path}: {path.stat().st_size} bytes")

    def _text(self, what: str, format: str, process: Process | None) -> Iterator[str]:
        if what == "process":
            if process is None or format != "json":
                raise CommandError("A whole process needs --process SLUG and the format json.")
            return tables.whole_process(process)
        columns: tuple[str, ...]
        if what == "proposals":
            rows = queries.public(Proposal.objects.all())
            found, columns = (
                tables.proposal_rows(rows.filter(process=process) if process else rows),
                tables.PROPOSALS,
            )
        elif what == "arguments":
            found, columns = tables.argument_rows(process), tables.ARGUMENTS
        else:
            found, columns = tables.rating_rows(process), tables.RATINGS
        if format == "csv":
            return streams.as_csv(found, columns)
        if format == "json":
            return streams.as_json(found)
        if format == "geojson" and what == "proposals":
            return streams.as_geojson(found, {"license": streams.LICENCE})
        raise CommandError("Formats are .csv and .json, for proposals also .geojson.")
