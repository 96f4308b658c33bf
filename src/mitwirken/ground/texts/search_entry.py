# SPDX-License-Identifier: EUPL-1.2
"""What search keeps of a page: German first, and the words of every language it is published in."""

from __future__ import annotations

from mitwirken.ground.search import registry

from . import prose
from .languages import BINDING
from .models import Page, State, Version


def of(page: Page) -> registry.Entry | None:
    published = list(Version.objects.filter(page=page, state=State.PUBLISHED))
    if not published:
        return None
    published.sort(key=lambda one: (one.language != BINDING, one.language))
    first = published[0]
    words = prose.plain(first.body)
    others = [f"{one.title} {prose.plain(one.body)}" for one in published[1:]]
    summary = first.lead or (words if len(words) <= 240 else words[:240].rsplit(" ", 1)[0] + " …")
    return registry.Entry(
        title=first.title,
        body="\n".join([first.lead, words, *others]),
        url=page.get_absolute_url(),
        at=first.published_at or first.saved_at,
        summary=summary.replace("\n", " "),
    )
