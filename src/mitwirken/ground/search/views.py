# SPDX-License-Identifier: EUPL-1.2
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from . import queries

PAGE = 20


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Everything public, in one list."""
    query = request.GET.get("q", "").strip()[: queries.LONGEST]
    found = queries.find(query, kind=request.GET.get("art", "")) if query else queries.Found((), ())
    page = Paginator(found.hits, PAGE).get_page(request.GET.get("seite"))
    return render(
        request,
        "search/search.html",
        {"query": query, "found": found, "page": page, "kind": request.GET.get("art", "")},
    )
