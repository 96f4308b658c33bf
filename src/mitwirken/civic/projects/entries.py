# SPDX-License-Identifier: EUPL-1.2
"""What of a Vorhaben can be found by search."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from mitwirken.ground.search import Entry

from .models import Project


def entry(row: Project) -> Entry | None:
    if row.published_at is None:
        return None
    places = list(row.places.select_related("parent").defer("outline", "parent__outline"))
    with override("de"):
        url = row.get_absolute_url()
        kind = _("Vorhaben mit Beteiligung") if row.participation else _("Vorhaben ohne Beteiligung")
        topic = str(row.topic)
    facets = {}
    if len(places) == 1:
        facets["place"] = places[0].parent.slug if places[0].parent else places[0].slug
    if row.process is not None and row.process.is_public:
        facets["process"] = row.process.slug
    words = [kind, row.summary, row.reason, row.next_step, topic, row.office.name, *map(str, places)]
    return Entry(
        title=row.title,
        body="\n".join(filter(None, words)),
        summary=row.summary,
        url=url,
        at=row.published_at,
        facets=facets,
    )
