# SPDX-License-Identifier: EUPL-1.2
"""Deeds of the market: stalls, bookings, questions, keepers, time windows."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import (
    Gathering,
    Item,
    ItemKind,
    ItemStatus,
    Placement,
    PlacementRole,
    Signal,
    SignalKind,
    Space,
)
from ...rules import require_seat
from .. import Call
from . import stalls
from .finding import require_policy, space_named
from .places import BOOKED, FREE


def add_stall(call: Call) -> str:
    """Opens a stall: for oneself, or entered by the lead for somebody without a phone."""
    with step(call.gathering, "tables.stall", call.by, stage=call.stage) as live:
        given = require_policy(call, BOOKED, FREE)
        space = stalls.add_stall(
            live.gathering,
            call.stage,
            title=call.values["title"].strip(),
            text=call.values["text"].strip(),
            sort=call.values["sort"],
            capacity=call.values["capacity"],
            author=call.by.seat,
        )
        if given["policy"] == BOOKED:
            stalls.staff_stalls(live.gathering, call.stage, given)
        live.note(space=space.pk)
    return gettext("Ihr Stand ist eröffnet: %(name)s.") % {"name": space.name}


def stall_named(gathering: Gathering, number: int) -> tuple[Space, Item]:
    space = space_named(gathering, number)
    item = stalls.item_of(gathering, space)
    if item is None:
        raise Refusal(_("Diesen Stand gibt es nicht mehr. Wählen Sie einen anderen."), status=404)
    return space, item


def book(call: Call) -> str:
    """Asks for a place at a stall in a time window; when all are taken, for one on the waiting list."""
    seat = require_seat(call.by)
    number, _dash, window = call.values["place"].partition("-")
    with step(call.gathering, "tables.book", call.by, stage=call.stage) as live:
        given = require_policy(call, BOOKED)
        space, _item = stall_named(live.gathering, int(number))
        place = stalls.book(live.gathering, call.stage, given, seat, space, int(window))
        live.note(space=space.pk, window=int(window), waits=place)
    if place:
        return gettext(
            "Dort ist alles belegt. Sie stehen auf der Warteliste, an Stelle %(place)d. Wird etwas frei, rücken Sie nach."
        ) % {"place": place}
    return gettext("Sie haben einen Platz: %(name)s, Zeitfenster %(window)s.") % {
        "name": space.name,
        "window": window,
    }


def cancel(call: Call) -> str:
    """Gives a place back; whoever waits first has it now."""
    seat = require_seat(call.by)
    number, _dash, window = call.values["place"].partition("-")
    with step(call.gathering, "tables.cancel", call.by, stage=call.stage) as live:
        require_policy(call, BOOKED)
        space = space_named(live.gathering, int(number))
        mine = Placement.objects.filter(stage=call.stage, seat=seat, space=space, role=PlacementRole.BOOKED)
        if not any(stalls.window_of(call.stage, row) == int(window) for row in mine):
            live.nothing()
            return ""
        moved = stalls.cancel(live.gathering, call.stage, seat, space, int(window))
        live.note(space=space.pk, window=int(window), moved=[row.seat_id for row in moved])
    return gettext("Abgesagt. Danke, dass Sie Bescheid sagen.")


def consent(call: Call) -> None:
    """ "The stall may see my name"; the second time takes it back."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.consent", call.by, stage=call.stage) as live:
        _space_row, item = stall_named(live.gathering, call.values["space"])
        gone, _rows = Signal.objects.filter(seat=seat, item=item, kind=SignalKind.CHOICE).delete()
        if not gone:
            Signal.objects.create(seat=seat, item=item, kind=SignalKind.CHOICE)
        live.note(on=not gone)


def ask(call: Call) -> str:
    """Asks a stall something; its keepers answer when they have time."""
    with step(call.gathering, "tables.ask", call.by, stage=call.stage) as live:
        space, item = stall_named(live.gathering, call.values["space"])
        asked = Item.objects.create(
            gathering=live.gathering,
            stage=call.stage,
            space=space,
            author=call.by.seat,
            channel=call.by.seat.channel if call.by.seat is not None else "room",
            kind=ItemKind.QUESTION,
            body=call.values["text"].strip(),
            data={"stall": item.pk},
        )
        live.note(item=asked.pk, space=space.pk)
    return gettext("Ihre Frage ist am Stand.")


def reply(call: Call) -> str:
    """A keeper answers a question to the stall."""
    with step(call.gathering, "tables.reply", call.by, stage=call.stage) as live:
        asked = (
            live.gathering.items.filter(pk=call.values["item"], kind=ItemKind.QUESTION)
            .select_related("space")
            .first()
        )
        if asked is None or asked.space is None or "stall" not in asked.data:
            raise Refusal(_("Diese Frage gibt es nicht mehr."), status=404)
        require_keeper(call, stalls.item_of(live.gathering, asked.space))
        asked.answer, asked.status = call.values["text"].strip(), ItemStatus.ANSWERED
        asked.changed_at = timezone.now()
        asked.save(update_fields=["answer", "status", "changed_at"])
        live.note(item=asked.pk)
    return gettext("Beantwortet.")


def require_keeper(call: Call, item: Item | None) -> None:
    if not call.by.leads and (call.by.seat is None or call.by.seat.pk not in stalls.keepers(item)):
        raise Refusal(_("Das macht, wer den Stand betreut. Fragen Sie dort, ob Sie helfen können."))


def keep(call: Call) -> str:
    """Helps at a stall; the second time stops helping. The last keeper goes only when the stall has another."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.keep", call.by, stage=call.stage) as live:
        given = require_policy(call, BOOKED)
        _space_row, item = stall_named(live.gathering, call.values["space"])
        found = stalls.keepers(item)
        if seat.pk in found:
            item.data = {**item.data, "keepers": [pk for pk in found if pk != seat.pk]}
            said = gettext("Sie betreuen diesen Stand nicht mehr.")
        else:
            item.data = {**item.data, "keepers": [*found, seat.pk]}
            said = gettext("Danke. Sie betreuen diesen Stand mit.")
        item.save(update_fields=["data"])
        stalls.staff_stalls(live.gathering, call.stage, given)
        live.note(space=item.room_id, on=seat.pk not in found)
    return said


def ring_in(call: Call) -> str:
    """Rings a time window in: visitors change, and at half time the keepers do where they are two."""
    with step(call.gathering, "tables.window", call.by, stage=call.stage) as live:
        given = require_policy(call, BOOKED)
        number = call.values["number"]
        if number > given["windows"]:
            raise Refusal(
                _("Es gibt nur %(most)d Zeitfenster. Gehen Sie weiter zum nächsten Schritt.")
                % {"most": given["windows"]},
                status=409,
            )
        if number == stalls.current(live.gathering, call.stage):
            live.nothing()
            return ""
        changed = stalls.ring_in(live.gathering, call.stage, given, number)
        live.note(window=number, keepers=changed)
    return gettext("Zeitfenster %(number)d läuft.") % {"number": number}
