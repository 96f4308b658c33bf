# SPDX-License-Identifier: EUPL-1.2
"""What of gatherings can be found by search: minutes that are released, and recommendations with the city's answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from mitwirken.ground.search import Entry

from . import minutes, outcomes, queries
from .models import Gathering, Item


def _facets(event: Any) -> dict[str, str]:
    facets = {}
    if event.process is not None:
        facets["process"] = event.process.slug
    if event.place is not None:
        facets["place"] = event.place.parent.slug if event.place.parent else event.place.slug
    return facets


def minutes_entry(row: Gathering) -> Entry | None:
    if row.released_at is None or not row.event.is_public:
        return None
    with override("de"):
        found = minutes.outcome(row)
        return Entry(
            title=_("Protokoll: %(title)s") % {"title": row.event.title},
            body=minutes.search_text(found),
            summary=row.summary[:300],
            url=minutes.gathering_url(row),
            at=row.released_at,
            facets=_facets(row.event),
        )


def item_entry(row: Item) -> Entry | None:
    """Recommendations alone: everything else is found by the minutes."""
    gathering = row.gathering
    if not row.data.get("recommend") or gathering.released_at is None:
        return None
    if row.data.get("hidden") or row.status in queries.UNSAID or not gathering.event.is_public:
        return None
    with override("de"):
        return Entry(
            title=outcomes.words_of(row),
            body=row.body,
            summary=row.body[:300],
            url=row.get_absolute_url(),
            at=gathering.released_at,
            facets=_facets(gathering.event),
        )


def dependents(kind: str, ids: Sequence[int]) -> Iterable[Any]:
    """Minutes are public with their event, and called like it; recommendations with their minutes."""
    if kind == "event":
        yield from Gathering.objects.filter(event__in=ids, released_at__isnull=False).select_related("event")
    if kind in ("event", "gathering"):
        rows = Item.objects.filter(data__recommend=True, gathering__released_at__isnull=False)
        rows = rows.filter(gathering__event__in=ids) if kind == "event" else rows.filter(gathering__in=ids)
        yield from rows.select_related("gathering__event")
