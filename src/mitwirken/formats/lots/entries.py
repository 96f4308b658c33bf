# SPDX-License-Identifier: EUPL-1.2
"""What of draws can be found by search."""

from django.utils.translation import override

from mitwirken.ground.search import Entry

from . import queries
from .models import Draw


def entry(row: Draw) -> Entry | None:
    if row.state not in queries.SHOWN or row.opened_at is None or not row.process.is_public:
        return None
    with override("de"):
        url = row.get_absolute_url()
    return Entry(
        title=row.title,
        body="\n".join([row.purpose, row.who]),
        summary=row.who,
        url=url,
        at=row.opened_at,
        facets={"process": row.process.slug},
    )
