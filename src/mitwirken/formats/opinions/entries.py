# SPDX-License-Identifier: EUPL-1.2
"""What of opinion maps can be found by search: the question, with its statements."""

from django.utils.translation import override

from mitwirken.ground.search import Entry

from . import queries
from .models import Conversation


def entry(row: Conversation) -> Entry | None:
    if row.released_at is None or not row.phase.process.is_public:
        return None
    with override("de"):
        url = row.get_absolute_url()
    texts = queries.voted_on(row).values_list("text", flat=True)[:500]
    return Entry(
        title=row.question,
        body="\n".join([row.text, *texts]),
        summary=row.question,
        url=url,
        at=row.released_at,
        facets={"process": row.phase.process.slug},
    )
