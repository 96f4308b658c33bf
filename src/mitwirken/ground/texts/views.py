# SPDX-License-Identifier: EUPL-1.2
"""Pages of the city for everybody. They hold nothing personal, so they are kept as finished bytes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pages import depends_on

from . import queries
from .kinds import legal_templates
from .languages import EASY, name_of, tag_of
from .models import Page, PageKind
from .queries import Reading

EASY_INDEX = "leichte-sprache"
KNOWLEDGE_PAGE = 30


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    depends_on(request, "texts")
    # For links that carry the language with them, such as those of printed leaflets.
    if request.GET.get("sprache") == EASY and slug != EASY_INDEX:
        return redirect("texts:easy", slug)
    found = queries.reading(slug, get_language() or settings.LANGUAGE_CODE)
    if slug == EASY_INDEX:
        return render(
            request, "texts/easy_index.html", {"reading": found, "versions": queries.easy_versions()}
        )
    if found is None:
        return _unwritten(request, slug)
    return render(request, "texts/page.html", page_context(found, request))


@require_safe
def easy(request: HttpRequest, slug: str) -> HttpResponse:
    depends_on(request, "texts")
    return render(request, "texts/page.html", page_context(_easy_or_refuse(slug), request))


@require_safe
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    depends_on(request, "texts")
    found = queries.reading(slug, get_language() or settings.LANGUAGE_CODE)
    if found is None:
        return _unwritten(request, slug)
    return render(request, "texts/print.html", page_context(found, request))


@require_safe
def easy_printed(request: HttpRequest, slug: str) -> HttpResponse:
    depends_on(request, "texts")
    return render(request, "texts/print.html", page_context(_easy_or_refuse(slug), request))


@require_safe
def easy_index(request: HttpRequest) -> HttpResponse:
    return redirect("texts:page", EASY_INDEX, permanent=True)


@require_safe
def knowledge(request: HttpRequest) -> HttpResponse:
    """What was learned in meetings and written down by the city, newest first."""
    depends_on(request, "texts")
    page = Paginator(queries.knowledge(), KNOWLEDGE_PAGE).get_page(request.GET.get("seite", "1"))
    return render(request, "texts/knowledge.html", {"page": page, "rows": list(page.object_list)})


def page_context(found: Reading, request: HttpRequest) -> dict[str, Any]:
    """What the page and its print view show; the desk's preview shows the same of a draft."""
    version = found.version
    names = ("texts:easy", "texts:easy_print") if version.is_easy else ("texts:page", "texts:print")
    return {
        "reading": found,
        "version": version,
        "tag": tag_of(version.language),
        "language_name": name_of(version.language),
        "address": settings.BASE_URL + reverse(names[0], args=[found.page.slug]),
        "print_url": reverse(names[1], args=[found.page.slug]),
    }


def _easy_or_refuse(slug: str) -> Reading:
    found = queries.reading(slug, EASY)
    if found is None:
        raise Refusal(
            _(
                "Diese Seite gibt es nicht in Leichter Sprache. Alles, was es in Leichter Sprache gibt, steht auf der Seite „Leichte Sprache“."
            ),
            status=404,
        )
    return found


def _unwritten(request: HttpRequest, slug: str) -> HttpResponse:
    """A prescribed page that nobody has filled in yet says so; any other page is simply not there."""
    template = legal_templates().get(slug)
    if template is None or not _is_legal(slug):
        raise Refusal(_("Diese Seite gibt es nicht oder nicht mehr."), status=404)
    return render(request, "texts/unwritten.html", {"title": template.title, "slug": slug})


def _is_legal(slug: str) -> bool:
    kind = Page.objects.filter(slug=slug).values_list("kind", flat=True).first()
    return kind in {None, PageKind.LEGAL}
