# SPDX-License-Identifier: EUPL-1.2
"""A topic in its cell of the grid: put by hand, exchanged, chosen by its host, pinned."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import Item, State, TurnState
from ...planning import Board, Cell, Topic
from .. import Call
from .boards import board_now, remember, require_ahead, require_loose, require_own, save, topic_named
from .news import note_change
from .pitches import end_turn
from .settings import given_of
from .spaces import name_rooms


def _put(topic: Topic, cell: Cell | None) -> None:
    """A topic's new cell. Whoever had it in their plan sees that it moved."""
    item = topic.item
    note_change(topic, cell)
    if cell is None:
        item.slot = item.room = None
        item.pinned = False
    else:
        item.slot_id, item.room_id = cell
    remember(item, proposed=None, accepted=True)


def set_cells(board: Board, changes: Mapping[int, Cell | None]) -> None:
    items = []
    for pk, cell in changes.items():
        topic = board.by_pk[pk]
        _put(topic, cell)
        topic.item.changed_at = timezone.now()
        items.append(topic.item)
    Item.objects.bulk_update(items, ["slot", "room", "pinned", "data", "changed_at"])
    for topic in (board.by_pk[pk] for pk in changes):
        end_turn(topic, TurnState.DONE)


def _move(board: Board, topic: Topic, cell: Cell | None, *, swap: bool) -> bool:
    """Puts a topic into a cell, exchanges it with what is there, or takes it out. False: nothing changes."""
    if topic.cell == cell and (cell is not None or not topic.lost_its_room):
        return False
    require_loose(topic)
    require_ahead(topic)
    changes: dict[int, Cell | None] = {topic.pk: cell}
    if cell is not None:
        slot = next((slot for slot in board.slots if slot.pk == cell[0]), None)
        if slot is None or not any(room.pk == cell[1] for room in board.rooms):
            raise Refusal(_("Dieses Zeitfenster oder diesen Raum gibt es nicht mehr."), status=404)
        if slot.stage.state == State.DONE:
            raise Refusal(_("Dieses Zeitfenster ist schon vorbei. Wählen Sie ein späteres."), status=409)
        other = board.at.get(cell)
        if other is not None and swap:
            require_loose(other)
            require_ahead(other)
            changes[other.pk] = topic.cell
    places = {pk: there for pk, there in board.places.items() if pk not in changes}
    places |= {pk: there for pk, there in changes.items() if there is not None}
    problems = board.problems(places, changes)
    if problems:
        raise Refusal(problems[0], status=409, field="cell")
    set_cells(board, changes)
    return True


def place(call: Call) -> None:
    """Puts a topic into a cell by hand, or out of the plan without one. With `swap` the two exchange their cells.

    Refuses two sessions in a cell, a host in two sessions at once, a room without what is needed, pinned topics, and
    sessions that have begun.
    """
    with step(call.gathering, "grid.place", call.by) as live:
        board = board_now(live, call.stage)
        topic = topic_named(board, call.values["item"])
        if not _move(board, topic, call.values["cell"], swap=call.values["swap"]):
            live.nothing()
            return
        live.note(item=topic.pk, cell=list(call.values["cell"] or ()))
        name_rooms(live.gathering)


def take(call: Call) -> str:
    """Open space: whoever called a session gives it a free cell."""
    with step(call.gathering, "grid.take", call.by) as live:
        board = board_now(live, call.stage)
        topic = topic_named(board, call.values["item"])
        require_own(topic, call.by)
        if not call.by.leads and not given_of(board.stage)["choose"]:
            raise Refusal(_("Zeit und Raum vergibt hier die Moderation."), status=403)
        if not topic.accepted:
            raise Refusal(_("Stellen Sie das Thema zuerst vor; dann wählen Sie Zeit und Raum."), status=409)
        if call.values["cell"] is None:
            raise Refusal(_("Wählen Sie ein Zeitfenster und einen Raum."), status=400, field="cell")
        if not _move(board, topic, call.values["cell"], swap=False):
            live.nothing()
        live.note(item=topic.pk)
        name_rooms(live.gathering)
    return gettext("Eingetragen. Ihr Thema steht jetzt im Plan.")


def pin(call: Call) -> None:
    """Settles a session where it is, or releases it; the computed plan goes around it."""
    with step(call.gathering, "grid.pin", call.by) as live:
        topic = topic_named(board_now(live, call.stage), call.values["item"])
        if not topic.is_placed:
            raise Refusal(_("Feststecken lässt sich nur, was im Plan steht."), status=409)
        topic.item.pinned = not topic.item.pinned
        save(topic.item, "pinned")
        live.note(item=topic.pk, on=topic.item.pinned)
