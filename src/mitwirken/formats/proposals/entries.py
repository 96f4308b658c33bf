# SPDX-License-Identifier: EUPL-1.2
"""What of a proposal can be found by search."""

from django.utils.text import Truncator

from mitwirken.ground.search import Entry

from .models import Proposal


def entry(row: Proposal) -> Entry | None:
    if row.hidden_at or row.withdrawn_at or not row.process.published_at:
        return None
    return Entry(
        title=row.title,
        body=f"{row.number} {row.text} {row.place or ''} {row.category or ''}",
        url=row.get_absolute_url(),
        at=row.created_at,
        summary=Truncator(row.text).words(28),
        facets={"process": row.process.slug, "place": row.place.slug if row.place else ""},
    )
