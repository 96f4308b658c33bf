# SPDX-License-Identifier: EUPL-1.2
"""What of a process can be found."""

from django.utils.html import strip_tags
from django.utils.translation import override

from mitwirken.ground.search import Entry

from .models import Process


def entry_of(process: Process) -> Entry | None:
    if not process.published_at:
        return None
    words = [
        process.question, process.summary, strip_tags(process.body.replace("<", " <")), process.fixed, process.open,
        process.decided_by, strip_tags(process.result.replace("<", " <")), process.decision, process.reason,
        " ".join(process.phases.values_list("title", flat=True)),
    ]  # fmt: skip
    # Found under the district, also when it belongs to a part of it.
    slugs = [parent or slug for slug, parent in process.places.values_list("slug", "parent__slug")]
    facets = {"process": process.slug}
    if slugs:
        facets["place"] = slugs[0]
    with override("de"):
        url = process.get_absolute_url()
    return Entry(
        title=process.title,
        body="\n".join(filter(None, words)),
        summary=process.summary,
        url=url,
        at=process.published_at,
        facets=facets,
    )
