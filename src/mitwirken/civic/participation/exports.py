# SPDX-License-Identifier: EUPL-1.2
"""Processes as open data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from mitwirken.ground.api import streams

from . import queries
from .models import Process

COLUMNS = (
    "slug", "title", "question", "summary", "status", "influence", "topic", "places", "starts_at", "ends_at", "fixed", "open",
    "decided_by", "decided_on", "office", "result", "decision", "reason", "published_at", "finished_at", "url",
)  # fmt: skip
_PLAIN = (
    "slug", "title", "question", "summary", "influence", "starts_at", "ends_at", "fixed", "open", "decided_by", "decided_on",
    "result", "decision", "reason", "published_at", "finished_at",
)  # fmt: skip


def process_row(row: Process) -> dict[str, Any]:
    """A process as plain values under fixed names, without its phases."""
    values = {name: getattr(row, name) for name in _PLAIN}
    return {
        **values,
        "status": row.status().value,
        "topic": row.topic.slug if row.topic else "",
        "places": [place.slug for place in row.places.all()],
        "office": row.office.name if row.office else "",
        "url": f"{settings.BASE_URL}{row.get_absolute_url()}",
    }


def phase_rows(row: Process) -> list[dict[str, Any]]:
    names = ("title", "text", "format", "verbs", "settings", "starts_at", "ends_at")
    return [{name: getattr(phase, name) for name in names} for phase in row.phases.all()]


def _rows(flat: bool) -> Iterator[streams.Row]:
    def made(chunk: Sequence[Process]) -> list[dict[str, Any]]:
        found = []
        for row in chunk:
            values = process_row(row)
            if flat:
                values["places"] = " ".join(values["places"])
            else:
                values["phases"] = [
                    {k: v for k, v in phase.items() if k != "settings"} for phase in phase_rows(row)
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
