# SPDX-License-Identifier: EUPL-1.2
"""Surveys for the city archive: what was asked, and what came out as everybody sees it. No small count and no single answer goes along."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mitwirken.civic.archive.registry import Book
from mitwirken.civic.participation.models import Process

from . import files, queries, results, sheets
from .filling import Outline
from .kinds import kind_of
from .models import Survey

LIST = "umfragen.html"


def _path(survey: Survey) -> str:
    return f"umfragen/{survey.pk}.html"


def _result_path(survey: Survey, ending: str = "html") -> str:
    return f"umfragen/{survey.pk}-ergebnis.{ending}"


def addresses(process: Process) -> list[tuple[str, str]]:
    rows = queries.of_process(process)
    if not rows:
        return []
    first = (reverse("participation:process", args=[process.slug]) + "#umfragen", LIST)
    return [
        first,
        *((row.get_absolute_url(), _path(row)) for row in rows),
        *((_result_url(row), _result_path(row)) for row in rows if results.are_public(row)),
    ]


def _result_url(survey: Survey) -> str:
    return reverse("surveys:result", args=[survey.pk])


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
            "number": queries.number_of_responses(row) if row.is_over() else None,
            "result": _result_url(row) if results.are_public(row) else "",
        }
        book.page(_path(row), row.title, render_to_string("surveys/archive.html", context))
        if context["result"]:
            _write_result(book, row, outline)


def _write_result(book: Book, survey: Survey, outline: Outline) -> None:
    """What stands on the public page, as tables, and the open file of it."""
    found = results.public_result(survey, outline)
    context = {
        "survey": survey,
        "told": found.told,
        "crossings": found.crossings,
        "least": results.least_of(survey),
    }
    title = _("Ergebnisse: %(title)s") % {"title": survey.title}
    book.page(_result_path(survey), title, render_to_string("surveys/archive_result.html", context))
    book.data(_result_path(survey, "json"), files.table_rows(found.told, found.crossings))
