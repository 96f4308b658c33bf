# SPDX-License-Identifier: EUPL-1.2
"""The way to the place to practise."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mitwirken.ground import pages
from mitwirken.ground.ui import practice as place

from .. import queries


@require_safe
def practice(request: HttpRequest) -> HttpResponse:
    """What can be practised and what becomes of it, with the door to the place itself."""
    pages.depends_on(request, "practice")
    place.mark(request)
    return render(request, "learning/practice.html", {"process": queries.practice_process()})
