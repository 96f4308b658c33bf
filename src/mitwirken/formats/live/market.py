# SPDX-License-Identifier: EUPL-1.2
"""Pages of a market of knowledge: the list of stalls with its filter, one stall, its sign with a square code.

They stand still while somebody looks for something; what is under way is on the phone's live page.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.ui import codes

from . import kinds
from .kinds.tables import listing
from .kinds.tables.places import BOOKED, FREE, places_among
from .kinds.tables.settings import given_of
from .kinds.tables.shown import Table
from .kinds.tables.stalls import keepers
from .models import Gathering, ItemKind, Origin, Seat, SpaceKind, Stage
from .queries import Look
from .rules import Actor
from .visits import actor_of, find, private

A_PAGE = 30


def _come(request: HttpRequest, code: str) -> tuple[Look, Actor]:
    gathering = find(request, code)
    by = actor_of(request, gathering)
    return Look(gathering), Actor(
        seat=by.seat if by.seat is not None and by.seat.is_here else None, person=by.person
    )


def _market(look: Look) -> tuple[Stage | None, dict[str, Any], list[Table]]:
    """The step in which the market is open, what is set for it, and its stalls."""
    stage = look.stage
    if stage is None or "tables" not in stage.kinds or given_of(stage)["policy"] not in (BOOKED, FREE):
        return None, {}, []
    kind = kinds.kind_named("tables")
    data = look.once(("data", stage.pk, "tables"), partial(kind.load, look, stage))
    return stage, given_of(stage), data["tables"]


def _page(request: HttpRequest, look: Look, template: str, **context: Any) -> HttpResponse:
    response = render(
        request,
        template,
        {"gathering": look.gathering, "event": look.event, "look": look, "view": "stalls", **context},
    )
    return private(response)


@require_GET
def stalls(request: HttpRequest, code: str) -> HttpResponse:
    """All stalls, narrowed down by a plain form. For everybody with the code; who has a seat can book."""
    look, by = _come(request, code)
    stage, given, tables = _market(look)
    wanted = listing.asked_for(request.GET)
    found = listing.chosen(tables, wanted)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("seite"))
    return _page(
        request,
        look,
        "live/stalls.html",
        stage=stage,
        given=given,
        wanted=wanted,
        number=len(found),
        whole=len(tables),
        page=page,
        data={"tables": page.object_list, "few": page.object_list},
        buttons=by.seat is not None and stage is not None and given["policy"] == BOOKED,
        by=by,
    )


@require_GET
def stall(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One stall: where the code on its sign leads. Whoever scans it says with one tap that they are here."""
    look, by = _come(request, code)
    if by.seat is None and not by.leads:
        return redirect(f"{reverse('live:join', args=[look.gathering.code])}?stand={number}&wo=room")
    stage, given, tables = _market(look)
    table = next((each for each in tables if each.space.pk == number), None)
    space = next((each for each in look.spaces if each.pk == number), None)
    if space is None:
        raise Refusal(_("Diesen Stand gibt es nicht mehr. Wählen Sie einen anderen."), status=404)
    seat = by.seat
    here = table is not None and seat is not None and any(row.seat_id == seat.pk for row in table.people)
    return _page(
        request,
        look,
        "live/stall.html",
        stage=stage,
        given=given,
        space=space,
        table=table,
        here=here,
        known=_checked_in(table, seat),
        keeps=table is not None and _keeps(by, table.item),
        data={"tables": [table] if table is not None else [], "few": [table] if table is not None else []},
        by=by,
    )


@require_GET
def signs(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """The sign of a stall for its keepers, or those of all for the lead: name, what it is, square code."""
    look, by = _come(request, code)
    spaces = places_among(look.spaces, BOOKED)
    items = {
        item.room_id: item
        for item in look.gathering.items.filter(
            kind__in=[ItemKind.OFFER, ItemKind.NEED], room__kind=SpaceKind.STALL
        )
    }
    if number is not None:
        spaces = [space for space in spaces if space.pk == number]
        if not spaces:
            raise Refusal(_("Diesen Stand gibt es nicht mehr. Wählen Sie einen anderen."), status=404)
        allowed = _keeps(by, items.get(number))
    else:
        allowed = by.leads
    if not allowed:
        raise Refusal(_("Das Schild druckt, wer den Stand betreut oder das Treffen leitet."), status=403)
    return _page(
        request,
        look,
        "live/stall_signs.html",
        signs=[
            (
                space,
                items.get(space.pk),
                codes.drawing(address_of_stall(look.gathering, space.pk), sized=False),
            )
            for space in spaces
        ],
    )


def _checked_in(table: Table | None, seat: Seat | None) -> bool:
    """They are here, and said so."""
    return (
        table is not None
        and seat is not None
        and any(row.seat_id == seat.pk and row.origin == Origin.SELF for row in table.visitors)
    )


def _keeps(by: Actor, item: Any) -> bool:
    return by.leads or (by.seat is not None and by.seat.pk in keepers(item))


def address_of_stall(gathering: Gathering, number: int) -> str:
    return f"{settings.BASE_URL}/live/{gathering.code}/staende/{number}/"
