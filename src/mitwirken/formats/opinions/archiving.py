# SPDX-License-Identifier: EUPL-1.2
"""The statements of a process and how they stand, for the city archive. Without who wrote or answered."""

from __future__ import annotations

from django.template.loader import render_to_string

from mitwirken.civic.archive.registry import Book
from mitwirken.civic.participation.models import Process

from . import queries
from .models import Conversation, Statement

LIST = "meinungskarten.html"


def _path(row: Conversation) -> str:
    return f"meinungskarten/{row.pk}.html"


def process_of(number: int) -> int | None:
    rows = Statement.objects.filter(pk=number).values_list("conversation__phase__process", flat=True)
    return rows.first()


def addresses(process: Process) -> list[tuple[str, str]]:
    return [(row.get_absolute_url(), _path(row)) for row in queries.of_process(process)]


def write(book: Book, process: Process) -> None:
    for row in queries.of_process(process):
        shown = queries.results_open(row)
        sums = queries.totals(row) if shown else {}
        lines = [(each, sums.get(each.pk, queries.Totals())) for each in queries.voted_on(row)]
        context = {
            "conversation": row,
            "lines": lines,
            "shown": shown,
            "people": queries.people(row) if shown else None,
            "channels": sorted(queries.by_channel(row).items()) if shown else [],
        }
        book.page(_path(row), row.question, render_to_string("opinions/archive.html", context))
        if shown:
            book.data(
                f"meinungskarten/{row.pk}.json",
                (
                    {
                        "number": each.number,
                        "text": each.text,
                        "agree": sums_of.agree,
                        "disagree": sums_of.disagree,
                        "pass": sums_of.passed,
                    }
                    for each, sums_of in lines
                ),
            )
