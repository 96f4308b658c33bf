# SPDX-License-Identifier: EUPL-1.2
"""Who stays at a table and welcomes the next group."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import Placement, PlacementRole, Signal, SignalKind, Space, Stage
from ...rules import require_open, require_seat
from .. import Call
from . import seating
from .finding import seat_named


def stay_as_host(call: Call) -> str:
    """ "I stay as the host of this table"."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.host", call.by, stage=call.stage) as live:
        here = seating.place_of(call.stage, seat)
        if here is None:
            raise Refusal(_("Sie sitzen gerade an keinem Tisch."), status=409)
        if here.role == PlacementRole.HOST:
            live.nothing()
            return ""
        _require_no_host(call.stage, here.space)
        here.role = PlacementRole.HOST
        here.save(update_fields=["role"])
        live.note(seat=seat.pk, space=here.space_id)
    return gettext("Danke. Sie bleiben an diesem Tisch und begrüßen die nächste Gruppe.")


def _require_no_host(stage: Stage, space: Space) -> None:
    other = (
        Placement.objects.filter(stage=stage, space=space, until=None, role=PlacementRole.HOST)
        .select_related("seat")
        .first()
    )
    if other is not None:
        raise Refusal(
            _("An diesem Tisch ist schon %(name)s Gastgeber*in. Helfen Sie gern beim Mitschreiben.")
            % {"name": other.seat.name},
            status=409,
        )


def give_host_back(call: Call) -> str:
    """A host does not want to be one any longer; the table is without one until somebody stays."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.unhost", call.by, stage=call.stage) as live:
        changed = Placement.objects.filter(
            stage=call.stage, seat=seat, until=None, role=PlacementRole.HOST
        ).update(role=PlacementRole.GUEST)
        Signal.objects.filter(
            seat=seat, item=None, kind=SignalKind.INTEREST, stage__gathering=live.gathering
        ).delete()
        if not changed:
            live.nothing()
            return ""
    return gettext("Gut. Jetzt kann jemand anderes Gastgeber*in sein.")


def volunteer(call: Call) -> None:
    """ "I would host a table", said while arriving; the second time takes it back."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.volunteer", call.by, stage=call.stage) as live:
        require_open(live.gathering)
        gone, _rows = Signal.objects.filter(
            seat=seat, item=None, kind=SignalKind.INTEREST, stage__gathering=live.gathering
        ).delete()
        if not gone:
            Signal.objects.create(seat=seat, stage=call.stage, kind=SignalKind.INTEREST)
        live.note(on=not gone)


def appoint(call: Call) -> str:
    """Makes somebody at a table its host; who was it before is a guest."""
    with step(call.gathering, "tables.appoint", call.by, stage=call.stage) as live:
        seat = seat_named(live.gathering, call.values["seat"])
        here = seating.place_of(call.stage, seat)
        if here is None:
            raise Refusal(_("Dieser Mensch sitzt an keinem Tisch. Setzen Sie ihn zuerst um."), status=409)
        if here.role == PlacementRole.HOST:
            live.nothing()
            return ""
        Placement.objects.filter(
            stage=call.stage, space=here.space, until=None, role=PlacementRole.HOST
        ).update(role=PlacementRole.GUEST)
        here.role = PlacementRole.HOST
        here.save(update_fields=["role"])
        live.note(seat=seat.pk, space=here.space_id)
    return gettext("%(name)s ist jetzt Gastgeber*in: %(space)s.") % {
        "name": seat.name,
        "space": here.space.name,
    }
