# SPDX-License-Identifier: EUPL-1.2
"""The door to the video room: it looks where somebody is now and sends them there. And the choice of how."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.refusal import Refusal

from .. import rules
from ..models import Gathering, SpaceKind
from ..queries import Look
from ..rules import Actor
from ..visits import actor_of, find
from . import actions, adapter, forms, rooms

MOST_TABLES = 60
"""So many links can be given by hand; with more tables a server of its own is the better way."""


def _come(request: HttpRequest, code: str) -> tuple[Gathering, Actor]:
    gathering = find(request, code)
    return gathering, actor_of(request, gathering)


@require_GET
def go(request: HttpRequest, code: str) -> HttpResponse:
    """To the meeting of one's table, or of all. Made anew at each click: passes are short-lived, and people move."""
    gathering, by = _come(request, code)
    seat = by.seat if by.seat is not None and by.seat.is_here else None
    if seat is None and not by.leads:
        return redirect("live:join", gathering.code)
    require_pace(f"seat-{seat.pk}" if seat else address_of(request), "live.video", at_most=20, seconds=60)
    look = Look(gathering)
    space = rooms.space_of(look, seat)
    if by.leads and request.GET.get("ort", "").isdigit():
        space = next((each for each in look.spaces if str(each.pk) == request.GET["ort"]), None)
    if not gathering.is_open and not by.leads:
        rules.require_open(gathering)
    error = ""
    try:
        address = adapter(rooms.choice_of(gathering)["kind"]).join(
            rooms.room_of(gathering, space), rooms.guest_of(look, seat)
        )
    except Refusal as refusal:
        error, address = str(refusal), ""
    if address:
        response = HttpResponse(status=303, headers={"Location": address, "Referrer-Policy": "no-referrer"})
    else:
        response = render(
            request,
            "live/video/none.html",
            {"gathering": gathering, "event": gathering.event, "error": error, "leads": by.leads},
            status=502 if error else 200,
        )
    add_never_cache_headers(response)
    return response


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever leads: how this gathering is seen from afar."""
    gathering, by = _come(request, code)
    rules.require_lead(by)
    spaces = list(gathering.spaces.filter(closed_at=None).exclude(kind=SpaceKind.CIRCLE)[:MOST_TABLES])
    chosen = rooms.choice_of(gathering)
    form = forms.VideoForm(
        request.POST if request.method == "POST" and "close" not in request.POST else None,
        spaces=spaces,
        initial={
            "kind": chosen["kind"],
            "address": chosen["address"],
            **{f"table-{number}": link for number, link in chosen["tables"].items()},
        },
    )
    error = ""
    if request.method == "POST":
        try:
            if "close" in request.POST:
                number = actions.close_rooms(gathering=gathering, by=by)
                messages.success(
                    request,
                    ngettext("%(number)d Videoraum ist zu.", "%(number)d Videoräume sind zu.", number)
                    % {"number": number},
                )
                return redirect("live:video-choice", gathering.code)
            if form.is_valid():
                actions.choose_video(
                    gathering=gathering,
                    kind=form.cleaned_data["kind"],
                    address=form.cleaned_data["address"],
                    tables=form.tables,
                    by=by,
                )
                messages.success(
                    request, _("Gespeichert. Der Weg zum Videoraum steht jetzt auf den Telefonen.")
                )
                return redirect("live:console", gathering.code)
        except Refusal as refusal:
            if refusal.field in form.fields and form.is_bound:
                form.add_error(refusal.field, str(refusal))
            else:
                error = str(refusal)
    response = render(
        request,
        "live/video/choice.html",
        {
            "gathering": gathering,
            "event": gathering.event,
            "form": form,
            "error": error,
            "runs": chosen["kind"] == "bbb",
        },
        status=422 if form.errors else 502 if error else 200,
    )
    add_never_cache_headers(response)
    return response
