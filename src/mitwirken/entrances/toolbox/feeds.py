# SPDX-License-Identifier: EUPL-1.2
"""Tellerrand: what came to the library of examples, for other programs."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.ground import pages

from .queries.examples import newest


@require_safe
def beyond_the_rim(request: HttpRequest) -> HttpResponse:
    """An Atom feed of the newest examples."""
    pages.depends_on(request, "toolbox")
    title = _("Über den Tellerrand: Beispiele aus anderen Städten")
    feed = Atom1Feed(
        title=title,
        link=settings.BASE_URL + reverse("toolbox:examples"),
        description=title,
        language=get_language(),
        feed_url=settings.BASE_URL + request.path,
        feed_guid=settings.BASE_URL + request.path,
    )
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    for row in newest():
        said = row.said
        feed.add_item(
            title=f"{said['title']} ({said['place']})",
            link=settings.BASE_URL + row.get_absolute_url(),
            description="\n\n".join(filter(None, (said["what"], said["lesson"]))),
            unique_id=f"tag:{host},2026:example-{row.key}",
            pubdate=row.published_at,
            updateddate=row.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
