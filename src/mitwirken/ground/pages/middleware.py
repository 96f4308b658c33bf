# SPDX-License-Identifier: EUPL-1.2
"""Tells the front, page by page, what a page depends on and that it may be kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from . import generations

ASKED = "mitwirken.page_asked"  # set by the front: no session, nothing personal in the request
ANSWERED = "mitwirken.page"  # set here for the front: a Kept


@dataclass(frozen=True, slots=True)
class Kept:
    """The slots a page depends on, and their generations from before it was rendered."""

    slots: tuple[int, ...]
    generations: tuple[int, ...]


class NoticedCookies(dict[str, str]):
    """Cookies that know whether somebody looked: a page made from a cookie is a page for one person."""

    looked = False
    # These two are asked for on every request; whether they mattered is seen by Set-Cookie.
    harmless = frozenset({settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME})

    def _look(self, name: object) -> None:
        if name not in self.harmless:
            self.looked = True

    def __getitem__(self, name: str) -> str:
        self._look(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._look(name)
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._look(name)
        return super().get(name, default)


class PublicPageMiddleware:
    """Innermost, so that the generations are read before the first query of the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if ASKED not in request.META:
            return self.get_response(request)
        before = generations.snapshot()
        cookies = NoticedCookies(request.COOKIES)
        request.COOKIES = cookies
        response = self.get_response(request)
        if response.status_code == 200 and not response.streaming and not cookies.looked:
            topics = getattr(request, "page_topics", None)
            slots = (
                tuple({generations.slot(topic) for topic in topics}) if topics else (generations.EVERYTHING,)
            )
            request.META[ANSWERED] = Kept(slots, tuple(before[slot] for slot in slots))
        return response
