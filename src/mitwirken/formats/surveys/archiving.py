# SPDX-License-Identifier: EUPL-1.2
"""What was asked, for the city archive: every survey with its pages, questions and conditions, and how many answered."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mitwirken.civic.archive.registry import Book
from mitwirken.civic.participation.models import Process

from . import queries, sheets
from .kinds import kind_of
from .models import Survey

LIST = "umfragen.html"


def _path(survey: Survey) -> str:
    return f"umfragen/{survey.pk}.html"


def addresses(process: Process) -> list[tuple[str, str]]:
    rows = queries.of_process(process)
    if not rows:
        return []
    first = (reverse("participation:process", args=[process.slug]) + "#umfragen", LIST)
    return [first, *((row.get_absolute_url(), _path(row)) for row in rows)]


def write(book: Book, process: Process) -> None:
    rows = queries.of_process(process)
    entries = [{"title": row.title, "path": _path(row)} for row in rows]
    book.page(LIST, _("Umfragen"), render_to_string("surveys/archive_list.html", {"entries": entries}))
    for row in rows:
        outline = queries.outline(row)
        blocks = [
            (
                page,
                sheets.only_if(outline, page),
                [
                    (
                        question,
                        outline.numbers.get(question.pk, ""),
                        list(kind_of(question).labels(question).values()),
                        sheets.only_if(outline, question),
                    )
                    for question in outline.asked[page.pk]
                ],
            )
            for page in outline.pages
        ]
        context = {
            "survey": row,
            "blocks": blocks,
            "channels": queries.by_channel(row) if row.is_over() else {},
        }
        book.page(_path(row), row.title, render_to_string("surveys/archive.html", context))
