# SPDX-License-Identifier: EUPL-1.2
"""Processes as open data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from mitwirken.ground.api import streams

from . import queries
from .models import Process
from .snapshots import phases_as_plain, process_as_plain

COLUMNS = (
    "slug", "title", "question", "summary", "status", "influence", "topic", "places", "starts_at", "ends_at", "fixed", "open",
    "decided_by", "decided_on", "office", "result", "decision", "reason", "published_at", "finished_at", "url",
)  # fmt: skip


def _rows(flat: bool) -> Iterator[streams.Row]:
    def made(chunk: Sequence[Process]) -> list[dict[str, Any]]:
        found = []
        for row in chunk:
            values = process_as_plain(row)
            if flat:
                values["places"] = " ".join(values["places"])
            else:
                values["phases"] = [
                    {k: v for k, v in phase.items() if k != "settings"} for phase in phases_as_plain(row)
                ]
                values["categories"] = [category.name for category in row.categories.all()]
            found.append(values)
        return found

    rows = (
        queries.public()
        .select_related("topic", "office")
        .prefetch_related("places", "phases", "categories")
        .defer("places__outline")
    )
    return streams.in_chunks(rows, made, size=100)


@require_safe
def processes(request: HttpRequest, format: str) -> StreamingHttpResponse:
    """All public processes in one file."""
    return streams.file_of(
        request, _rows(flat=format == "csv"), COLUMNS, name="beteiligungsprozesse", format=format
    )
