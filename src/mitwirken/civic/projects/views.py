# SPDX-License-Identifier: EUPL-1.2
"""The Vorhabenliste for everybody."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.ground import pages
from mitwirken.ground.deeds.refusal import Refusal

from . import queries

PAGE = 20


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """What the city plans, narrowed by plain links."""
    pages.depends_on(request, "projects", "processes")
    filters = queries.Filters.from_address(request.GET)
    page = Paginator(queries.listed(filters), PAGE).get_page(request.GET.get("seite", "1"))
    rows = list(page.object_list)
    context = {
        "page": page,
        "rows": rows,
        "shown": queries.shown_processes(rows),
        "filters": filters,
        "topics": queries.topics(),
        "places": queries.places(),
        "citywide": queries.CITYWIDE,
    }
    return render(request, "projects/list.html", context)


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One Vorhaben, for who found it by search or was sent its address."""
    pages.depends_on(request, "projects", "processes")
    row = queries.one(pk) if pk < 2**63 else None
    if row is None:
        raise Refusal(_("Dieses Vorhaben gibt es nicht oder nicht mehr."), status=404)
    context = {"project": row, "shown": queries.shown_processes([row])}
    return render(request, "projects/project.html", context)
