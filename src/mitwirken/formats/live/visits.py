# SPDX-License-Identifier: EUPL-1.2
"""Who comes to which gathering, by which page, and where they go back to: what every door of a gathering asks first."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.refusal import Refusal

from . import drawing, queries, rules
from .models import Gathering, Seat
from .rules import Actor


def find(request: HttpRequest, code: str) -> Gathering:
    gathering = queries.by_code(code)
    if gathering is None:
        # Only wrong codes are counted: a whole hall may come in by one address of the net.
        require_pace(address_of(request), "live.code", at_most=30, seconds=600)
        raise Refusal(
            _(
                "Mit diesem Code läuft hier kein Treffen. Bitte prüfen Sie ihn: Er steht auf der Leinwand und in der Einladung."
            ),
            status=404,
        )
    return gathering


def seat_of(request: HttpRequest, gathering: Gathering) -> Seat | None:
    return queries.seat_of(gathering, request.COOKIES.get(drawing.cookie_name(gathering), ""))


def actor_of(request: HttpRequest, gathering: Gathering) -> Actor:
    person = request.user if request.user.is_authenticated else None
    return Actor(seat=seat_of(request, gathering), person=person)


def private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response


BACK = {
    "phone": "live:phone",
    "console": "live:console",
    "theme": "live:theme",
    "people": "live:people",
    "sheet": "live:sheet",
    "minutes": "live:minutes",
    "minutes_edit": "live:minutes_edit",
}


def back_to(gathering: Gathering, view: str, space: str = "") -> str:
    """The page somebody came from, as forms and links name it: `console`, `table` with its place, `sheet-7`, `item-12`."""
    name, _dash, number = view.partition("-")
    if name == "table" and _is_number(space):
        return reverse("live:table", args=[gathering.code, int(space)])
    if name in ("sheet", "item") and _is_number(number):
        page = "live:stage" if name == "sheet" else "live:minutes_item"
        return reverse(page, args=[gathering.code, int(number)])
    return reverse(BACK.get(view, "live:phone"), args=[gathering.code])


def came_from(request: HttpRequest, gathering: Gathering) -> tuple[str, str]:
    """View and place as a link or form names them. A table's part stands on its own page and on the phone of everybody
    there, the same for both; which of them it was, the browser says.
    """
    view = request.POST.get("view") or request.GET.get("view", "phone")
    before = urlsplit(request.headers.get("Referer", "")).path
    if view == "table" and before == reverse("live:phone", args=[gathering.code]):
        view = "phone"
    return view, request.POST.get("space") or request.GET.get("space", "")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def led(request: HttpRequest, code: str) -> tuple[Gathering, Actor]:
    gathering = find(request, code)
    by = actor_of(request, gathering)
    rules.require_lead(by)
    return gathering, by
