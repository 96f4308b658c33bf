# SPDX-License-Identifier: EUPL-1.2
"""Tables, rooms and stalls of a policy; who is online and whether they sit apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mitwirken.ground.deeds.channel import Channel

from ...models import Gathering, Seat, Space, SpaceKind

ASSIGNED, FREE, FIXED, BOOKED = "assigned", "free", "fixed", "booked"


SEATED = (ASSIGNED, FIXED)


PLACES: Mapping[str, tuple[str, ...]] = {
    ASSIGNED: (SpaceKind.TABLE, SpaceKind.ROOM),
    FIXED: (SpaceKind.TABLE, SpaceKind.ROOM),
    FREE: (SpaceKind.ROOM, SpaceKind.STALL, SpaceKind.TABLE),
    BOOKED: (SpaceKind.STALL,),
}


def places(gathering: Gathering, policy: str) -> list[Space]:
    """The open places of a policy: tables, or rooms where there are no tables."""
    rows = list(gathering.spaces.filter(closed_at=None).order_by("position", "pk"))
    return places_among(rows, policy)


def places_among(rows: Iterable[Space], policy: str) -> list[Space]:
    rows = list(rows)
    for kind in PLACES[policy]:
        found = [row for row in rows if row.kind == kind]
        if found:
            return found
    return []


def is_online(seat: Seat) -> bool:
    return seat.channel in (Channel.ONLINE, Channel.PHONE)


def is_separate(gathering: Gathering) -> bool:
    """People online sit at tables of their own; otherwise everybody is mixed."""
    return bool(gathering.policy("online_tables") == "separate")
