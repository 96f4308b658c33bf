# SPDX-License-Identifier: EUPL-1.2
"""Which meeting somebody belongs to now, and as what: read from placements, turns and roles."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import drawing
from ..kinds import talk
from ..models import Gathering, Seat, SeatRole, Space, SpaceKind
from ..queries import Look
from . import Guest, Room


def choice_of(gathering: Gathering) -> dict[str, Any]:
    """What was chosen for this gathering: `kind`, for links `address` and `tables`. Without a choice what the operator runs,
    or the event's own address.
    """
    given = gathering.policy("video") or {}
    chosen = {"kind": given} if isinstance(given, str) else dict(given)
    if not chosen.get("kind"):
        own = bool(gathering.event.online_link)
        chosen["kind"] = "link" if settings.VIDEO in ("none", "link") and own else settings.VIDEO
    chosen.setdefault("address", gathering.event.online_link)
    chosen.setdefault("tables", {})
    return chosen


def has_video(gathering: Gathering) -> bool:
    chosen = choice_of(gathering)
    if chosen["kind"] == "link":
        return bool(chosen["address"] or chosen["tables"])
    return chosen["kind"] in ("jitsi", "bbb") and chosen["kind"] == settings.VIDEO


def key_of(gathering: Gathering, space: Space | None) -> str:
    """The name of a meeting: the same for all who belong there, and not to be guessed from the code on the wall."""
    plain = f"{gathering.pk}:{space.pk if space is not None else 'plenum'}"
    seal = hmac.new(settings.SECRET_KEY.encode(), f"video:{plain}".encode(), hashlib.sha256).hexdigest()
    where = f"ort{space.pk}" if space is not None else "plenum"
    return f"mitwirken-{gathering.code.lower()}-{where}-{seal[:16]}"


def room_of(gathering: Gathering, space: Space | None) -> Room:
    chosen = choice_of(gathering)
    address = chosen["address"]
    if space is not None:
        address = chosen["tables"].get(str(space.pk)) or address
    title = str(gathering.event)
    return Room(
        key_of(gathering, space),
        f"{space.name} · {title}" if space is not None else title,
        address,
        settings.BASE_URL + reverse("live:phone", args=[gathering.code]),
    )


def space_of(look: Look, seat: Seat | None) -> Space | None:
    """Where the seat is: a table, room or stall has a meeting of its own; the circle is in the midst of the plenary."""
    number = drawing.space_of(look, seat) if seat is not None else None
    space = next((each for each in look.spaces if each.pk == number), None)
    if space is None or space.kind in (SpaceKind.CIRCLE, SpaceKind.PLENARY):
        return None
    return space


def guest_of(look: Look, seat: Seat | None) -> Guest:
    """As what somebody goes there. Without a seat: staff, who lead."""
    if seat is None:
        return Guest("leitung", _("Moderation"), moderates=True)
    return Guest(
        f"platz-{seat.pk}",
        seat.name,
        moderates=seat.has(SeatRole.LEAD, SeatRole.COHOST),
        speaks=talk.may_publish(look, seat),
    )


def all_rooms(look: Look) -> list[Room]:
    kinds = (SpaceKind.TABLE, SpaceKind.ROOM, SpaceKind.STALL)
    return [
        room_of(look.gathering, None),
        *(room_of(look.gathering, space) for space in look.spaces if space.kind in kinds),
    ]
