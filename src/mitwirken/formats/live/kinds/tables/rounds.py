# SPDX-License-Identifier: EUPL-1.2
"""What the lead does with a round: moving people, planning anew, tables and their questions."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from ...commands import step
from ...models import Origin, Space, SpaceKind
from .. import Call
from . import seating
from .finding import require_policy, seat_named, space_named
from .places import SEATED


def move(call: Call) -> str:
    """Puts somebody at another table."""
    with step(call.gathering, "tables.move", call.by, stage=call.stage) as live:
        seat = seat_named(live.gathering, call.values["seat"])
        space = space_named(live.gathering, call.values["space"])
        here = seating.place_of(call.stage, seat)
        if here is not None and here.space_id == space.pk:
            live.nothing()
            return ""
        seating.put(call.stage, seat, space, origin=Origin.MOVED)
        live.note(seat=seat.pk, space=space.pk)
    return gettext("%(name)s sitzt jetzt hier: %(space)s.") % {"name": seat.name, "space": space.name}


def plan_again(call: Call) -> str:
    """Plans the round that runs once more, from who is there now."""
    with step(call.gathering, "tables.again", call.by, stage=call.stage) as live:
        given = require_policy(call, *SEATED)
        number = seating.again(live.gathering, call.stage, given)
        live.note(number=number)
    return ngettext(
        "%(number)d Mensch hat einen Platz.", "%(number)d Menschen haben einen Platz.", number
    ) % {"number": number}


def set_count(call: Call) -> str:
    """So many tables from now on, and the round is planned anew. Notes of a table that closes stay in the minutes."""
    number = call.values["number"]
    with step(call.gathering, "tables.count", call.by, stage=call.stage) as live:
        given = require_policy(call, *SEATED)
        rows = list(live.gathering.spaces.filter(kind=SpaceKind.TABLE).order_by("position", "pk"))
        now = timezone.now()
        for place, row in enumerate(rows):
            closed = None if place < number else row.closed_at or now
            if row.closed_at != closed:
                Space.objects.filter(pk=row.pk).update(closed_at=closed)
        Space.objects.bulk_create(
            [
                Space(
                    gathering=live.gathering,
                    kind=SpaceKind.TABLE,
                    name=gettext("Tisch %(number)d") % {"number": position},
                    colour=(position - 1) % 12 + 1,
                    position=position,
                )
                for position in range(len(rows) + 1, number + 1)
            ]
        )
        seating.again(live.gathering, call.stage, given)
        live.note(number=number)
    return gettext("Neu verteilt auf %(number)d Tische.") % {"number": number}


def set_hybrid(call: Call) -> str:
    """People online at the tables of all, or at tables of their own. Holds from the next planning."""
    with step(call.gathering, "tables.hybrid", call.by, stage=call.stage) as live:
        row, mode = live.gathering, call.values["mode"]
        if row.policy("online_tables", "mixed") == mode:
            live.nothing()
            return ""
        row.policies = {**row.policies, "online_tables": mode}
        live.note(mode=mode)
    return gettext("Gemerkt. Es gilt, sobald die Tische das nächste Mal verteilt werden.")


def set_topic(call: Call) -> str:
    """Gives a table a question of its own."""
    with step(call.gathering, "tables.topic", call.by, stage=call.stage) as live:
        space = space_named(live.gathering, call.values["space"])
        space.question = call.values["question"].strip()
        space.save(update_fields=["question"])
        live.note(space=space.pk)
    return gettext("Gespeichert.")
