# SPDX-License-Identifier: EUPL-1.2
"""What every resource does alike: HEAD, CORS for reading, ETags, the language, problems instead of pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Conflict, Refusal

from .problems import Stale, of_accident, problem

View = Callable[..., HttpResponse]
READING = ("GET", "HEAD", "OPTIONS")
_VERSION = re.compile(r'(?:W/)?"v(\d{1,9})[."]')


def dressed(view: View, methods: tuple[str, ...]) -> View:
    """The view of one address. `methods` are those it knows."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # What is read is kept for everybody under its address, so its language does not depend on the reader.
        language = (
            settings.LANGUAGE_CODE
            if request.method in READING
            else translation.get_language_from_request(request)
        )
        with translation.override(language):
            if request.method == "OPTIONS":
                response = HttpResponse(status=204)
                response["Allow"] = _allowed(methods)
                response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
                response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
                response["Access-Control-Max-Age"] = "86400"
            elif request.method == "HEAD" and "GET" in methods:
                request.method = "GET"
                response = _conditional(request, _run(view, request, *args, **kwargs))
                request.method = "HEAD"
                response["Content-Length"] = str(len(response.content))
                response.content = b""
            elif request.method not in methods:
                response = problem(
                    request, 405, _("Diese Adresse kennt nur: %(methods)s.") % {"methods": _allowed(methods)}
                )
                response["Allow"] = _allowed(methods)
            else:
                response = _conditional(request, _run(view, request, *args, **kwargs))
            response["Content-Language"] = language
        if request.method in READING:
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "ETag, Link, X-Total-Count, Content-Language"
        return response

    door.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie opens anything here, only a token does
    return door


def _allowed(methods: tuple[str, ...]) -> str:
    return ", ".join(sorted({*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])}))


def _run(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except Exception as error:  # pragma: no cover - ninja's handlers come first
        return of_accident(request, error)


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.method != "GET" or response.status_code != 200:
        if request.method == "GET":
            response.setdefault("Cache-Control", "no-store" if response.status_code >= 500 else "no-cache")
        else:
            response["Cache-Control"] = "no-store"
        return response
    if "ETag" not in response:
        response["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    personal = "Authorization" in request.headers
    response["Cache-Control"] = "private, no-cache" if personal else "no-cache"
    patch_vary_headers(response, ["Authorization"])
    asked = request.headers.get("If-None-Match", "")
    if asked.strip() == "*" or response["ETag"] in asked:
        kept = {
            name: response[name]
            for name in ("ETag", "Cache-Control", "Vary", "Link", "X-Total-Count")
            if name in response
        }
        response = HttpResponse(status=304)
        del response["Content-Type"]
        for name, value in kept.items():
            response[name] = value
    return response


# Versions


def version_tag(version: int, *parts: object) -> str:
    """An ETag that names the version of a text first, then a digest of what else the answer shows."""
    return f'"v{version}.{hashlib.blake2b(repr(parts).encode(), digest_size=9).hexdigest()}"'


def seen_version(request: HttpRequest) -> int:
    """The version that the program changes, from If-Match. Only the text's version counts: a new mark beside it is no conflict.

    Refuses a change without it (428), so that no program overwrites what it never read.
    """
    asked = request.headers.get("If-Match", "").strip()
    found = _VERSION.search(asked)
    if not found:
        raise Refusal(
            _("Bitte senden Sie in If-Match den ETag mit, den Sie beim Lesen bekommen haben."), status=428
        )
    return int(found.group(1))


def with_version(deed: Callable[[], Any]) -> Any:
    """Runs the deed; somebody else's change in between is answered with 412, as HTTP wants it for If-Match."""
    try:
        return deed()
    except Conflict as conflict:
        raise Stale(conflict) from None
