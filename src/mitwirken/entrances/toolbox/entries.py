# SPDX-License-Identifier: EUPL-1.2
"""What of the Instrumentenkoffer can be found by search."""

from typing import Any

from django.urls import reverse
from django.utils.translation import override

from mitwirken.ground.search import Entry

from . import catalogue
from .models import Example, Method, Tryout


def method_entry(row: Method) -> Entry | None:
    if row.published_at is None:
        return None
    texts = catalogue.read(row.entry, row.key).texts
    with override("de"):
        url = row.get_absolute_url()
    body = "\n".join(
        line for each in texts.values() for line in (each.name, each.text, *each.fits, *each.strengths)
    )
    return Entry(
        title=row.name, body=body, summary=texts["de"].summary, url=url, at=row.published_at, facets={}
    )


def example_entry(row: Example) -> Entry | None:
    if row.published_at is None:
        return None
    with override("de"):
        url = row.get_absolute_url()
    german = row.texts.get("de", {})
    body = "\n".join(
        filter(None, [row.place, *(str(text) for each in row.texts.values() for text in each.values())])
    )
    return Entry(
        title=row.title,
        body=body,
        summary=str(german.get("what", ""))[:300],
        url=url,
        at=row.published_at,
        facets={},
    )


def tryout_entry(row: Tryout) -> Entry | None:
    if row.published_at is None:
        return None
    with override("de"):
        url = row.get_absolute_url()
    body = "\n".join([row.question, row.hypothesis, row.worked, row.worked_not, row.advice])
    return Entry(title=row.title, body=body, summary=row.question, url=url, at=row.published_at, facets={})


def tryout_from_event(event: Any) -> str:
    """Where an event is written down as a try-out: from its page at the desk, once it is over and did take place."""
    if event.published_at is None or event.cancelled_at is not None or not event.is_over():
        return ""
    return f"{reverse('toolbox:desk_tryout_new')}?veranstaltung={event.pk}"
