# SPDX-License-Identifier: EUPL-1.2
"""Rooms and slots of the grid."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ... import planning
from ...commands import step
from ...models import Gathering, Space, SpaceKind, Stage, StageKind
from ...planning import sessions_of
from ...queries import Look
from .. import Call
from .boards import board_now
from .settings import MOST_SLOTS, given_of


def change_room(call: Call) -> str:
    """A room's name, places and equipment. Refuses to take away what a planned session needs."""
    values = call.values
    with step(call.gathering, "grid.room", call.by) as live:
        board = board_now(live, call.stage)
        room = next((room for room in board.rooms if room.pk == values["room"]), None)
        if room is None:
            raise Refusal(_("Diesen Raum gibt es nicht mehr."), status=404)
        lines = values["equipment"].replace(",", "\n").splitlines()
        room.name, room.capacity, room.online = values["name"].strip(), values["capacity"], values["online"]
        room.equipment = [line.strip()[:40] for line in lines if line.strip()][:10]
        ahead = [
            topic.pk for topic in board.placed if topic.room is room and topic.slot and topic.slot.is_ahead
        ]
        problems = board.problems(board.places, ahead)
        if problems:
            raise Refusal(problems[0], status=409, field="equipment")
        room.save(update_fields=["name", "capacity", "online", "equipment"])
        live.note(space=room.pk)
    return gettext("Gespeichert.")


def add_slot(call: Call) -> None:
    """One slot more, after the last."""
    with step(call.gathering, "grid.slot", call.by) as live:
        look = Look(live.gathering)
        base = planning.base_of(look, call.stage)
        if len(planning.slots_of(look, base)) >= MOST_SLOTS:
            raise Refusal(
                _("Mehr als %(most)d Zeitfenster hat ein Plan nicht.") % {"most": MOST_SLOTS}, status=409
            )
        add_slots(live.gathering, base, 1)


def add_slots(gathering: Gathering, base: Stage, number: int) -> None:
    look = Look(gathering)
    slots = planning.slots_of(look, base)
    stages = list(look.stages)
    after = slots[-1].pk if slots else base.pk
    place = next(place for place, row in enumerate(stages, 1) if row.pk == after)
    for count in range(1, number + 1):
        stages.insert(
            place + count - 1,
            Stage.objects.create(
                gathering=gathering,
                kind=StageKind.TABLES,
                title=gettext("Zeitfenster %(number)d") % {"number": len(slots) + count},
                minutes=given_of(base)["slot_minutes"],
                config={"also": [StageKind.GRID], StageKind.TABLES: {"policy": "free"}, StageKind.GRID: {}},
            ),
        )
    for position, row in enumerate(stages, 1):
        if row.position != position:
            Stage.objects.filter(pk=row.pk).update(position=position)


def name_rooms(gathering: Gathering, stage: Stage | None = None) -> None:
    """While a slot runs, what is talked about stands at each room, for every view that shows rooms."""
    stage = stage or gathering.stage
    if stage is None or stage.kind != StageKind.TABLES or StageKind.GRID not in stage.kinds:
        return
    titles = {item.room_id: str(item) for item in sessions_of(stage)}
    for room in gathering.spaces.filter(closed_at=None, kind__in=[SpaceKind.ROOM, SpaceKind.STALL]):
        if room.question != titles.get(room.pk, ""):
            Space.objects.filter(pk=room.pk).update(question=titles.get(room.pk, ""))
