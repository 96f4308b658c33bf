# SPDX-License-Identifier: EUPL-1.2
"""What changed in a plan that people had seen: sessions that moved, were called off, or have no place any more.

Whoever wanted to come, or leads the session, reads it on the own phone until they say that they know; the screen and
the read-along page tell it to all until the session begins, or the time when it would have been is over. Where a
session was before stands in `Item.data["was"]`, how often it changed in `Item.data["changes"]`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ...models import Item, Seat, Signal, SignalKind, Space, State
from ...planning import Board, Cell, Slot, Topic
from .boards import remember

MOVED, OUT, OFF = "moved", "out", "off"


@dataclass(frozen=True)
class News:
    """`was` is where the session was, in words; `number` grows with each change, so that a new one is told again."""

    item: Item
    sort: str
    was: str
    at: int
    number: int
    hosts: frozenset[int]
    slot: Slot | None = None
    room: Space | None = None

    @property
    def title(self) -> str:
        return str(self.item)


def note_change(topic: Topic, cell: Cell | None) -> None:
    """Before a session that stood in the plan gets another cell, or none: keeps where it was. Back again is no news."""
    item = topic.item
    was = item.data.get("was")
    if topic.slot is not None and topic.room is not None and topic.cell != cell:
        if was is not None and cell == (was["slot"], was["room"]):
            remember(item, was=None, moved=None)
            return
        was = {
            "slot": topic.slot.pk,
            "room": topic.room.pk,
            "said": f"{topic.slot.clock} · {topic.room.name}",
            "at": int(timezone.now().timestamp()),
        }
        remember(item, was=was, changes=item.data.get("changes", 0) + 1)
    elif was is not None and topic.cell is None and cell is not None:
        if cell == (was["slot"], was["room"]):
            remember(item, was=None, moved=None)
            return
        remember(item, changes=item.data.get("changes", 0) + 1)
    if was is not None or (item.slot_id is not None and cell is not None and topic.cell != cell):
        remember(item, moved=True if cell is not None else None)


def was_of(item: Item) -> str:
    """Where a session was before it moved or was called off, in words."""
    return str(item.data.get("was", {}).get("said", ""))


def news_of(board: Board) -> list[News]:
    """What is still worth telling, the newest first."""
    running = {slot.pk for slot in board.slots if slot.stage.state != State.DONE}
    found = []
    for topic in board.topics:
        if topic.is_placed and topic.moved and topic.slot is not None and topic.slot.is_ahead:
            found.append(_news(topic.item, MOVED, topic.hosts, topic.slot, topic.room))
        elif not topic.is_placed and topic.item.data.get("was", {}).get("slot") in running:
            found.append(_news(topic.item, OUT, topic.hosts))
    for item in board.rejected:
        if item.data.get("was", {}).get("slot") in running:
            found.append(_news(item, OFF, frozenset()))
    return sorted(found, key=lambda news: (-news.at, -news.item.pk))


def _news(
    item: Item, sort: str, hosts: frozenset[int], slot: Slot | None = None, room: Space | None = None
) -> News:
    was: dict[str, Any] = item.data.get("was", {})
    return News(
        item, sort, was_of(item), int(was.get("at", 0)), item.data.get("changes", 0), hosts, slot, room
    )


def news_for(board: Board, seat: Seat) -> list[News]:
    """What one person should know and has not said to know. One query where there is any news."""
    wanted = board.wishes.get(seat.pk, frozenset())
    found = [news for news in news_of(board) if news.item.pk in wanted or seat.pk in news.hosts]
    if not found:
        return []
    known = dict(
        Signal.objects.filter(
            seat=seat, item__in=[news.item for news in found], kind=SignalKind.DONE
        ).values_list("item_id", "value")
    )
    return [news for news in found if known.get(news.item.pk, -1) < news.number]


def know(seat: Seat, news: Iterable[News]) -> int:
    """Keeps that somebody has read it. Returns how much there was."""
    number = 0
    for each in news:
        Signal.objects.update_or_create(
            seat=seat, item=each.item, kind=SignalKind.DONE, defaults={"value": each.number}
        )
        number += 1
    return number


def note_of(item: Item, *, off: bool = False) -> list[str]:
    """For the minutes."""
    was = was_of(item)
    if not was:
        return []
    return [(_("abgesagt, war geplant: %(was)s") if off else _("verlegt, vorher: %(was)s")) % {"was": was}]
