# SPDX-License-Identifier: EUPL-1.2
"""What of surveys can be found by search: title and questions, never answers."""

from django.utils.translation import override

from mitwirken.ground.search import Entry

from . import queries
from .models import Question, Survey


def entry(row: Survey) -> Entry | None:
    if row.state not in queries.SHOWN or row.ready_at is None or not row.process.is_public:
        return None
    with override("de"):
        url = row.get_absolute_url()
    questions = Question.objects.filter(page__survey=row).values_list("text", flat=True)[:200]
    return Entry(
        title=row.title,
        body="\n".join([row.intro, *questions]),
        summary=row.intro[:240],
        url=url,
        at=row.ready_at,
        facets={"process": row.process.slug},
    )
