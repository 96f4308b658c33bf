# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff: cases to practise with, and the directory with the way to moderation.

The units are files of the software; there is no page yet to write them at the desk.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import render_desk
from mitwirken.ground.desk.queries import practice_cases
from mitwirken.ground.desk.roles import Role, has_role
from mitwirken.ground.ui import practice as place

from . import queries, rules
from .models import Facilitator

A_PAGE = 50


@require_safe
@staff_page(*rules.PRACTISING)
def practice(request: HttpRequest) -> HttpResponse:
    page = Paginator(practice_cases(), A_PAGE).get_page(request.GET.get("seite"))
    place.mark(request)
    context: dict[str, Any] = {"page": page, "process": queries.practice_process()}
    return render_desk(request, "learning/desk_practice.html", context)


@require_safe
@staff_page(Role.MODERATION, Role.CORE)
def facilitators(request: HttpRequest) -> HttpResponse:
    """All entries, also hidden ones and those whose year is over."""
    rows = Facilitator.objects.select_related("district").defer("district__outline")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("seite"))
    context = {"page": page, "moderates": has_role(request.user, Role.MODERATION)}
    return render_desk(request, "learning/desk_facilitators.html", context)
