# SPDX-License-Identifier: EUPL-1.2
"""Makes every page of a shared device one that leaves nothing behind."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.utils.cache import add_never_cache_headers

from . import actions, queries, registry, rules
from .models import Device

GRACE = 120
"""So many seconds somebody may still send what was typed while the page was about to turn."""
SELDOM = 15
_AUTOCOMPLETE = re.compile(rb' autocomplete="[^"]*"')
_LINK = re.compile(rb'(<a\b[^>]*?) href="([^"]*)"')


class DeviceMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        pk = request.session.get(actions.DEVICE)
        if pk is None:
            return self.get_response(request)
        device = queries.running(pk)
        if device is None:
            actions.leave(request)
            return HttpResponseRedirect("/")
        request.device = device  # type: ignore[attr-defined]
        here = request.path_info
        idle = actions.idle_seconds(request)
        if idle > device.seconds + GRACE:
            actions.begin(request, device)
            return without_traces(request, HttpResponseRedirect(device.start))
        if request.method in ("GET", "HEAD") and not rules.may_go(device, here):
            return HttpResponseRedirect(device.start)
        if idle > SELDOM and not here.startswith("/geraet/"):
            actions.keep(request, device)
        response = self.get_response(request)
        self._stay(request, device)
        add_never_cache_headers(response)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            response.content = _without_memory(response.content, device)
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response

    @staticmethod
    def _stay(request: HttpRequest, device: Device) -> None:
        """Signing in and out makes a new session; the device is still a shared one."""
        if getattr(request, "device", None) is None:
            return
        session = request.session
        if session.get(actions.DEVICE) != device.pk or not session.get_expire_at_browser_close():
            actions.keep(request, device)
        match = request.resolver_match
        if match is not None and registry.leaves(match.view_name) and not request.user.is_authenticated:
            actions.note_trace(request, match.view_name, match.kwargs)


def without_traces(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What browsers keep beside the session: cookies, drafts, pages."""
    for name in request.COOKIES:
        if name not in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
            response.delete_cookie(name)
    response["Clear-Site-Data"] = '"cache", "storage"'
    add_never_cache_headers(response)
    return response


def _without_memory(page: bytes, device: Device) -> bytes:
    """No form asks the browser to remember; on a kiosk, links that lead out are words."""
    page = _AUTOCOMPLETE.sub(b"", page).replace(b"<form ", b'<form autocomplete="off" ')

    def stay(found: re.Match[bytes]) -> bytes:
        address = urlsplit(unescape(found[2].decode()))
        inside = not address.scheme and not address.netloc
        if inside and (
            not address.path or not address.path.startswith("/") or rules.may_go(device, address.path)
        ):
            return found[0]
        return found[1]

    return _LINK.sub(stay, page) if device.is_kiosk else page
