# SPDX-License-Identifier: EUPL-1.2
"""Choosing how a gathering is seen from afar, and closing its rooms.

When a gathering ends, its rooms are closed by the worker: nobody waits for another server, and what fails is tried again.
`policies["rooms"]` says meanwhile that they are still to be closed, and how often that failed.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.schedule import every

from .. import rules
from ..commands import step
from ..models import Gathering, State
from ..queries import Look
from ..rules import CLOCK, Actor
from . import adapter, choices, rooms

CLOSING = ("bbb",)
MOST_TRIES = 5


def choose_video(
    *, gathering: Gathering, kind: str, address: str, tables: Mapping[int, str], by: Actor
) -> None:
    """Says how people see and hear each other: not at all, by addresses of another system, or by the city's server."""
    rules.require_lead(by)
    if kind not in choices():
        raise Refusal(_("Diese Art von Video ist hier nicht eingerichtet."), status=400, field="kind")
    with step(gathering, "video.chosen", by) as live:
        chosen = {
            "kind": kind,
            "address": address,
            "tables": {str(number): link for number, link in tables.items() if link},
        }
        live.gathering.policies = {**live.gathering.policies, "video": chosen}
        live.note(kind=kind)


def close_rooms(*, gathering: Gathering, by: Actor) -> int:
    """Ends the meetings of a gathering; who is still in one is sent out. Returns how many were asked to end."""
    rules.require_lead(by)
    return _end_all(gathering)


def _end_all(gathering: Gathering) -> int:
    server = adapter(rooms.choice_of(gathering)["kind"])
    found = rooms.all_rooms(Look(gathering))
    for room in found:
        server.end(room)
    return len(found)


def leave_to_worker(row: Gathering) -> None:
    """Inside the deed that ends a gathering: its rooms are to be closed, where the city's server can do that."""
    if rooms.choice_of(row)["kind"] in CLOSING and rooms.has_video(row):
        row.policies = {**row.policies, "rooms": {"failed": 0}}


def keep_open(row: Gathering) -> None:
    """Inside the deed that opens it again."""
    row.policies = {key: value for key, value in row.policies.items() if key != "rooms"}


@every(minutes=1)
def close_left_rooms() -> int:
    """Closes the rooms of gatherings that have ended. While their server cannot be reached, whoever leads reads so at the
    console; after some tries it is left to the server, which closes empty rooms by itself. Returns how many were closed.
    """
    closed = 0
    waiting = Gathering.objects.filter(
        state=State.DONE, policies__rooms__failed__lt=MOST_TRIES
    ).select_related("event")
    for row in waiting:
        try:
            number, failed = _end_all(row), 0
        except Refusal:
            number, failed = 0, row.policies["rooms"]["failed"] + 1
        closed += number
        with step(row, "video.not_closed" if failed else "video.closed", CLOCK) as live:
            now = live.gathering
            if now.state != State.DONE or "rooms" not in now.policies:
                live.nothing()  # opened again meanwhile
                continue
            keep_open(now)
            if failed:
                now.policies["rooms"] = {"failed": failed}
            live.note(number=number, failed=failed)
    return closed
