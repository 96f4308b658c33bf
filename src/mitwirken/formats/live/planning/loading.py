# SPDX-License-Identifier: EUPL-1.2
"""A board is read from the tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from ..models import (
    Item,
    ItemKind,
    ItemStatus,
    Signal,
    SignalKind,
    SpaceKind,
    Stage,
    StageKind,
    State,
    Turn,
    TurnKind,
)
from ..queries import Look
from .boards import Board, Slot, Topic

HIDDEN = (ItemStatus.DRAFT, ItemStatus.QUEUED)
GONE = (ItemStatus.REJECTED, ItemStatus.MERGED)


def base_of(look: Look, stage: Stage) -> Stage:
    """The stage to which the grid belongs, also while one of its slots runs with the grid open beside it."""
    if stage.kind == StageKind.GRID:
        return stage
    before = [row for row in look.stages if row.kind == StageKind.GRID and row.position < stage.position]
    return before[-1] if before else stage


def slots_of(look: Look, base: Stage) -> list[Stage]:
    """The stages in which the sessions of a grid run: until the next grid, where people walk freely."""
    found = []
    for row in look.stages:
        if row.position <= base.position:
            continue
        if row.kind == StageKind.GRID:
            break
        if row.kind == StageKind.TABLES and row.settings_of(StageKind.TABLES).get("policy") == "free":
            found.append(row)
    return found


def times(look: Look) -> dict[int, tuple[datetime, datetime]]:
    """When each stage began or will begin, if everything keeps its minutes from now on."""
    gathering = look.gathering
    running = look.stage.position if look.stage is not None else -1
    cursor = gathering.opened_at or look.event.starts_at
    found = {}
    for stage in look.stages:
        length = timedelta(minutes=stage.minutes)
        if stage.state == State.DONE and stage.started_at is not None:
            starts, ends = stage.started_at, stage.ended_at or stage.started_at + length
        elif stage.is_live and stage.started_at is not None:
            starts, ends = stage.started_at, look.now + timedelta(seconds=max(0, stage.left(look.now)))
        else:
            starts, ends = cursor, cursor + (length if stage.position > running else timedelta())
        found[stage.pk] = (starts, ends)
        cursor = max(cursor, ends)
    return found


def board(look: Look, base: Stage, *, source: str = ItemKind.TOPIC, pitching: bool = True) -> Board:
    """Loads a grid. The same number of queries however many topics and people there are."""
    when = times(look)
    slots = [Slot(stage, number, *when[stage.pk]) for number, stage in enumerate(slots_of(look, base), 1)]
    kind = SpaceKind.STALL if source == ItemKind.OFFER else SpaceKind.ROOM
    rooms = [space for space in look.spaces if space.kind == kind] or [
        space for space in look.spaces if space.kind in (SpaceKind.ROOM, SpaceKind.STALL)
    ]
    gathering = look.gathering
    items = list(
        Item.objects.filter(gathering=gathering, kind=source)
        .select_related("author")
        .order_by("created_at", "pk")
    )
    turns: dict[int, Turn] = {}
    for turn in Turn.objects.filter(gathering=gathering, kind=TurnKind.PITCH).order_by("pk"):
        if turn.item_id is not None:
            turns[turn.item_id] = turn
    wishes: dict[int, set[int]] = defaultdict(set)
    interest: Counter[int] = Counter()
    for seat, wanted in Signal.objects.filter(
        item__gathering=gathering, item__kind=source, kind=SignalKind.INTEREST, value__gt=0
    ).values_list("seat_id", "item_id"):
        wishes[seat].add(wanted)
        interest[wanted] += 1
    reports = {
        report.parent_id: report
        for report in Item.objects.filter(gathering=gathering, kind=ItemKind.REPORT)
        .exclude(parent=None)
        .select_related("author")
    }
    merged: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        if item.status == ItemStatus.MERGED and item.merged_into_id is not None:
            merged[item.merged_into_id].append(item)
    slot_by, room_by = {slot.pk: slot for slot in slots}, {room.pk: room for room in rooms}
    topics = []
    for item in items:
        if item.status in HIDDEN or item.status in GONE:
            continue
        item.gathering = gathering
        topic = Topic(
            item,
            frozenset(each.author_id for each in (item, *merged[item.pk]) if each.author_id is not None),
            interest=interest[item.pk],
            turn=turns.get(item.pk),
            report=reports.get(item.pk),
            merged=merged[item.pk],
        )
        slot, room = slot_by.get(item.slot_id or 0), room_by.get(item.room_id or 0)
        if slot is not None and room is not None:
            topic.slot, topic.room = slot, room
        topic.accepted = not pitching or bool(item.data.get("accepted")) or item.slot_id is not None
        topics.append(topic)
    return Board(
        look,
        base,
        slots,
        rooms,
        topics,
        {seat: frozenset(wanted) for seat, wanted in wishes.items()},
        hidden=sum(item.status in HIDDEN for item in items),
        rejected=[item for item in items if item.status == ItemStatus.REJECTED],
    )


def sessions_of(stage: Stage) -> list[Item]:
    """What runs in a slot: topics with their room and author, in the order of the rooms. For the tables of that slot."""
    return list(
        Item.objects.filter(slot=stage, room__closed_at=None)
        .exclude(room=None)
        .exclude(status__in=[*HIDDEN, *GONE])
        .select_related("room", "author")
        .order_by("room__position", "room_id", "pk")
    )
