# SPDX-License-Identifier: EUPL-1.2
"""Events as open data. No file names who signed up; how many came is a plain number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from mitwirken.ground.api import streams

from . import queries
from .models import Event

COLUMNS = (
    "number", "slug", "title", "kind", "mode", "summary", "starts_at", "ends_at", "venue", "address", "place", "place_name", "latitude",
    "longitude", "step_free", "induction_loop", "dgs", "childcare", "quiet_room", "languages", "process", "topic", "bundle", "office",
    "sign_up", "seats_room", "seats_online", "seats_taken", "cancelled_at", "published_at", "url",
)  # fmt: skip
_SAME = (
    "slug", "title", "kind", "mode", "summary", "starts_at", "ends_at", "venue", "address", "step_free", "induction_loop", "dgs",
    "childcare", "quiet_room", "languages", "sign_up", "seats_room", "seats_online", "cancelled_at", "published_at",
)  # fmt: skip


def _plain(chunk: Sequence[Event]) -> list[dict[str, Any]]:
    given = queries.taken([row.pk for row in chunk])
    made = []
    for row in chunk:
        point = row.point
        taken = sum(given.get((row.pk, side), 0) for side in row.sides) + sum(
            row.tally.get("seats", {}).values()
        )
        made.append(
            {name: getattr(row, name) for name in _SAME}
            | {
                "number": row.pk,
                "place": row.place.slug if row.place else "",
                "place_name": row.place.name if row.place else "",
                "latitude": point[0] if point else None,
                "longitude": point[1] if point else None,
                "process": row.process.slug if row.process and row.process.is_public else "",
                "topic": row.topic.slug if row.topic else "",
                "bundle": row.bundle.slug if row.bundle and row.bundle.is_public else "",
                "office": row.office.name if row.office else "",
                "seats_taken": taken,
                "url": f"{settings.BASE_URL}{row.get_absolute_url()}",
            }
        )
    return made


@require_safe
def events(request: HttpRequest, format: str) -> StreamingHttpResponse:
    """All public events in one file."""
    rows = (
        queries.public()
        .select_related("place", "process", "topic", "bundle", "office")
        .defer("place__outline")
    )
    return streams.file_of(
        request, streams.in_chunks(rows, _plain), COLUMNS, name="veranstaltungen", format=format
    )
