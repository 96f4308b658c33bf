# SPDX-License-Identifier: EUPL-1.2
"""Free movement: people go where they want."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import Gathering, Origin, Placement, PlacementRole, Space, Stage
from ...rules import require_seat
from .. import Call
from . import seating
from .finding import require_policy, space_named
from .places import FREE, places


def go(call: Call) -> str:
    """Goes to a room or a stall, at once. Nobody has to allow it; only a full room refuses."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.go", call.by, stage=call.stage) as live:
        require_policy(call, FREE)
        space = space_named(live.gathering, call.values["space"])
        here = seating.place_of(call.stage, seat)
        if here is not None and here.space_id == space.pk:
            live.nothing()
            return ""
        require_room(call.stage, space, live.gathering)
        seating.put(call.stage, seat, space, origin=Origin.SELF)
        live.note(space=space.pk)
    return gettext("Sie sind jetzt hier: %(name)s.") % {"name": space.name}


def require_room(stage: Stage, space: Space, gathering: Gathering) -> None:
    if not space.capacity:
        return
    counts: dict[int, int] = {}
    for pk in (
        Placement.objects.filter(stage=stage, until=None)
        .exclude(role=PlacementRole.BOOKED)
        .values_list("space_id", flat=True)
    ):
        counts[pk] = counts.get(pk, 0) + 1
    if counts.get(space.pk, 0) < space.capacity:
        return
    other = next(
        (row for row in places(gathering, FREE) if not row.capacity or counts.get(row.pk, 0) < row.capacity),
        None,
    )
    values = {"name": space.name, "most": space.capacity, "other": other.name if other is not None else ""}
    raise Refusal(
        _("%(name)s ist voll: alle %(most)d Plätze sind besetzt. Frei ist noch: %(other)s.") % values
        if other is not None
        else _("%(name)s ist voll: alle %(most)d Plätze sind besetzt. Warten Sie kurz, es geht bald jemand.")
        % values,
        status=409,
    )


def go_out(call: Call) -> None:
    """Leaves the room, is between the rooms."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.out", call.by, stage=call.stage) as live:
        require_policy(call, FREE)
        if seating.get_up(call.stage, seat) is None:
            live.nothing()
