# SPDX-License-Identifier: EUPL-1.2
"""Who really came to a stall: by the square code on its sign, or entered by its keepers for people without a phone.

A visit is a placement that somebody took themselves; whom a booking put there (`assigned`) has not come yet. Whoever comes without a booking gets a place if one is free, otherwise the next on the waiting list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import (
    Gathering,
    Item,
    Origin,
    Placement,
    PlacementRole,
    Seat,
    SignalKind,
    Space,
    Stage,
)
from ...queries import Look
from ...rules import Actor, require_seat
from .. import Call
from . import seating, stalls
from .finding import require_policy, seat_named
from .market import require_keeper, stall_named
from .places import BOOKED, FREE
from .walking import require_room


def visit(call: Call) -> str:
    """ "I am here": whoever scanned the code of a stall."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.visit", call.by, stage=call.stage) as live:
        given = require_policy(call, BOOKED, FREE)
        space, _item = stall_named(live.gathering, call.values["space"])
        here = seating.place_of(call.stage, seat)
        if _is_known(here, space):
            live.nothing()
            return gettext("Sie sind schon eingecheckt: %(name)s.") % {"name": space.name}
        waits = _come(live.gathering, call.stage, given, seat, space)
        live.note(space=space.pk, waits=waits)
    return _said(space, waits)


def check_in(call: Call) -> str:
    """Enters somebody who has no phone with them: by the keepers of the stall, or the lead."""
    with step(call.gathering, "tables.checkin", call.by, stage=call.stage) as live:
        given = require_policy(call, BOOKED, FREE)
        space, item = stall_named(live.gathering, call.values["space"])
        require_keeper(call, item)
        seat = seat_named(live.gathering, call.values["seat"])
        if not call.by.leads and seat.pk not in {one.pk for one in _listed(live.gathering, item)}:
            raise Refusal(
                _("Wer ein Telefon dabeihat, checkt mit dem Code auf dem Schild ein."),
                status=403,
                field="seat",
            )
        here = seating.place_of(call.stage, seat)
        if _is_known(here, space):
            live.nothing()
            return gettext("%(name)s ist schon eingetragen.") % {"name": seat.name}
        waits = _come(live.gathering, call.stage, given, seat, space)
        live.note(space=space.pk, waits=waits)
    return (
        gettext("%(name)s steht auf der Warteliste, an Stelle %(place)d.")
        % {"name": seat.name, "place": waits}
        if waits
        else gettext("%(name)s ist eingetragen.") % {"name": seat.name}
    )


def ready(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
    """Whom one can enter: people without a phone, and those booked who let the stall see their name."""
    number = str(form.data.get("space") if form.is_bound else form.initial.get("space", ""))
    space = next((each for each in look.spaces if str(each.pk) == number), None)
    item = stalls.item_of(look.gathering, space) if space is not None else None
    if not by.leads and (by.seat is None or by.seat.pk not in stalls.keepers(item)):
        raise Refusal(_("Das macht, wer den Stand betreut. Fragen Sie dort, ob Sie helfen können."))
    people = (
        list(look.gathering.seats.filter(left_at=None).order_by("name", "pk"))
        if by.leads
        else _listed(look.gathering, item)
    )
    form.fields["seat"].widget.choices = [("", _("bitte wählen")), *((one.pk, one.name) for one in people)]
    if space is not None:
        form.fields["seat"].label = gettext("Wer ist am Stand „%(name)s“?") % {"name": space.name}


def _listed(gathering: Gathering, item: Item | None) -> list[Seat]:
    without = gathering.seats.filter(left_at=None, token_hash="")
    shown = gathering.seats.filter(left_at=None, signals__item=item, signals__kind=SignalKind.CHOICE)
    own = set(stalls.keepers(item))
    found = {seat.pk: seat for seat in [*without, *shown] if seat.pk not in own}
    return sorted(found.values(), key=lambda seat: (seat.name.casefold(), seat.pk))


def _is_known(here: Placement | None, space: Space) -> bool:
    return (
        here is not None
        and here.space_id == space.pk
        and here.role == PlacementRole.GUEST
        and here.origin == Origin.SELF
    )


def _come(gathering: Gathering, stage: Stage, given: Mapping[str, Any], seat: Seat, space: Space) -> int:
    """Somebody is at the stall. Returns 0, or how far they are on the waiting list."""
    here = seating.place_of(stage, seat)
    if here is not None and here.role == PlacementRole.KEEPER:
        raise Refusal(
            _("Sie betreuen gerade „%(name)s“. Wenn Sie abgelöst sind, können Sie andere Stände besuchen.")
            % {"name": here.space.name},
            status=409,
        )
    window = stalls.current(gathering, stage)
    if given["policy"] == BOOKED:
        waits = stalls.book(gathering, stage, given, seat, space, window)
        if waits:
            return waits
        here = seating.place_of(stage, seat)
    elif here is None or here.space_id != space.pk:
        require_room(stage, space, gathering)
    if here is None or here.space_id != space.pk:
        seating.put(stage, seat, space, origin=Origin.SELF)
    else:
        here.origin = Origin.SELF
        here.save(update_fields=["origin"])
    return 0


def _said(space: Space, waits: int) -> str:
    if waits:
        return gettext(
            "Gerade ist alles belegt. Sie stehen auf der Warteliste, an Stelle %(place)d. Wird etwas frei, rücken Sie nach."
        ) % {"place": waits}
    return gettext("Willkommen am Stand: %(name)s.") % {"name": space.name}
