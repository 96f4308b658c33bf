# SPDX-License-Identifier: EUPL-1.2
"""What of events and campaigns can be found by search."""

from django.utils.html import strip_tags
from django.utils.translation import override

from mitwirken.ground.search import Entry

from .models import Bundle, Event


def entry(row: Event) -> Entry | None:
    if not row.is_public or row.published_at is None:
        return None
    with override("de"):
        url = row.get_absolute_url()
        kind = str(row.get_kind_display())
    facets = {}
    if row.place is not None:
        facets["place"] = row.place.parent.slug if row.place.parent else row.place.slug
    if row.process is not None:
        facets["process"] = row.process.slug
    words = [
        kind,
        row.summary,
        strip_tags(row.body.replace("<", " <")),
        row.venue,
        row.address,
        str(row.place or ""),
    ]
    return Entry(
        title=row.title,
        body="\n".join(filter(None, words)),
        summary=row.summary,
        url=url,
        at=row.published_at,
        facets=facets,
    )


def bundle_entry(row: Bundle) -> Entry | None:
    if row.published_at is None:
        return None
    with override("de"):
        url = row.get_absolute_url()
    return Entry(
        title=row.title,
        body="\n".join([row.summary, strip_tags(row.body.replace("<", " <"))]),
        summary=row.summary,
        url=url,
        at=row.published_at,
        facets={},
    )
