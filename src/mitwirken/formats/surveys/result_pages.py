# SPDX-License-Identifier: EUPL-1.2
"""What came out, for everybody: a page, and the same tables as open data. No small count stands in either."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.ground.api import streams
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pages import depends_on

from . import files, queries, results, rules
from .models import Results, State, Survey

FORMATS = ("csv", "json")


def _with_results(pk: int) -> Survey:
    row = rules.find(pk)
    if not results.are_public(row):
        raise not_yet(row)
    return row


def not_yet(row: Survey) -> Refusal:
    """Says when everybody sees the results, or that nobody does."""
    if row.results == Results.STAFF:
        return Refusal(_("Die Ergebnisse dieser Umfrage wertet die Stadt für sich aus."), status=404)
    if row.is_over():
        return Refusal(
            _(
                "Die Umfrage ist beendet. Die Ergebnisse stehen hier, sobald auch die Bögen aus Papier eingegeben sind und sie geschlossen ist."
            ),
            status=409,
        )
    return Refusal(
        _("Die Ergebnisse stehen hier nach dem Ende der Umfrage am %(when)s.")
        % {"when": rules.said(row.phase.ends_at)},
        status=409,
    )


@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions with bars and tables, the tables of two questions that are published, and how to read them."""
    row = _with_results(pk)
    depends_on(request, f"survey:{row.pk}", f"process:{row.process_id}")
    outline = queries.outline(row)
    found = results.public_result(row, outline)
    context = {
        "survey": row,
        "process": row.process,
        "told": found.told,
        "crossings": found.crossings,
        "until": found.until,
        "still_running": row.state != State.CLOSED,
        "least": results.least_of(row),
        "maps": any(block.markers for section in found.told.sections for block in section.blocks),
    }
    return render(request, "surveys/result.html", context)


@require_safe
def result_file(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The tables of the page as a file, in the city's language whatever the reader's."""
    if format not in FORMATS:
        raise rules.gone()
    row = _with_results(pk)
    with translation.override("de"):
        found = results.public_result(row, queries.outline(row))
        rows = list(files.table_rows(found.told, found.crossings))
    return streams.file_of(
        request, rows, files.TABLE_COLUMNS, name=f"umfrage-{row.pk}-ergebnis", format=format
    )
