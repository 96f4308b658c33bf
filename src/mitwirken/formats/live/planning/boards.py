# SPDX-License-Identifier: EUPL-1.2
"""A grid at one moment: what stands where, who presents next, what must not be, and what would be better."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.kernels import agenda

from ..models import (
    Item,
    Space,
    Stage,
    StageKind,
    State,
    Turn,
    TurnState,
)
from ..queries import Look

Cell = tuple[int, int]
"""A slot (stage) and a room (space), by their numbers."""


UNLIMITED = 10_000  # a room without a number of places
KEEP = 2.0  # so many wishes must a change of slot bring once a plan is out
STEPS = 400_000
SECONDS = 3.0


@dataclass
class Slot:
    """A stretch of time in which sessions run side by side. `starts` and `ends` are what the clock says by now."""

    stage: Stage
    number: int
    starts: datetime
    ends: datetime

    @property
    def pk(self) -> int:
        return self.stage.pk

    @property
    def is_ahead(self) -> bool:
        return self.stage.state == State.PLANNED

    @property
    def is_now(self) -> bool:
        return self.stage.is_live

    @property
    def clock(self) -> str:
        return timezone.localtime(self.starts).strftime("%H:%M")


@dataclass
class Topic:
    """What somebody wants to talk about, and how far it has come."""

    item: Item
    hosts: frozenset[int]
    interest: int = 0
    turn: Turn | None = None
    report: Item | None = None
    slot: Slot | None = None
    room: Space | None = None
    accepted: bool = False
    merged: list[Item] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.item.pk

    @property
    def title(self) -> str:
        return str(self.item)

    @property
    def hands(self) -> int:
        return int(self.item.data.get("raised", 0))

    @property
    def demand(self) -> int:
        """How many will come: who said so by phone, or the hands that were counted in the room, if they were more."""
        return max(self.interest, self.hands)

    @property
    def needs(self) -> list[str]:
        return [str(word) for word in self.item.data.get("needs", ())]

    @property
    def moved(self) -> bool:
        return bool(self.item.data.get("moved"))

    @property
    def cell(self) -> Cell | None:
        return (self.slot.pk, self.room.pk) if self.slot is not None and self.room is not None else None

    @property
    def is_placed(self) -> bool:
        return self.cell is not None

    @property
    def lost_its_room(self) -> bool:
        return not self.is_placed and self.item.slot_id is not None and self.item.room_id is not None

    @property
    def is_live(self) -> bool:
        return self.turn is not None and self.turn.state == TurnState.LIVE

    @property
    def host_is_gone(self) -> bool:
        return self.item.author is not None and not self.item.author.is_here

    @property
    def lacks_report(self) -> bool:
        return self.report is None and self.slot is not None and not self.slot.is_ahead

    def fits(self, room: Space) -> set[str]:
        """What the room lacks for it."""
        return lacking(self.needs, room)


@dataclass(frozen=True)
class Field:
    """A cell of the grid, as the console shows it."""

    slot: Slot
    room: Space
    topic: Topic | None
    overflow: int = 0
    clashes: tuple[tuple[str, int], ...] = ()  # what runs beside it and how many want both


@dataclass
class Board:
    """Slots, rooms, topics and wishes of one grid, all from the same moment."""

    look: Look
    stage: Stage
    slots: list[Slot]
    rooms: list[Space]
    topics: list[Topic]
    wishes: Mapping[int, frozenset[int]]
    """By seat: the topics it wants to attend."""
    hidden: int = 0
    rejected: list[Item] = field(default_factory=list)

    # What is where

    @cached_property
    def by_pk(self) -> dict[int, Topic]:
        return {topic.pk: topic for topic in self.topics}

    @cached_property
    def live(self) -> Topic | None:
        return next((topic for topic in self.topics if topic.is_live), None)

    @cached_property
    def queue(self) -> list[Topic]:
        """Who presents next. Somebody's second topic comes when everybody else has had a first; who was not there when
        called comes last. Of topics that lay hidden the order is drawn, so that typing fast gains nothing.
        """
        before = Counter(
            host for topic in self.topics if topic.accepted or topic.is_live for host in topic.hosts
        )
        waiting = [topic for topic in self.topics if not topic.accepted and not topic.is_live]
        shuffled = {
            stage.pk for stage in self.look.stages if stage.settings_of(StageKind.COLLECT).get("hidden")
        }

        def order(topic: Topic) -> tuple[Any, ...]:
            item = topic.item
            skipped = topic.turn is not None and topic.turn.state == TurnState.SKIPPED
            at = topic.turn.ended_at if skipped and topic.turn is not None else None
            drawn = item.stage_id in shuffled
            lot = hashlib.sha256(f"{self.look.gathering.epoch}-{item.pk}".encode()).hexdigest()
            return (
                skipped,
                at.timestamp() if at else 0.0,
                0 if drawn else 1,
                lot if drawn else "",
                item.created_at,
                item.pk,
            )

        waiting.sort(key=order)
        turn = {}
        for topic in waiting:
            first = min(topic.hosts, default=0)
            skipped = topic.turn is not None and topic.turn.state == TurnState.SKIPPED
            turn[topic.pk] = (skipped, before[first] if first else 0)
            if first:
                before[first] += 1
        return sorted(waiting, key=lambda topic: turn[topic.pk])

    @cached_property
    def accepted(self) -> list[Topic]:
        return [topic for topic in self.topics if topic.accepted]

    @cached_property
    def parked(self) -> list[Topic]:
        """Accepted, without a place; the most wanted first."""
        return sorted(
            (topic for topic in self.accepted if not topic.is_placed),
            key=lambda topic: (-topic.demand, topic.pk),
        )

    @cached_property
    def placed(self) -> list[Topic]:
        return [topic for topic in self.topics if topic.is_placed]

    @cached_property
    def at(self) -> dict[Cell, Topic]:
        return {topic.cell: topic for topic in self.placed if topic.cell is not None}

    @property
    def places(self) -> dict[int, Cell]:
        return {topic.pk: topic.cell for topic in self.placed if topic.cell is not None}

    @cached_property
    def now(self) -> Slot | None:
        return next((slot for slot in self.slots if slot.is_now), None)

    @cached_property
    def following(self) -> Slot | None:
        return next((slot for slot in self.slots if slot.is_ahead), None)

    @cached_property
    def grid(self) -> list[tuple[Slot, list[Field]]]:
        """Rows of cells, with what the facilitator must know about each."""
        torn: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for clash in self.worth.clashes:
            if clash.people < 2:
                continue
            one, other = clash.sessions
            torn[int(one)].append((self.by_pk[int(other)].title, clash.people))
            torn[int(other)].append((self.by_pk[int(one)].title, clash.people))
        rows = []
        for slot in self.slots:
            fields = []
            for room in self.rooms:
                topic = self.at.get((slot.pk, room.pk))
                over = max(0, topic.demand - room.capacity) if topic is not None and room.capacity else 0
                fields.append(
                    Field(slot, room, topic, over, tuple(torn[topic.pk][:2]) if topic is not None else ())
                )
            rows.append((slot, fields))
        return rows

    @cached_property
    def listed(self) -> list[tuple[Slot, list[Topic]]]:
        """Slot by slot what runs, in the order of the rooms."""
        return [
            (
                slot,
                [self.at[slot.pk, room.pk] for room in self.rooms if (slot.pk, room.pk) in self.at],
            )
            for slot in self.slots
        ]

    # What it is worth

    def _event(self, topics: Iterable[Topic], slots: list[Slot], pins: Mapping[int, Cell]) -> agenda.Event:
        topics = list(topics)
        known = {topic.pk for topic in topics}
        votes = [wanted & known for wanted in self.wishes.values() if wanted & known]
        for topic in topics:
            # Hands in the room beyond those who said it by phone: one person, one wish.
            votes += [frozenset({topic.pk})] * max(0, topic.hands - topic.interest)
        number = {slot.pk: place for place, slot in enumerate(slots)}
        return agenda.Event(
            sessions=tuple(
                agenda.Session(
                    topic.pk,
                    tuple(sorted(topic.hosts)),
                    needs=frozenset(word.casefold() for word in topic.needs),
                )
                for topic in topics
            ),
            rooms=tuple(
                agenda.Room(room.pk, room.capacity or UNLIMITED, frozenset(_words(room)))
                for room in self.rooms
            ),
            slots=len(slots),
            votes=tuple(votes),
            pins={pk: agenda.Place(number[slot], room) for pk, (slot, room) in pins.items()},
        )

    def rate(self, places: Mapping[int, Cell]) -> agenda.Agenda:
        """What a plan is worth: wishes that come true, clashes, overflow, what has no place."""
        if not self.slots or not self.rooms:
            return agenda.Agenda((), 0, 0, (), tuple(topic.pk for topic in self.accepted), (), 0)
        number = {slot.pk: place for place, slot in enumerate(self.slots)}
        return agenda.evaluate(
            self._event(self.accepted, self.slots, {}),
            {pk: agenda.Place(number[slot], room) for pk, (slot, room) in places.items()},
        )

    @cached_property
    def worth(self) -> agenda.Agenda:
        return self.rate(self.places)

    def planned(self) -> dict[int, Cell | None]:
        """A plan for all accepted topics whose slot has not begun; `None`: no cell was left for it.

        Pinned sessions stay. Once a plan is out, a session changes its slot only where that makes more than `KEEP`
        wishes come true. The same wishes give the same plan.
        """
        ahead = [slot for slot in self.slots if slot.is_ahead]
        topics = [topic for topic in self.accepted if topic.slot is None or topic.slot.is_ahead]
        if not ahead or not self.rooms or not topics:
            return {}
        pins = {topic.pk: topic.cell for topic in topics if topic.item.pinned and topic.cell is not None}
        number = {slot.pk: place for place, slot in enumerate(ahead)}
        previous: dict[agenda.Id, agenda.Place] = {
            topic.pk: agenda.Place(number[topic.cell[0]], topic.cell[1])
            for topic in topics
            if topic.cell is not None
        }
        made = agenda.plan(
            self._event(topics, ahead, pins),
            previous or None,
            keep=KEEP if previous else 0.0,
            steps=STEPS,
            seconds=SECONDS,
        )
        found: dict[int, Cell | None] = {topic.pk: None for topic in topics}
        for cell in made.cells:
            found[int(cell.session)] = (ahead[cell.slot].pk, int(cell.room))
        return found

    @cached_property
    def proposal(self) -> Proposal | None:
        """What was computed and not yet taken over."""
        proposed = {
            topic.pk: topic.item.data["proposed"] for topic in self.accepted if "proposed" in topic.item.data
        }
        if not proposed:
            return None
        slots, rooms = {slot.pk: slot for slot in self.slots}, {room.pk: room for room in self.rooms}
        places = self.places
        rows = []
        for pk, cell in proposed.items():
            old = places.pop(pk, None)
            new = (cell[0], cell[1]) if cell and cell[0] in slots and cell[1] in rooms else None
            rows.append((pk, old, new))
        for pk, _old, new in rows:
            if new is not None:
                places[pk] = new
        worth = self.rate(places)
        over = {cell.session: cell.overflow for cell in worth.cells}
        changes = [
            Change(
                self.by_pk[pk],
                slots[new[0]] if new else None,
                rooms[new[1]] if new else None,
                int(over.get(pk, 0)),
            )
            for pk, old, new in rows
            if old != new or new is None
        ]
        order = {slot.pk: slot.number for slot in self.slots}
        changes.sort(
            key=lambda change: (
                order[change.slot.pk] if change.slot else 999,
                change.room.position if change.room else 0,
            )
        )
        return Proposal(places, worth, changes, self)

    # What must not be

    def problems(self, places: Mapping[int, Cell], only: Iterable[int] | None = None) -> list[str]:
        """What no plan may ask, in sentences: two sessions in a cell, a host in two at once, a room without what is needed."""
        asked = set(places) if only is None else set(only)
        slots, rooms = {slot.pk: slot for slot in self.slots}, {room.pk: room for room in self.rooms}
        found = []
        cells: dict[Cell, int] = {}
        busy: dict[tuple[int, int], int] = {}
        for pk, (slot, room) in sorted(places.items(), key=lambda entry: entry[0] in asked):
            topic = self.by_pk.get(pk)
            if topic is None:
                continue
            there = cells.setdefault((slot, room), pk)
            if there != pk and pk in asked:
                found.append(
                    _(
                        "%(time)s, %(room)s ist schon belegt: „%(other)s“. Wählen Sie eine freie Zelle oder tauschen Sie die beiden."
                    )
                    % {"time": slots[slot].clock, "room": rooms[room].name, "other": self.by_pk[there].title}
                )
            for host in topic.hosts:
                with_another = busy.setdefault((slot, host), pk)
                if with_another != pk and pk in asked:
                    found.append(
                        _(
                            "%(host)s hat um %(time)s schon „%(other)s“ und kann nicht an zwei Orten sein. Wählen Sie für „%(title)s“ ein anderes Zeitfenster."
                        )
                        % {
                            "host": topic.item.said_by,
                            "time": slots[slot].clock,
                            "other": self.by_pk[with_another].title,
                            "title": topic.title,
                        }
                    )
            lack = topic.fits(rooms[room])
            if lack and pk in asked:
                found.append(
                    _(
                        "„%(title)s“ braucht: %(what)s. Das gibt es in %(room)s nicht. Wählen Sie einen anderen Raum."
                    )
                    % {"title": topic.title, "what": ", ".join(sorted(lack)), "room": rooms[room].name}
                )
        return found

    # For one seat

    def plan_of(self, seat: int) -> list[tuple[Slot, list[Topic]]]:
        """Slot by slot what somebody wants to attend or leads; two in one slot are a clash."""
        wanted = self.wishes.get(seat, frozenset())
        return [
            (slot, [topic for topic in topics if topic.pk in wanted or seat in topic.hosts])
            for slot, topics in self.listed
        ]

    def waits(self, topic: Topic) -> int:
        """Its place in the queue, from 1; 0 when it does not wait."""
        return next((place for place, other in enumerate(self.queue, 1) if other.pk == topic.pk), 0)


@dataclass(frozen=True)
class Change:
    topic: Topic
    slot: Slot | None
    room: Space | None
    overflow: int


@dataclass(frozen=True)
class Proposal:
    places: Mapping[int, Cell]
    worth: agenda.Agenda
    changes: list[Change]
    board: Board

    @property
    def clashes(self) -> list[tuple[str, str, int]]:
        """The worst: two titles, and how many want both."""
        named = self.board.by_pk
        return [
            (named[int(clash.sessions[0])].title, named[int(clash.sessions[1])].title, clash.people)
            for clash in self.worth.clashes[:5]
        ]

    @property
    def overflow(self) -> int:
        return sum(change.overflow for change in self.changes)

    @property
    def unplaced(self) -> list[Topic]:
        return [self.board.by_pk[int(pk)] for pk in self.worth.unplaced]


def _words(room: Space) -> set[str]:
    return {str(word).strip().casefold() for word in room.equipment}


def lacking(needs: Iterable[str], room: Space) -> set[str]:
    has = _words(room)
    return {word for word in needs if word.casefold() not in has}
