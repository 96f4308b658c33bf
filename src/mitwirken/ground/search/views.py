# SPDX-License-Identifier: EUPL-1.2
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import queries

PAGE = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything public, in one list."""
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[: queries.LONGEST]
    kind = request.GET.get("art", "")
    found = queries.find(query, kind=kind) if query else queries.Found()
    page = Paginator(found.hits, PAGE).get_page(request.GET.get("seite"))
    total = sum(number for _key, _name, number in found.by_kind)
    return render(
        request,
        "search/search.html",
        {"query": query, "found": found, "page": page, "kind": kind, "total": total},
    )
