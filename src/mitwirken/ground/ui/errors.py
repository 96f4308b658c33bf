# SPDX-License-Identifier: EUPL-1.2
"""Pages for what went wrong: each says what happened and what to do next."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from .context import site

log = logging.getLogger(__name__)

# Shorter than this a typed value is quickly typed again, and tokens and switches stay out of the page.
WORTH_KEEPING = 12
NEVER_SHOWN = ("csrfmiddlewaretoken", "once", "next", "password", "code", "email", "token", "key", "login")


def kept_texts(request: HttpRequest) -> list[str]:
    """What somebody typed into the form that was not taken, so that nothing is lost with the page."""
    if request.method != "POST":
        return []
    return [
        value.strip()
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in NEVER_SHOWN)
        for value in values
        if isinstance(value, str) and len(value.strip()) >= WORTH_KEEPING
    ]


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "ui/error.html", {"status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request: whatever broke (the database, the session) must not break this page too."""
    return HttpResponse(render_to_string("ui/error.html", {"status": 500, **site(request)}), status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    log.info("A form of %s was not taken: %s", request.path, reason)
    return render(request, "ui/form_expired.html", {"kept": kept_texts(request)}, status=403)
