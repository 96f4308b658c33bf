# SPDX-License-Identifier: EUPL-1.2
"""The published figures as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from mitwirken.ground.api import streams

from . import queries

COLUMNS = (
    "process", "question", "value", "name", "count", "left_out", "answers", "share_percent", "town_percent", "difference_points",
)  # fmt: skip


def _rows() -> Iterator[streams.Row]:
    # The names are those of the city's language, whatever the reader's; all of it is read before the first line is sent.
    with translation.override("de"):
        listed = queries.processes_with_figures()
        found = queries.views(listed)
        rows = [
            {
                "process": slug,
                "question": table.trait,
                "value": line.value,
                "name": str(line.name),
                "count": line.count,
                "left_out": line.count is None,
                "answers": view.answers,
                "share_percent": line.share,
                "town_percent": line.there,
                "difference_points": None
                if line.share is None or line.there is None
                else line.share - line.there,
            }
            for slug, view in [("", queries.view(None)), *((each.slug, found[each.pk]) for each in listed)]
            for table in view.tables
            for line in table.lines
        ]
    yield from rows


@require_safe
def figures(request: HttpRequest, format: str) -> StreamingHttpResponse:
    """All published figures in one file; an empty `process` is the whole town."""
    return streams.file_of(request, _rows(), COLUMNS, name="wer-macht-mit", format=format)
