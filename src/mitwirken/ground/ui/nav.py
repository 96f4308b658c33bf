# SPDX-License-Identifier: EUPL-1.2
"""The main ways through the site, and this page in other languages. An absent room shows no way."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

SECTIONS: tuple[tuple[str, tuple[str, ...], Any], ...] = (
    ("participation:overview", (), _("Mitmachen")),
    ("events:overview", (), _("Termine")),
    ("toolbox:front", (), _("Instrumentenkoffer")),
    ("search:search", (), _("Suche")),
    ("texts:page", ("ueber-uns",), _("So geht’s")),
)


def other_languages(request: HttpRequest) -> list[dict[str, str]]:
    """Each language of the site with this page's address in it.

    The route is known already (`resolver_match`), so nothing is resolved again; a page without a route
    (not found) leads to the language's front page.
    """
    match = request.resolver_match
    query = request.META.get("QUERY_STRING", "")
    now = get_language()
    pages = []
    for code, name in settings.LANGUAGES:
        with override(code):
            try:
                if match is None:
                    raise NoReverseMatch
                address = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                try:
                    address = reverse("hub:home")
                except NoReverseMatch:
                    address = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
        pages.append(
            {
                "code": code,
                "name": str(name),
                "path": address,
                "url": f"{address}?{query}" if query else address,
                "current": "true" if code == now else "",
            }
        )
    return pages
