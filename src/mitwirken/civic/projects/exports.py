# SPDX-License-Identifier: EUPL-1.2
"""The Vorhabenliste as open data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from mitwirken.ground.api import streams

from . import queries
from .models import Project

COLUMNS = (
    "id", "title", "summary", "participation", "reason", "next_step", "next_on", "starts_on", "contact", "office", "topic",
    "places", "process", "closed", "published_at", "changed_at", "url",
)  # fmt: skip


def _rows(flat: bool) -> Iterator[streams.Row]:
    def made(chunk: Sequence[Project]) -> list[dict[str, Any]]:
        shown = queries.shown_processes(list(chunk))
        found = [queries.as_plain(row, shown, settings.BASE_URL) for row in chunk]
        return [{**row, "places": " ".join(row["places"])} for row in found] if flat else found

    return streams.in_chunks(queries.with_names(queries.public()), made, size=100)


@require_safe
def projects(request: HttpRequest, format: str) -> StreamingHttpResponse:
    return streams.file_of(request, _rows(flat=format == "csv"), COLUMNS, name="vorhaben", format=format)
