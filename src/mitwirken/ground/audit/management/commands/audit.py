# SPDX-License-Identifier: EUPL-1.2
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mitwirken.ground.audit import actions, queries
from mitwirken.ground.audit.models import ZERO


class Command(BaseCommand):
    help = "Whether the logbook is whole, or all of it as JSON lines."

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        check = deeds.add_parser(
            "verify", help="find rows that were changed, removed, added or put elsewhere"
        )
        check.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="an anchor noted earlier, outside of this machine; may be given several times",
        )
        export = deeds.add_parser("export", help="every row as a line of JSON, to be checked elsewhere")
        export.add_argument("file", nargs="?", default="-", help="a new file, or - for the terminal")
        export.add_argument(
            "--with-words", action="store_true", help="with the reasons people gave, which may name somebody"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["deed"] == "verify":
            self._verify(options["anchor"])
        else:
            self._export(options["file"], with_words=options["with_words"])

    def _verify(self, given: list[str]) -> None:
        try:
            anchors = [queries.split_anchor(one) for one in given]
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong
        found = queries.verify(anchors=anchors)
        for finding in found.findings:
            self.stdout.write(f"  {finding.sentence}")
        self.stdout.write(f"{found.entries} rows, {found.forgotten} people forgotten since.")
        self.stdout.write(f"Anchor: {found.anchor}")
        if not found.is_whole:
            raise CommandError(f"The logbook is not whole: {len(found.findings)} findings.")
        self.stdout.write(
            "The logbook is whole. Note the anchor outside of this machine: with it a later check also finds "
            "what somebody who holds the whole machine took away."
        )

    def _export(self, name: str, *, with_words: bool) -> None:
        # Entered first: whoever reads the file finds at its end that it was made.
        entry = actions.note(actions.EXPORTED, facts={"words": with_words})
        try:
            out = sys.stdout if name == "-" else open(name, "x", encoding="utf-8")  # noqa: SIM115
        except FileExistsError:
            raise CommandError(f"{name} is already there and is not written over.") from None
        with_end = out is not sys.stdout
        try:
            head = {
                "format": "mitwirken-logbook-1",
                "hash_of_nothing": ZERO,
                "anchor": f"{entry.number}:{entry.hash}",
            }
            for row in (head, *queries.everything(with_words=with_words)):
                print(json.dumps(row, ensure_ascii=False, sort_keys=True), file=out)
        finally:
            if with_end:
                out.close()
