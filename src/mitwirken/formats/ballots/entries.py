# SPDX-License-Identifier: EUPL-1.2
"""What of ballots can be found by search."""

from django.utils.translation import override

from mitwirken.ground.search import Entry

from . import queries
from .models import Ballot


def entry(row: Ballot) -> Entry | None:
    if row.state not in queries.SHOWN or row.ready_at is None or not row.process.is_public:
        return None
    with override("de"):
        url = row.get_absolute_url()
    titles = row.options.filter(eligible=True).values_list("title", flat=True)[:200]
    return Entry(
        title=row.title,
        body="\n".join([row.question, row.text, *titles]),
        summary=row.question,
        url=url,
        at=row.ready_at,
        facets={"process": row.process.slug},
    )
