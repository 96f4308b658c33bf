# SPDX-License-Identifier: EUPL-1.2
"""Open space and barcamp: which session takes place when and in which room, so that wishes come true.

Everybody has marked what they would like to attend. A wish comes true when somebody has at least one
marked session in a slot. The rules in prose: ``docs/rules/agenda.md``. The search looks at a clock
only when it is given ``seconds``; with ``steps`` alone the same values give the same plan everywhere.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Id = int | str

STEPS: Final = 1_000_000  # exchanges that a search may try: about a second
HOT: Final = 1.5  # at the start a plan may lose one or two wishes with an exchange
COLD: Final = 0.35
PUSHES: Final = 200  # how many sessions may be pushed on to make way for one
FAR: Final = 10**9


@dataclass(frozen=True)
class Session:
    """What somebody offers. ``slots``: when the hosts can; None stands for always."""

    id: Id
    hosts: tuple[Id, ...] = ()
    slots: frozenset[int] | None = None
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Room:
    id: Id
    capacity: int
    has: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Place:
    """A slot (0, 1, …) and a room; without a room where only the time is settled."""

    slot: int
    room: Id | None = None


@dataclass(frozen=True)
class Event:
    """``votes``: for each person the sessions that the person would like to attend."""

    sessions: tuple[Session, ...]
    rooms: tuple[Room, ...]
    slots: int
    votes: tuple[frozenset[Id], ...] = ()
    pins: Mapping[Id, Place] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True)
class Cell:
    """One session in the plan. ``torn``: how many of those who want it want something else in this slot too."""

    session: Id
    slot: int
    room: Id
    demand: int
    overflow: int
    torn: int


@dataclass(frozen=True)
class Clash:
    """``people`` want both sessions, and both are in this slot."""

    slot: int
    sessions: tuple[Id, Id]
    people: int


@dataclass(frozen=True)
class Agenda:
    """A plan. ``value`` wishes come true, of at most ``bound``; ``unmet`` is empty unless pins contradict."""

    cells: tuple[Cell, ...]
    value: int
    bound: int
    clashes: tuple[Clash, ...]
    unplaced: tuple[Id, ...]
    unmet: tuple[str, ...]
    changed: int

    @property
    def share(self) -> float:
        return self.value / self.bound if self.bound else 1.0

    @property
    def places(self) -> dict[Id, Place]:
        return {cell.session: Place(cell.slot, cell.room) for cell in self.cells}


def read(text: str) -> Event:
    """Return the event written as JSON.

    Rule: ``sessions`` (``id``, ``host`` or ``hosts``, ``slots``, ``needs``), ``rooms`` (``id``,
    ``capacity``, ``has``), ``n_slots``, ``votes`` (a list of ids for each person), and where wanted
    ``pins`` (``session``, ``slot``, ``room``) and ``name``. Slots count from 0.

    Errors: ValueError with a sentence when it is not such a file.

    >>> read('{"sessions": [{"id": 1}], "rooms": [{"id": "A", "capacity": 9}], "n_slots": 1, "votes": [[1]]}').slots
    1
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise ValueError(f"This is not JSON: {wrong}.") from None
    if not isinstance(data, dict):
        raise ValueError("An event is a JSON object with sessions, rooms, n_slots and votes.")
    try:
        event = Event(
            sessions=tuple(_session(entry) for entry in data["sessions"]),
            rooms=tuple(
                Room(_id(entry["id"]), int(entry["capacity"]), frozenset(map(str, entry.get("has", ()))))
                for entry in data["rooms"]
            ),
            slots=int(data["n_slots"]),
            votes=tuple(frozenset(map(_id, wanted)) for wanted in data.get("votes", ())),
            pins={
                _id(pin["session"]): Place(
                    int(pin["slot"]), None if pin.get("room") is None else _id(pin["room"])
                )
                for pin in data.get("pins", ())
            },
            name=str(data.get("name", "")),
        )
    except KeyError as missing:
        raise ValueError(f"The event lacks {missing.args[0]!r}.") from None
    except (TypeError, AttributeError, ValueError, OverflowError) as wrong:
        raise ValueError(f"The event cannot be read: {wrong}.") from None
    _check(event)
    return event


def _session(entry: Mapping[str, Any]) -> Session:
    hosts = entry.get("hosts", [entry["host"]] if entry.get("host") is not None else [])
    slots = entry.get("slots")
    return Session(
        _id(entry["id"]),
        tuple(map(_id, hosts)),
        None if slots is None else frozenset(map(int, slots)),
        frozenset(map(str, entry.get("needs", ()))),
    )


def _id(value: object) -> Id:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"{value!r} is not an id")
    return value


def _check(event: Event) -> None:
    ids = {session.id for session in event.sessions}
    rooms = {room.id for room in event.rooms}
    if len(ids) != len(event.sessions):
        raise ValueError("A session is named twice.")
    if len(rooms) != len(event.rooms):
        raise ValueError("A room is named twice.")
    if event.slots < 1 or not rooms:
        raise ValueError("A plan needs one slot and one room at least.")
    if any(room.capacity < 0 for room in event.rooms):
        raise ValueError("A room cannot have less than no seats.")
    for wanted in event.votes:
        if not wanted <= ids:
            raise ValueError(
                f"Somebody votes for a session that does not exist: {min(map(str, wanted - ids))}."
            )
    for session, place in event.pins.items():
        if session not in ids:
            raise ValueError(f"A session that does not exist is pinned: {session}.")
        if not 0 <= place.slot < event.slots:
            raise ValueError(f"Session {session} is pinned to a slot that does not exist: {place.slot}.")
        if place.room is not None and place.room not in rooms:
            raise ValueError(f"Session {session} is pinned to a room that does not exist: {place.room}.")


def bound(event: Event) -> int:
    """Return the trivial bound: nobody attends more than they want, or more than there are slots.

    >>> bound(Event((), (), 2, (frozenset({1, 2, 3}), frozenset({1}))))
    3
    """
    return sum(min(len(wanted), event.slots) for wanted in event.votes)


def plan(
    event: Event,
    previous: Mapping[Id, Place] | None = None,
    *,
    keep: float = 0.0,
    seed: int = 0,
    steps: int = STEPS,
    seconds: float | None = None,
) -> Agenda:
    """Return a plan in which as many wishes as possible come true and nothing impossible is asked.

    Rule: a host is in one session at a time and only when available; a slot has as many sessions as
    there are rooms, and rooms with what they need; pins are kept. First every session gets a place
    where it wins most, the hardest to place first; then sessions change places while that gains
    wishes, early on also at a loss (simulated annealing); then the rooms are given, the largest to
    the session that most people want. ``previous`` and ``keep``: a changed slot must gain more than
    ``keep`` wishes, and rooms stay where that costs no seats.

    Sessions beyond the number of cells stay ``unplaced``: those whose absence costs the fewest wishes.

    Units: ``steps`` exchanges that are tried; ``seconds`` may end it earlier, and then it cools in time.
    Errors: ValueError with a sentence when the event contradicts itself or ``keep`` is negative.

    >>> sessions = tuple(Session(name) for name in "abcd")
    >>> rooms = (Room("hall", 50), Room("attic", 9))
    >>> votes = (frozenset("ab"), frozenset("ab"), frozenset("cd"), frozenset("a"))
    >>> made = plan(Event(sessions, rooms, 2, votes), steps=200)
    >>> made.value, made.bound, made.clashes
    (7, 7, ())
    """
    _check(event)
    if keep < 0:
        raise ValueError("The weight of what is to be kept cannot be negative.")
    search = _Search(event, previous or {}, keep, seed)
    search.place()
    search.anneal(steps, seconds)
    return evaluate(event, search.places(previous or {}), previous)


def evaluate(event: Event, places: Mapping[Id, Place], previous: Mapping[Id, Place] | None = None) -> Agenda:
    """Return what a plan is worth, also one made by hand: value, clashes, overflow, and what is not met.

    Units: ``overflow`` counts those who want a session and find no seat in its room, if all came.

    >>> two = Event((Session(1, ("Ada",)), Session(2, ("Ada",))), (Room("A", 1), Room("B", 9)), 1, (frozenset({1, 2}),))
    >>> made = evaluate(two, {1: Place(0, "A"), 2: Place(0, "B")})
    >>> made.value, made.clashes, made.unmet
    (1, (Clash(slot=0, sessions=(1, 2), people=1),), ('host_twice slot=0 host=Ada',))
    """
    demand = Counter(session for wanted in event.votes for session in wanted)
    capacity = {room.id: room.capacity for room in event.rooms}
    order = {session.id: number for number, session in enumerate(event.sessions)}
    value = 0
    torn: Counter[Id] = Counter()
    both: Counter[tuple[int, Id, Id]] = Counter()
    for wanted in event.votes:
        by_slot: dict[int, list[Id]] = {}
        for session in sorted(wanted, key=lambda s: order.get(s, -1)):
            if session in places:
                by_slot.setdefault(places[session].slot, []).append(session)
        value += len(by_slot)
        for slot, together in by_slot.items():
            if len(together) > 1:
                torn.update(together)
                for n, one in enumerate(together):
                    both.update((slot, one, other) for other in together[n + 1 :])
    cells = []
    for offered in (session.id for session in event.sessions):
        if offered in places:
            place = places[offered]
            room = "" if place.room is None else place.room
            over = max(0, demand[offered] - capacity.get(room, 0))
            cells.append(Cell(offered, place.slot, room, demand[offered], over, torn[offered]))
    rooms = {room.id: number for number, room in enumerate(event.rooms)}
    cells.sort(key=lambda cell: (cell.slot, rooms.get(cell.room, -1)))
    clashes = [Clash(slot, (one, other), people) for (slot, one, other), people in both.items()]
    clashes.sort(key=lambda c: (-c.people, c.slot, order[c.sessions[0]], order[c.sessions[1]]))
    return Agenda(
        cells=tuple(cells),
        value=value,
        bound=bound(event),
        clashes=tuple(clashes),
        unplaced=tuple(session.id for session in event.sessions if session.id not in places),
        unmet=tuple(_unmet(event, places)),
        changed=sum(
            session not in places or places[session].slot != place.slot
            for session, place in (previous or {}).items()
            if session in order
        ),
    )


def _unmet(event: Event, places: Mapping[Id, Place]) -> list[str]:
    """What a plan must not do, one machine-readable line each."""
    found = []
    rooms = {room.id: room for room in event.rooms}
    hosts: Counter[tuple[int, Id]] = Counter()
    taken: Counter[tuple[int, Id]] = Counter()
    for session in event.sessions:
        pin = event.pins.get(session.id)
        place = places.get(session.id)
        if place is None:
            if pin is not None:
                found.append(f"pin session={session.id}")
            continue
        if session.slots is not None and place.slot not in session.slots and pin is None:
            found.append(f"host_away session={session.id} slot={place.slot}")
        if not 0 <= place.slot < event.slots:
            found.append(f"no_slot session={session.id} slot={place.slot}")
        if pin is not None and (place.slot != pin.slot or pin.room not in (None, place.room)):
            found.append(f"pin session={session.id}")
        hosts.update((place.slot, host) for host in set(session.hosts))
        if place.room is None or place.room not in rooms:
            found.append(f"no_room session={session.id}")
            continue
        taken[place.slot, place.room] += 1
        lacking = session.needs - rooms[place.room].has
        if lacking and (pin is None or pin.room is None):
            found.append(f"equipment session={session.id} lacks={','.join(sorted(lacking))}")
    found += [f"host_twice slot={slot} host={host}" for (slot, host), times in hosts.items() if times > 1]
    found += [f"room_twice slot={slot} room={room}" for (slot, room), times in taken.items() if times > 1]
    return found


class _Search:
    """Sessions as numbers, people as bits: ``wants[s]`` has bit v when person v wants session s.

    A slot is a list of as many sessions as there are rooms; empty cells hold a session that nobody
    wants, and one slot more holds what has no place. ``rest[s]`` is everybody served in the slot of s
    by the other sessions there, so that what an exchange gains are two "or" and two bit counts.
    """

    def __init__(self, event: Event, previous: Mapping[Id, Place], keep: float, seed: int) -> None:
        self.event, self.draw = event, random.Random(seed)  # noqa: S311 - nothing secret
        self.real = len(event.sessions)
        self.width = len(event.rooms)
        self.outside = event.slots
        self.number = {session.id: number for number, session in enumerate(event.sessions)}
        self.wants = [0] * self.real
        for person, wanted in enumerate(event.votes):
            for wish in wanted:
                self.wants[self.number[wish]] |= 1 << person
        everywhere = (1 << event.slots) - 1
        self.allowed: list[int] = []
        for session in event.sessions:
            pin = event.pins.get(session.id)
            if pin is not None:
                mask = 1 << pin.slot
            elif session.slots is None:
                mask = everywhere
            else:
                mask = sum(1 << slot for slot in session.slots if 0 <= slot < event.slots)
            self.allowed.append(mask)
        hosts = sorted({host for session in event.sessions for host in session.hosts}, key=str)
        several = Counter(host for session in event.sessions for host in set(session.hosts))
        bit = {host: 1 << n for n, host in enumerate(h for h in hosts if several[h] > 1)}
        self.hosts = [sum(bit.get(host, 0) for host in set(session.hosts)) for session in event.sessions]
        fits = [self._fits(session) for session in event.sessions]
        kinds = sorted(set(fits))
        self.kind = [kinds.index(fit) for fit in fits]  # sessions for which the same rooms will do
        self.rooms_of_kind = kinds
        self.known: dict[tuple[int, ...], bool] = {}
        self.slot = [-1] * self.real
        self.lists: list[list[int]] = [[] for _ in range(event.slots)]
        self.stay: list[int] | None = None
        self.keep = keep
        if keep > 0:
            slots = {session: place.slot for session, place in previous.items()}
            self.stay = [slots.get(session.id, -1) for session in event.sessions]

    def _fits(self, session: Session) -> tuple[int, ...]:
        pin = self.event.pins.get(session.id)
        if pin is not None and pin.room is not None:
            return tuple(n for n, room in enumerate(self.event.rooms) if room.id == pin.room)
        return tuple(n for n, room in enumerate(self.event.rooms) if session.needs <= room.has)

    # Places for all

    def place(self) -> None:
        """Give every session a slot: those with the fewest slots first, each where it serves most people."""
        order = sorted(
            range(self.real), key=lambda s: (self.allowed[s].bit_count(), -self.wants[s].bit_count(), s)
        )
        waiting = [s for s in order if not self._put(s, set())]
        again = True
        while waiting and again:  # what was pushed about may have opened a way
            left = [s for s in waiting if not self._put(s, set())]
            again = len(left) < len(waiting)
            waiting = left

    def _put(self, session: int, tried: set[tuple[int, int]]) -> bool:
        """Place a session; where nothing is free, push another one on to a slot of its own."""
        slots = [slot for slot in range(self.event.slots) if self.allowed[session] >> slot & 1]
        covered = {slot: self._covered(slot) for slot in slots}
        wants = self.wants[session]
        stays = -1 if self.stay is None else self.stay[session]

        def gain(slot: int) -> tuple[bool, int, int]:
            return slot != stays, -(wants & ~covered[slot]).bit_count(), len(self.lists[slot])

        slots.sort(key=gain)
        for slot in slots:
            if self._possible([*self.lists[slot], session]):
                self.lists[slot].append(session)
                self.slot[session] = slot
                return True
        if len(tried) > PUSHES or sum(map(len, self.lists)) >= self.width * self.event.slots:
            return False
        for slot in slots:
            if (session, slot) in tried:
                continue
            tried.add((session, slot))
            for other in sorted(self.lists[slot], key=lambda s: (-self.allowed[s].bit_count(), s)):
                there = [s for s in self.lists[slot] if s != other]
                if self.allowed[other].bit_count() < 2 or not self._possible([*there, session]):
                    continue
                before = [list(entries) for entries in self.lists], list(self.slot)
                self.lists[slot] = [*there, session]
                self.slot[session] = slot
                tried.add((other, slot))
                self.slot[other] = -1
                if self._put(other, tried):
                    return True
                self.lists, self.slot = before
        return False

    def _covered(self, slot: int) -> int:
        covered = 0
        for session in self.lists[slot]:
            covered |= self.wants[session]
        return covered

    def _possible(self, sessions: Sequence[int]) -> bool:
        """Do these sessions fit side by side: hosts, number of rooms, what the rooms have?"""
        if len(sessions) > self.width:
            return False
        hosts = 0
        for session in sessions:
            if session < self.real:
                if hosts & self.hosts[session]:
                    return False
                hosts |= self.hosts[session]
        return self._rooms_fit([self.kind[s] for s in sessions if s < self.real])

    def _rooms_fit(self, kinds: Sequence[int]) -> bool:
        key = tuple(sorted(kinds))
        known = self.known.get(key)
        if known is None:
            taken: dict[int, int] = {}

            def find(at: int, seen: set[int]) -> bool:
                for room in self.rooms_of_kind[key[at]]:
                    if room not in seen:
                        seen.add(room)
                        if room not in taken or find(taken[room], seen):
                            taken[room] = at
                            return True
                return False

            known = all(find(at, set()) for at in range(len(key)))
            self.known[key] = known
        return known

    # Exchanges

    def anneal(self, steps: int, seconds: float | None) -> None:
        """Exchange sessions of different slots; lists and slots hold the best plan afterwards."""
        real, outside = self.real, self.outside
        wants, allowed = list(self.wants), [mask | 1 << outside for mask in self.allowed]
        hosts, kind = list(self.hosts), list(self.kind)
        lists = [list(entries) for entries in self.lists]
        lists.append([s for s in range(real) if self.slot[s] < 0])
        for entries in lists[:outside]:
            while len(entries) < self.width:
                entries.append(len(wants))
                wants.append(0)
                allowed.append((1 << outside) - 1)
                hosts.append(0)
                kind.append(-1)
        for s in range(real):
            if self.event.sessions[s].id in self.event.pins and self.slot[s] >= 0:
                allowed[s] &= ~(1 << outside)
        n = len(wants)
        slot = [0] * n
        for number, entries in enumerate(lists):
            for s in entries:
                slot[s] = number
        rest, count = [0] * n, [0] * len(lists)
        slot_hosts = [0] * len(lists)

        def renew(number: int) -> None:
            once = twice = together = 0
            entries = lists[number]
            for s in entries:
                w = wants[s]
                twice |= once & w
                once |= w
                together |= hosts[s]
            for s in entries:
                rest[s] = once & ~wants[s] | twice
            count[number] = once.bit_count()
            slot_hosts[number] = together

        for number in range(outside):
            renew(number)
        stay, keep = self.stay, self.keep
        if stay is not None:
            stay = [*stay, *[-1] * (n - real)]
        everywhere = (1 << outside + bool(lists[outside])) - 1
        moving = [s for s in range(n) if (allowed[s] & everywhere).bit_count() > 1]
        value = best = 0.0
        best_lists = [list(entries) for entries in lists]
        if len(moving) < 2 or len(lists) < 2:
            return
        uniform = self.draw.random
        kinds_differ = len(self.rooms_of_kind) > 1
        block = 1000  # exchanges at the same heat
        started = time.monotonic()
        step, many = 0, len(moving)
        while step < steps:
            progress = step / steps
            if seconds is not None:
                progress = max(progress, (time.monotonic() - started) / max(seconds, 1e-9))
                if progress >= 1:
                    break
            heat = HOT * (COLD / HOT) ** progress
            for _ in range(min(block, steps - step)):
                a, b = moving[int(uniform() * many)], moving[int(uniform() * many)]
                at_a, at_b = slot[a], slot[b]
                if at_a == at_b or not allowed[a] >> at_b & 1 or not allowed[b] >> at_a & 1:
                    continue
                new_a = (rest[a] | wants[b]).bit_count() if at_a != outside else 0
                new_b = (rest[b] | wants[a]).bit_count() if at_b != outside else 0
                gain: float = new_a + new_b - count[at_a] - count[at_b]
                if stay is not None:
                    gain += keep * (
                        (stay[a] == at_b) - (stay[a] == at_a) + (stay[b] == at_a) - (stay[b] == at_b)
                    )
                if gain < 0 and (gain < -9 * heat or uniform() >= math.exp(gain / heat)):
                    continue
                if hosts[a] or hosts[b]:
                    if at_b != outside and hosts[a] & (slot_hosts[at_b] & ~hosts[b]):
                        continue
                    if at_a != outside and hosts[b] & (slot_hosts[at_a] & ~hosts[a]):
                        continue
                if kinds_differ and kind[a] != kind[b]:
                    in_a = [kind[s] for s in lists[at_a] if s != a and s < real] + [kind[b]] * (b < real)
                    if at_a != outside and not self._rooms_fit(in_a):
                        continue
                    in_b = [kind[s] for s in lists[at_b] if s != b and s < real] + [kind[a]] * (a < real)
                    if at_b != outside and not self._rooms_fit(in_b):
                        continue
                lists[at_a].remove(a)
                lists[at_b].remove(b)
                lists[at_a].append(b)
                lists[at_b].append(a)
                slot[a], slot[b] = at_b, at_a
                if at_a != outside:
                    renew(at_a)
                if at_b != outside:
                    renew(at_b)
                value += gain
                if value > best + 1e-9:
                    best = value
                    best_lists = [list(entries) for entries in lists]
            step += block
        self.lists = [[s for s in entries if s < real] for entries in best_lists[:outside]]
        self.slot = [-1] * real
        for number, entries in enumerate(self.lists):
            for s in entries:
                self.slot[s] = number

    # Rooms

    def places(self, previous: Mapping[Id, Place]) -> dict[Id, Place]:
        """Give rooms within each slot: the least overflow; then large to large; then the room it had."""
        found: dict[Id, Place] = {}
        rooms = self.event.rooms
        by_size = sorted(range(self.width), key=lambda r: (-rooms[r].capacity, r))
        rank = {room: place for place, room in enumerate(by_size)}
        for slot, entries in enumerate(self.lists):
            entries = sorted(entries, key=lambda s: (-self.wants[s].bit_count(), s))
            costs = []
            for place, s in enumerate(entries):
                had = previous.get(self.event.sessions[s].id)
                fitting = set(self.rooms_of_kind[self.kind[s]])
                row = []
                for r, room in enumerate(rooms):
                    over = max(0, self.wants[s].bit_count() - room.capacity)
                    far = abs(rank[r] - place) ** 2
                    same = had is not None and had.room == room.id
                    row.append(
                        over * 10_000
                        + far
                        + (0 if same or had is None else 400)
                        + (0 if r in fitting else FAR)
                    )
                costs.append(row)
            for s, r in zip(entries, _assigned(costs), strict=True):
                found[self.event.sessions[s].id] = Place(slot, rooms[r].id)
        return found


def _assigned(costs: Sequence[Sequence[int]]) -> list[int]:
    """For each row a column of its own, so that the sum is least (Hungarian method, rows <= columns)."""
    if not costs:
        return []
    columns = len(costs[0])
    row_price, price = [0] * (len(costs) + 1), [0] * (columns + 1)
    owner = [0] * (columns + 1)  # rows count from 1; column 0 is where the search starts
    for row in range(1, len(costs) + 1):
        owner[0] = row
        column = 0
        least = [FAR * 1000] * (columns + 1)
        came = [0] * (columns + 1)
        done = [False] * (columns + 1)
        while owner[column]:
            done[column] = True
            here, step, following = owner[column], FAR * 1000, 0
            for other in range(1, columns + 1):
                if not done[other]:
                    left = costs[here - 1][other - 1] - row_price[here] - price[other]
                    if left < least[other]:
                        least[other], came[other] = left, column
                    if least[other] < step:
                        step, following = least[other], other
            for other in range(columns + 1):
                if done[other]:
                    row_price[owner[other]] += step
                    price[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            owner[column] = owner[came[column]]
            column = came[column]
    found = [0] * len(costs)
    for column in range(1, columns + 1):
        if owner[column]:
            found[owner[column] - 1] = column - 1
    return found
