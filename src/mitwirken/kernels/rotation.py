# SPDX-License-Identifier: EUPL-1.2
"""Who sits at which table in which round, so that people meet as many others as possible.

All rounds can be planned at once, or each round just before it begins, from who is there then.
Hosts stay at their table, an interpreter stays with a person, some are kept apart. The rules in
prose: ``docs/rules/rotation.md``. The search looks at a clock only when it is given ``seconds``, and
only to end earlier; with ``steps`` alone the same values give the same tables everywhere.
"""

from __future__ import annotations

import math
import random
import time
from array import array
from collections import Counter, deque
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, Generic, TypeVar

P = TypeVar("P", bound=Hashable)

BROKEN: Final = 1000  # a broken wish weighs as much as a thousand people who meet again
LARGE: Final = 10_000_000  # rounds · tables · people; above, rounds are searched one after the other
FAR: Final = 10**9  # more than any swap can cost
STEPS: Final = 500_000  # exchanges that a search may try: about a second
TENURE: Final = 6  # exchanges; nobody who has just moved moves again in that round
PATIENCE: Final = 100  # exchanges without a gain after which mending gives way to annealing
HOT: Final = 0.7  # how much one more repeat may cost: at the start it is taken once in four times
COLD: Final = 0.15
RARE: Final = 0.05  # of the draws of somebody who stays with others, so many try to move the group
NODES: Final = 40_000  # values that the search for a difference matrix may try,
STARTS: Final = 8  # in so many starts,
DEEPEST: Final = 500  # for at most so many entries


@dataclass(frozen=True)
class Wishes(Generic[P]):
    """What has to be kept besides new faces.

    ``hosts``: the table (0, 1, …) at which somebody stays in every round. ``apart``: pairs who never
    share a table. ``together``: groups who always do. ``kinds``: what is spread evenly over the
    tables, for example "room" and "online". ``capacities``: seats of each table, hosts included.
    ``new_tables``: nobody visits a table twice, as far as there are tables enough.
    """

    hosts: Mapping[P, int] = field(default_factory=dict)
    apart: Collection[tuple[P, P]] = ()
    together: Collection[Collection[P]] = ()
    kinds: Mapping[P, str] = field(default_factory=dict)
    capacities: Sequence[int] | None = None
    new_tables: bool = True


@dataclass(frozen=True)
class Quality:
    """What a plan reaches: ``encounters`` of ``possible`` new encounters, and what it could not keep.

    Pairs who wish to be together do not count as encounters. ``table_repeats`` counts visits to a
    table where the person has been (hosts and those who stay with them not counted).
    """

    encounters: int
    possible: int
    repeats: int
    table_repeats: int
    apart_broken: int
    together_broken: int
    uneven: int

    @property
    def share(self) -> float:
        return self.encounters / self.possible if self.possible else 1.0

    @property
    def perfect(self) -> bool:
        """Nobody meets anybody twice, nobody visits a table twice, every wish is kept."""
        return not (self.repeats or self.table_repeats or self.apart_broken or self.together_broken)


@dataclass(frozen=True)
class Rotation(Generic[P]):
    """``rounds[r][t]`` are the people at table t in round r. ``formula``: no search was needed."""

    rounds: tuple[tuple[tuple[P, ...], ...], ...]
    quality: Quality
    formula: bool = False


def table_sizes(people: int, tables: int, capacities: Sequence[int] | None = None) -> tuple[int, ...]:
    """Return how many people sit at each table: sizes differ by one at most, unless a table is full.

    Errors: ValueError when there is no table or there are fewer seats than people.

    >>> table_sizes(47, 8)
    (6, 6, 6, 6, 6, 6, 6, 5)
    >>> table_sizes(20, 4, [8, 8, 3, 8])
    (6, 6, 3, 5)
    """
    if tables < 1:
        raise ValueError("needs one table at least")
    if people < 0:
        raise ValueError("the number of people cannot be negative")
    if capacities is None:
        each, over = divmod(people, tables)
        return tuple(each + (table < over) for table in range(tables))
    if len(capacities) != tables or min(capacities) < 0:
        raise ValueError("needs the number of seats of every table")
    if sum(capacities) < people:
        raise ValueError(f"{people} people do not fit on {sum(capacities)} seats")
    sizes, left = [0] * tables, people
    while left:
        open_tables = [table for table in range(tables) if sizes[table] < capacities[table]]
        lowest = min(sizes[table] for table in open_tables)
        for table in open_tables:
            if sizes[table] == lowest and left:
                sizes[table] += 1
                left -= 1
    return tuple(sizes)


def plan_rounds(
    people: Sequence[P],
    tables: int,
    rounds: int,
    wishes: Wishes[P] | None = None,
    *,
    seed: int = 0,
    steps: int = STEPS,
    seconds: float | None = None,
) -> Rotation[P]:
    """Return the tables of all rounds, planned at once.

    Rule: where a formula seats everybody without a repeat it is taken (``docs/rules/rotation.md``);
    otherwise a search exchanges people who meet again. The order of ``people`` and the seed decide;
    both the same, the plan is the same.

    Units: ``steps`` exchanges of a search; ``seconds`` may only end it earlier.
    Errors: ValueError when somebody is named twice, a number is not positive, there are not enough
    seats, or a host's table does not exist.

    >>> plan = plan_rounds(range(12), 4, 3)
    >>> plan.quality.encounters, plan.quality.possible, plan.quality.table_repeats
    (36, 36, 0)
    >>> plan.rounds[0]
    ((0, 4, 8), (1, 5, 9), (2, 6, 10), (3, 7, 11))
    """
    if rounds < 1:
        raise ValueError("needs one round at least")
    room = _Room(people, tables, wishes or Wishes(), ())
    made = _formula(room, rounds, seed)
    plan = room.rotation(made, formula=True) if made else None
    if plan is None or not plan.quality.perfect:
        plan = _searched(room, rounds, made, seed, steps, seconds, plan)
    return plan


def plan_round(
    present: Sequence[P],
    tables: int,
    history: Sequence[Sequence[Collection[P]]] = (),
    wishes: Wishes[P] | None = None,
    *,
    seed: int = 0,
    steps: int = 200_000,
    seconds: float | None = None,
) -> Rotation[P]:
    """Return the tables of the next round, from who is present now and who sat where before.

    Rule: ``history[r][t]`` are the people who sat at table t in round r, also those who have left.
    Everybody gets the table with the fewest known faces that has a seat; then a search exchanges
    people who meet again or come to a table again. The result has one round; its quality tells about
    this round, with the history in mind.

    Units and errors: as for ``plan_rounds``.

    >>> first = plan_round("abcdefgh", 4)
    >>> second = plan_round("abcdefgh", 4, first.rounds)
    >>> second.quality.encounters, second.quality.possible, second.quality.table_repeats
    (4, 4, 0)
    """
    room = _Room(present, tables, wishes or Wishes(), history)
    return _searched(room, 1, None, seed, steps, seconds, None)


def seat_latecomer(
    person: P,
    seating: Sequence[Collection[P]],
    history: Sequence[Sequence[Collection[P]]] = (),
    wishes: Wishes[P] | None = None,
) -> int:
    """Return the table for somebody who comes when the others already sit.

    Rule: a host goes to the own table, somebody with an interpreter to the interpreter. Otherwise,
    of the tables with a free seat: first none with a person to be kept apart, then the smallest, then
    the one with the fewest known faces, then one not visited before, then the first.

    Errors: ValueError when the person sits already or every table is full.

    >>> seat_latecomer("f", [["a", "b"], ["c"], ["d"]], history=[[["f", "c"], ["a", "d"], ["b"]]])
    2
    """
    wishes = wishes or Wishes()
    if any(person in table for table in seating):
        raise ValueError("the person sits already")
    if person in wishes.hosts:
        return wishes.hosts[person]
    foes = {b if a == person else a for a, b in wishes.apart if person in (a, b)}
    friends = {other for group in wishes.together if person in group for other in group}
    known: set[P] = set()
    visited: set[int] = set()
    for earlier in history:
        for number, table in enumerate(earlier):
            if person in table:
                known.update(table)
                visited.add(number)
    open_tables = [
        number
        for number, table in enumerate(seating)
        if wishes.capacities is None or len(table) < wishes.capacities[number]
    ]
    if not open_tables:
        raise ValueError("every table is full")

    def merit(number: int) -> tuple[bool, bool, int, int, bool, int]:
        table = set(seating[number])
        return (
            not friends & table and bool(friends),
            bool(foes & table),
            len(table),
            len(known & table),
            number in visited,
            number,
        )

    return min(open_tables, key=merit)


def rate(
    rounds: Sequence[Sequence[Collection[P]]],
    history: Sequence[Sequence[Collection[P]]] = (),
    wishes: Wishes[P] | None = None,
) -> Quality:
    """Return what these rounds reach after that history.

    Rule: a pair meets when it shares a table. ``possible`` is the smaller of two bounds: all pairs
    that the tables make in these rounds, and half of what each person can newly meet,
    min(others not met so far, rounds · (seats of the largest table - 1)).

    >>> rate([[["a", "b"], ["c", "d"]], [["a", "c"], ["b", "d"]]])
    Quality(encounters=4, possible=4, repeats=0, table_repeats=2, apart_broken=0, together_broken=0, uneven=0)
    """
    wishes = wishes or Wishes()
    groups = _merged(wishes.together)
    group_of = {person: number for number, group in enumerate(groups) for person in group}
    hosted = {group_of[host] for host in wishes.hosts if host in group_of}
    staying = set(wishes.hosts) | {person for number in hosted for person in groups[number]}
    number: dict[P, int] = {}  # people as bits
    for seating in (*history, *rounds):
        for table in seating:
            for person in table:
                number.setdefault(person, len(number))

    def bits(people: Iterable[P]) -> int:
        return sum(1 << number[person] for person in set(people) if person in number)

    stays_with = {person: bits(groups[at]) for person, at in group_of.items()}
    foes: dict[P, int] = {}
    for a, b in wishes.apart:
        foes[a] = foes.get(a, 0) | bits([b])
        foes[b] = foes.get(b, 0) | bits([a])
    met = dict.fromkeys(number, 0)
    visits: set[tuple[P, int]] = set()
    meetings = encounters = table_repeats = apart_broken = together_broken = uneven = 0  # pairs twice

    def others(person: P, table: int) -> int:
        return table & ~(stays_with.get(person, 0) | 1 << number[person])

    for earlier in history:
        for at, table in enumerate(earlier):
            sitting = bits(table)
            for person in table:
                met[person] |= others(person, sitting)
                visits.add((person, at))
    before = dict(met)
    chances: Counter[P] = Counter()
    for seating in rounds:
        largest = max((len(table) for table in seating), default=0)
        place: dict[P, int] = {}
        for at, table in enumerate(seating):
            sitting = bits(table)
            for person in table:
                place[person] = at
                chances[person] += largest - 1
                found = others(person, sitting)
                meetings += found.bit_count()
                encounters += (found & ~met[person]).bit_count()
                met[person] |= found
                apart_broken += (found & foes.get(person, 0)).bit_count()
                if person not in staying:
                    table_repeats += (person, at) in visits
                    visits.add((person, at))
        for group in groups:
            together_broken += max(0, len({place[person] for person in group if person in place}) - 1)
        uneven += _uneven(seating, wishes.kinds)
    everybody = bits(chances)
    reach = sum(
        min((others(person, everybody) & ~before[person]).bit_count(), chances[person]) for person in chances
    )
    return Quality(
        encounters // 2,
        min(meetings, reach) // 2,
        (meetings - encounters) // 2,
        table_repeats,
        apart_broken // 2,
        together_broken,
        uneven,
    )


def _uneven(seating: Sequence[Collection[P]], kinds: Mapping[P, str]) -> int:
    """By how many people the kinds are spread worse than one more or less a table."""
    if not kinds:
        return 0
    counts = [Counter(kinds[person] for person in table if person in kinds) for table in seating]
    return sum(
        max(0, max(c[kind] for c in counts) - min(c[kind] for c in counts) - 1)
        for kind in set(kinds.values())
    )


def _merged(groups: Iterable[Iterable[P]]) -> list[list[P]]:
    """Groups that share somebody are one group; in the order in which they were named."""
    merged: list[list[P]] = []
    for group in groups:
        joined = list(dict.fromkeys(group))
        rest = []
        for other in merged:
            if set(other) & set(joined):
                joined = list(dict.fromkeys([*other, *joined]))
            else:
                rest.append(other)
        merged = [*rest, joined]
    return [group for group in merged if len(group) > 1]


class _Room(Generic[P]):
    """The given values as numbers: person 0 … n-1, table 0 … t-1; ``history`` holds -1 for the absent."""

    def __init__(
        self,
        people: Sequence[P],
        tables: int,
        wishes: Wishes[P],
        history: Sequence[Sequence[Collection[P]]],
    ) -> None:
        self.people = list(people)
        self.number = {person: n for n, person in enumerate(self.people)}
        if len(self.number) != len(self.people):
            raise ValueError("somebody is named twice")
        self.wishes, self.given_history = wishes, history
        self.tables = tables
        self.sizes = table_sizes(len(self.people), tables, wishes.capacities)
        number = self.number
        self.hosts = {number[host]: table for host, table in wishes.hosts.items() if host in number}
        if any(not 0 <= table < tables for table in self.hosts.values()):
            raise ValueError("a host's table does not exist")
        both = [(number[a], number[b]) for a, b in wishes.apart if a in number and b in number]
        self.apart = sorted({(min(pair), max(pair)) for pair in both if pair[0] != pair[1]})
        blocks = (
            [number[person] for person in group if person in number] for group in _merged(wishes.together)
        )
        self.blocks = [block for block in blocks if len(block) > 1]
        names = sorted({wishes.kinds.get(person, "") for person in self.people})
        self.kinds = [names.index(wishes.kinds.get(person, "")) for person in self.people]
        self.history: list[list[int]] = []
        for earlier in history:
            tab = [-1] * len(self.people)
            for table, sitting in enumerate(earlier):
                for person in sitting:
                    if person in number:
                        tab[number[person]] = table
            self.history.append(tab)

    def rotation(self, made: list[list[int]], *, formula: bool) -> Rotation[P]:
        rounds = []
        for tab in made:
            seating: list[list[P]] = [[] for _ in range(self.tables)]
            for host, table in self.hosts.items():
                seating[table].append(self.people[host])
            for person, table in enumerate(tab):
                if person not in self.hosts:
                    seating[table].append(self.people[person])
            rounds.append(tuple(tuple(table) for table in seating))
        return Rotation(tuple(rounds), rate(rounds, self.given_history, self.wishes), formula)


# Formulas


def _formula(room: _Room[P], rounds: int, seed: int) -> list[list[int]] | None:
    """Return tables by a formula, or None where there is none. It may leave some repeats.

    Everybody gets a seat number j and a number a; in round i the person (j, a) sits at table
    a + d(i, j). A kind fills whole seats j as far as it goes, and each table has one person of each seat.
    """
    hosts, tables = room.hosts, room.tables
    if room.history or room.blocks or len(set(hosts.values())) not in (0, tables) or len(hosts) > tables:
        return None
    if tables < 2:
        return None
    guests = _by_kind([p for p in range(len(room.people)) if p not in hosts], room)
    seats = -(-len(guests) // tables)
    if room.wishes.capacities is not None and min(room.wishes.capacities) < seats + bool(hosts):
        return None
    strict = room.wishes.new_tables or bool(hosts)
    cells = _cells(tables, rounds, seats, strict=strict)
    if cells is None and strict and not hosts:
        cells = _cells(tables, rounds, seats, strict=False)
    if cells is None:
        return None
    guests = _kept_apart(guests, room, cells)
    made = []
    for by_seat in cells:
        tab = [-1] * len(room.people)
        for host, table in hosts.items():
            tab[host] = table
        for place, person in enumerate(guests):
            tab[person] = by_seat[place // tables][place % tables]
        made.append(tab)
    if room.wishes.new_tables and not hosts:
        _relabel(made, room)
    return made


def _by_kind(guests: Sequence[int], room: _Room[P]) -> list[int]:
    """First of each kind as many as fill whole seat numbers, then what remains of each."""
    whole: list[int] = []
    rest: list[int] = []
    for kind in sorted({room.kinds[p] for p in guests}):
        alike = [p for p in guests if room.kinds[p] == kind]
        full = len(alike) // room.tables * room.tables
        whole += alike[:full]
        rest += alike[full:]
    return whole + rest


def _kept_apart(guests: list[int], room: _Room[P], cells: list[list[list[int]]]) -> list[int]:
    """Exchange the places of people of one kind until no pair that is to be kept apart meets."""
    tables, order = room.tables, list(guests)
    place = {person: at for at, person in enumerate(order)}
    foes: dict[int, list[int]] = {}
    for a, b in room.apart:
        if a in place and b in place:
            foes.setdefault(a, []).append(b)
            foes.setdefault(b, []).append(a)

    def clashes(person: int) -> int:
        j, a = divmod(place[person], tables)
        found = 0
        for foe in foes.get(person, ()):
            k, b = divmod(place[foe], tables)
            found += any(by_seat[j][a] == by_seat[k][b] for by_seat in cells)
        return found

    def exchange(person: int, other: int) -> None:
        x, y = place[person], place[other]
        order[x], order[y] = other, person
        place[person], place[other] = y, x

    for person in foes:
        for other in guests if clashes(person) else ():
            if other == person or room.kinds[other] != room.kinds[person]:
                continue
            before = clashes(person) + clashes(other)
            exchange(person, other)
            if clashes(person) + clashes(other) < before:
                if not clashes(person):
                    break
            else:
                exchange(person, other)
    return order


def _cells(tables: int, rounds: int, seats: int, *, strict: bool) -> list[list[list[int]]] | None:
    """Return cells[i][j][a], the table of person (j, a) in round i; no pair meets twice.

    Strict: nobody visits a table twice either. Three ways: d(i, j) = i · j modulo the number of
    tables; the same product in the field with so many elements; a difference matrix that is searched.
    """
    columns = range(1, seats + 1) if strict else range(seats)
    widest = seats if strict else seats - 1
    if all(i * j % tables for i in range(1, rounds) for j in range(1, widest + 1)):
        return [[[(a + i * j) % tables for a in range(tables)] for j in columns] for i in range(rounds)]
    field = _Field.of(tables)
    if field is not None and widest < tables and (rounds <= tables or not strict):
        made = [
            [[field.add(a, field.times(i, j)) for a in range(tables)] for j in columns]
            for i in range(min(rounds, tables))
        ]
        if rounds <= tables:
            return made
        extra = _inside_columns(tables, rounds - tables, seats)
        return made + extra if extra else None
    matrix = _difference_matrix(tables, rounds, seats + strict)
    if matrix is None:
        return None
    matrix = matrix[1:] if strict else matrix
    return [[[(a + column[i]) % tables for a in range(tables)] for column in matrix] for i in range(rounds)]


def _inside_columns(tables: int, rounds: int, seats: int) -> list[list[list[int]]] | None:
    """Rounds after all people of different seats have met: those with the same seat j meet each other."""
    if seats == 0 or tables % seats:
        return None
    share = tables // seats
    inner = plan_rounds(range(tables), share, rounds, Wishes(new_tables=False), steps=5000)
    made = []
    for seating in inner.rounds:
        at = {a: table for table, sitting in enumerate(seating) for a in sitting}
        made.append([[j * share + at[a] for a in range(tables)] for j in range(seats)])
    return made


@dataclass(frozen=True)
class _Field:
    """The field with p^k elements: 0 … p^k - 1, read as polynomials with digits to the base p."""

    p: int
    k: int
    modulus: tuple[int, ...]  # monic and irreducible, the lowest power first

    @classmethod
    def of(cls, size: int) -> _Field | None:
        p = next((d for d in range(2, size + 1) if size % d == 0), 0)
        k, rest = 0, size
        while p and rest % p == 0:
            rest //= p
            k += 1
        if not p or rest != 1 or size > 2048:
            return None
        for low in range(size):
            modulus = (*_digits(low, p, k), 1)
            if k == 1 or not any(
                _divides((*_digits(part, p, degree), 1), modulus, p)
                for degree in range(1, k // 2 + 1)
                for part in range(p**degree)
            ):
                return cls(p, k, modulus)
        return None  # pragma: no cover - there is an irreducible polynomial of every degree

    def add(self, x: int, y: int) -> int:
        p, place, total = self.p, 1, 0
        while x or y:
            total += (x % p + y % p) % p * place
            x, y, place = x // p, y // p, place * p
        return total

    def times(self, x: int, y: int) -> int:
        p, k = self.p, self.k
        product = [0] * (2 * k)
        for i, u in enumerate(_digits(x, p, k)):
            for j, v in enumerate(_digits(y, p, k)):
                product[i + j] = (product[i + j] + u * v) % p
        rest = _remainder(product, self.modulus, p)
        return sum(digit * p**place for place, digit in enumerate(rest))


def _digits(number: int, base: int, length: int) -> list[int]:
    return [number // base**place % base for place in range(length)]


def _remainder(value: Sequence[int], modulus: Sequence[int], p: int) -> list[int]:
    rest, degree = list(value), len(modulus) - 1
    for top in range(len(rest) - 1, degree - 1, -1):
        factor = rest[top]
        for at, digit in enumerate(modulus):
            rest[top - degree + at] = (rest[top - degree + at] - factor * digit) % p
    return rest[:degree]


def _divides(part: Sequence[int], whole: Sequence[int], p: int) -> bool:
    return not any(_remainder(whole, part, p))


def _difference_matrix(size: int, rows: int, columns: int) -> list[list[int]] | None:
    """Return columns of numbers modulo ``size`` so that any two columns differ by another number in every row.

    Row 0 and column 0 are all 0. Found by trying entry after entry, from several starts.
    """
    if rows > size or columns > size + (rows < 2) or rows * columns > DEEPEST:
        return None
    if columns == 1:
        return [[0] * rows]
    for start in range(STARTS):
        filling = _Filling(size, rows, columns, random.Random(start) if start else None)  # noqa: S311
        if filling.fill([1], 1):
            return filling.matrix
        if filling.left > 0:
            return None  # everything was tried
    return None


class _Filling:
    """A difference matrix on its way. ``seen`` has a bit for each difference to each earlier column."""

    def __init__(self, size: int, rows: int, columns: int, draw: random.Random | None) -> None:
        self.size, self.rows, self.columns, self.draw = size, rows, columns, draw
        self.matrix = [[0] * rows, [0] * rows]
        self.left = NODES // STARTS

    def fill(self, seen: Sequence[int], row: int) -> bool:
        matrix, size = self.matrix, self.size
        if row == self.rows:
            if len(matrix) == self.columns:
                return True
            matrix.append([0] * self.rows)
            if self.fill([1] * (len(matrix) - 1), 1):
                return True
            matrix.pop()
            return False
        values = list(range(1, size))
        if self.draw:
            self.draw.shuffle(values)
        column = matrix[-1]
        for value in values:
            self.left -= 1
            if self.left < 0:
                return False
            marks = []
            for other, mask in zip(matrix, seen, strict=False):
                bit = 1 << (value - other[row]) % size
                if mask & bit:
                    break
                marks.append(mask | bit)
            else:
                column[row] = value
                if self.fill(marks, row + 1):
                    return True
        return False


# The search


def _searched(
    room: _Room[P],
    rounds: int,
    made: list[list[int]] | None,
    seed: int,
    steps: int,
    seconds: float | None,
    plan: Rotation[P] | None,
) -> Rotation[P]:
    start = time.monotonic()
    end = None if seconds is None else start + seconds
    draw = random.Random(seed)  # noqa: S311 - nothing secret
    best: list[list[int]] = []
    large = rounds * room.tables * len(room.people) > LARGE
    if not large:
        search = _Search(room, rounds, made, draw)
        search.run(steps, end, start)
        best = search.best
    else:  # one after the other, each with the earlier ones as its history
        given = list(room.history)
        for number in range(rounds):
            search = _Search(room, 1, None, draw)
            until = None if seconds is None else start + seconds * (number + 1) / rounds
            search.run(steps // rounds, until, time.monotonic())
            best += search.best
            room.history = [*given, *best]
        room.history = given
    if room.wishes.new_tables and not (room.hosts or room.history or large):
        _relabel(best, room)
    found = room.rotation(best, formula=False)
    return plan if plan is not None and _merit(plan.quality) <= _merit(found.quality) else found


def _merit(quality: Quality) -> tuple[int, int, int]:
    broken = quality.apart_broken + quality.together_broken
    return broken, quality.repeats + quality.table_repeats, quality.repeats


def _relabel(made: list[list[int]], room: _Room[P]) -> None:
    """Exchange whole tables within a round while that saves visits to a table where people have been."""
    visits = Counter((p, tab[p]) for tab in made for p in range(len(tab)))
    seated = [_sitting(tab, room.tables) for tab in made]
    better = True
    while better:
        better = False
        for tab, sitting in zip(made, seated, strict=True):
            for x in range(room.tables):
                again = sum(visits[p, x] > 1 for p in sitting[x])
                for y in range(room.tables) if again else ():
                    if x == y or (room.wishes.capacities is not None and room.sizes[x] != room.sizes[y]):
                        continue
                    now = sum(visits[p, x] > 1 for p in sitting[x]) + sum(
                        visits[p, y] > 1 for p in sitting[y]
                    )
                    then = sum(visits[p, y] > 0 for p in sitting[x]) + sum(
                        visits[p, x] > 0 for p in sitting[y]
                    )
                    if then < now:
                        better = True
                        for group, old, new in ((sitting[x], x, y), (sitting[y], y, x)):
                            for p in group:
                                visits[p, old] -= 1
                                visits[p, new] += 1
                                tab[p] = new
                        sitting[x], sitting[y] = sitting[y], sitting[x]


class _Search:
    """Exchanges people between tables of a round, one who meets again with the one whom it suits best.

    ``weight[p][q]`` is how often p and q meet (in all rounds and in the history), plus BROKEN for
    pairs to be kept apart. ``cost[r][t][p]`` is what it costs person p to sit at table t in round r,
    and ``own[r][p]`` what the present seat costs. All three are kept up to date with each exchange, so
    that the gain of an exchange is five numbers added.
    """

    def __init__(
        self, room: _Room[P], rounds: int, made: list[list[int]] | None, draw: random.Random
    ) -> None:
        n, tables = len(room.people), room.tables
        self.n, self.tables, self.draw = n, tables, draw
        self.kinds, self.mixed = room.kinds, len(set(room.kinds)) > 1
        self.weight = [array("h", bytes(2 * n)) for _ in range(n)]
        self.visits = [[0] * tables for _ in range(n)]
        self.blocks = [block for block in room.blocks if len(block) <= max(room.sizes)]
        self.block_of: dict[int, list[int]] = {p: block for block in self.blocks for p in block}
        self.fixed = dict(room.hosts)
        for block in self.blocks:
            stays = next((self.fixed[p] for p in block if p in self.fixed), None)
            if stays is not None:
                for p in block:
                    self.fixed.setdefault(p, stays)
        for a, b in room.apart:
            self.weight[a][b] += BROKEN
            self.weight[b][a] += BROKEN
        for tab in room.history:
            for p, table in enumerate(tab):
                if 0 <= table < tables:
                    self.visits[p][table] += 1
            for sitting in _sitting(tab, max(tables, max(tab, default=0) + 1)):
                self._meet(sitting, 1)
        least = [min(row) for row in self.visits]
        self.visits = [[v - low for v in row] for row, low in zip(self.visits, least, strict=True)]
        total = rounds + len(room.history)
        self.per_visit = int(room.wishes.new_tables and (rounds == 1 or total <= tables))
        for block in self.blocks:  # those who stay together are no repeat of each other
            for a in block:
                for b in block:
                    self.weight[a][b] = 1 - rounds if a != b else 0
        self.tab: list[list[int]] = []
        for number in range(rounds):
            tab = made[number] if made else self._start(room)
            self.tab.append(list(tab))
            for p, table in enumerate(tab):
                self.visits[p][table] += 1
            for sitting in _sitting(tab, tables):
                self._meet(sitting, 1)
        self.members = [_sitting(tab, tables) for tab in self.tab]
        self.cost: list[list[list[int]]] = []
        self.own: list[list[int]] = []
        near = [[q for q, w in enumerate(row) if w] for row in self.weight]
        for tab in self.tab:
            cost = [[0] * n for _ in range(tables)]
            for p in range(n):
                row = self.weight[p]
                here = tab[p]
                if self.per_visit:
                    for table in range(tables):
                        cost[table][p] = self.visits[p][table]
                    cost[here][p] -= 1
                for q in near[p]:
                    cost[tab[q]][p] += row[q] - (tab[q] == here)
            self.cost.append(cost)
            self.own.append([cost[tab[p]][p] for p in range(n)])
        self.value = self.lowest = 0  # compared with the start
        self.best = [list(tab) for tab in self.tab]

    def _meet(self, sitting: Sequence[int], times: int) -> None:
        for a, b in combinations(sitting, 2):
            self.weight[a][b] += times
            self.weight[b][a] += times

    def _start(self, room: _Room[P]) -> list[int]:
        """Seat one person after the other where it costs least. Kinds are dealt out like cards."""
        tab = [-1] * self.n
        free = list(room.sizes)
        members: list[list[int]] = [[] for _ in free]

        def price(p: int, table: int) -> int:
            row = self.weight[p]
            return sum(row[q] for q in members[table]) + self.per_visit * self.visits[p][table]

        def sit(p: int, table: int) -> None:
            tab[p] = table
            free[table] -= 1
            members[table].append(p)

        for p, table in self.fixed.items():
            sit(p, table)
        for block in list(self.blocks):
            if tab[block[0]] >= 0:
                continue
            wide = [table for table in range(self.tables) if free[table] >= len(block)]
            if not wide:  # they cannot stay together; each sits alone
                self.blocks.remove(block)
                for p in block:
                    del self.block_of[p]
                continue
            table = min(wide, key=lambda t: (sum(price(p, t) for p in block), -free[t]))
            for p in block:
                sit(p, table)
        waiting = [p for p in range(self.n) if tab[p] < 0]
        self.draw.shuffle(waiting)
        waiting.sort(key=lambda p: self.kinds[p])
        while waiting:
            takers = [table for table in range(self.tables) if free[table] > 0]
            if not takers:  # hosts and groups fill a table beyond its share
                takers = [min(range(self.tables), key=lambda t: len(members[t]))]
            number = len(takers) if self.mixed else len(waiting)
            for p in waiting[:number]:
                if not takers:
                    takers = [min(range(self.tables), key=lambda t: len(members[t]))]
                costs = self._prices(p, tab)
                table = min(takers, key=lambda t: (costs[t], -free[t]))
                sit(p, table)
                if self.mixed or free[table] <= 0:
                    takers.remove(table)
            waiting = waiting[number:]
        return tab

    def _prices(self, p: int, tab: list[int]) -> list[int]:
        costs = [self.per_visit * v for v in self.visits[p]]
        for q, w in enumerate(self.weight[p]):
            if w and tab[q] >= 0:
                costs[tab[q]] += w
        return costs

    def run(self, steps: int, end: float | None, start: float) -> None:
        """Mend what is easily mended, then anneal; ``best`` holds the best tables on the way."""
        done = self._mend(steps, end)
        if done < steps and self._trouble():
            self._anneal(steps - done, start, end)

    def _keep(self) -> None:
        self.lowest = self.value
        self.best = [list(tab) for tab in self.tab]

    def _trouble(self) -> bool:
        fixed = self.fixed
        return any(cost > 0 and p not in fixed for own in self.own for p, cost in enumerate(own))

    def _mend(self, steps: int, end: float | None) -> int:
        """Draw somebody who meets again and make the best exchange, until nothing is gained for a while."""
        draw, rounds = self.draw, len(self.tab)
        recent: list[deque[int]] = [deque(maxlen=min(TENURE, self.n // 6)) for _ in range(rounds)]
        since = 0
        quiet = 0  # rounds in a row in which nobody meets again
        number = draw.randrange(rounds)
        for step in range(steps):
            if end is not None and step % 32 == 0 and time.monotonic() > end:
                return steps
            number = (number + 1) % rounds
            troubled = [p for p, cost in enumerate(self.own[number]) if cost > 0 and p not in self.fixed]
            if not troubled:
                quiet += 1
                if quiet == rounds:
                    return step
                continue
            quiet = 0
            person = troubled[int(draw.random() * len(troubled))]
            if person in self.block_of:
                self._move_block(number, person, range(self.tables), 0)
            elif person not in recent[number] or len(troubled) == 1:
                other = self._partner(number, person, recent[number])
                if other is not None:
                    self._exchange(number, person, other)
                    recent[number].append(person)
                    recent[number].append(other)
            since += 1
            if self.value < self.lowest:
                since = 0
                self._keep()
            elif since > PATIENCE:
                return step + 1
        return steps

    def _anneal(self, steps: int, start: float, end: float | None) -> None:
        """Exchange two people at random when that costs nothing, and at a cost as long as it is warm."""
        uniform, rounds, weight = self.draw.random, len(self.tab), self.weight
        moving = [p for p in range(self.n) if p not in self.fixed]
        many = len(moving)
        if many < 2 or self.tables < 2:
            return
        kinds = self.kinds
        step, block = 0, 500  # exchanges at the same heat
        while step < steps:
            progress = step / steps
            if end is not None:
                progress = max(progress, (time.monotonic() - start) / max(end - start, 1e-9))
                if progress >= 1:
                    return
            heat = HOT * (COLD / HOT) ** progress
            for _ in range(min(block, steps - step)):
                number = int(uniform() * rounds)
                a, b = moving[int(uniform() * many)], moving[int(uniform() * many)]
                tab = self.tab[number]
                at_a, at_b = tab[a], tab[b]
                if at_a == at_b:
                    continue
                if a in self.block_of or b in self.block_of:
                    if a in self.block_of and uniform() < RARE:  # it takes as long as many exchanges
                        self._move_block(number, a, [at_b], heat)
                else:
                    cost, own = self.cost[number], self.own[number]
                    adds = cost[at_b][a] + cost[at_a][b] - 2 * weight[a][b] - own[a] - own[b]
                    if adds > 0 and uniform() >= math.exp(-adds / heat):
                        continue
                    if self.mixed and kinds[a] != kinds[b] and self._spreads_worse(number, a, b):
                        continue
                    self._exchange(number, a, b)
                if self.value < self.lowest:
                    self._keep()
                    if not self._trouble():
                        return
            step += block

    def _spreads_worse(self, number: int, a: int, b: int) -> bool:
        kinds, kind, other = self.kinds, self.kinds[a], self.kinds[b]
        here = [kinds[p] for p in self.members[number][self.tab[number][a]]]
        there = [kinds[p] for p in self.members[number][self.tab[number][b]]]
        return there.count(kind) - here.count(kind) + here.count(other) - there.count(other) + 2 > 0

    def _gains(self, number: int, a: int) -> list[int]:
        """What exchanging a with each other person in this round would add to the cost."""
        tab, cost, own = self.tab[number], self.cost[number], self.own[number]
        here = tab[a]
        mine = own[a]
        reach = [row[a] - mine for row in cost]
        adds = [
            reach[t] + x - o - w - w for t, x, o, w in zip(tab, cost[here], own, self.weight[a], strict=True)
        ]
        for p in self.members[number][here]:
            adds[p] = FAR
        for p in self.fixed:
            adds[p] = FAR
        for p in self.block_of:
            adds[p] = FAR
        if self.mixed:
            kinds, kind = self.kinds, self.kinds[a]
            for p, add in enumerate(adds):
                if add < FAR and kinds[p] != kind and self._spreads_worse(number, a, p):
                    adds[p] = FAR
        return adds

    def _partner(self, number: int, a: int, recent: Iterable[int]) -> int | None:
        adds = self._gains(number, a)
        for p in recent:
            adds[p] = FAR
        least = min(adds)
        if least >= FAR:
            return None
        best = [p for p, add in enumerate(adds) if add == least]
        return best[int(self.draw.random() * len(best))]

    def _exchange(self, number: int, a: int, b: int) -> None:
        tab, cost, own = self.tab[number], self.cost[number], self.own[number]
        weight, members = self.weight, self.members[number]
        at_a, at_b = tab[a], tab[b]
        row_a, row_b = weight[a], weight[b]
        self.value += cost[at_b][a] + cost[at_a][b] - 2 * row_a[b] - own[a] - own[b]
        members[at_a].remove(a)
        members[at_b].remove(b)
        with_a, with_b = members[at_a], members[at_b]
        for x in with_a:
            row_a[x] -= 1
            weight[x][a] -= 1
        for x in with_b:
            row_b[x] -= 1
            weight[x][b] -= 1
        cost[at_a] = [c - x + y for c, x, y in zip(cost[at_a], row_a, row_b, strict=True)]
        cost[at_b] = [c + x - y for c, x, y in zip(cost[at_b], row_a, row_b, strict=True)]
        for x in with_b:
            row_a[x] += 1
            weight[x][a] += 1
        for x in with_a:
            row_b[x] += 1
            weight[x][b] += 1
        tab[a], tab[b] = at_b, at_a
        changes = [(a, x, -1) for x in with_a] + [(b, x, 1) for x in with_a]
        changes += [(b, x, -1) for x in with_b] + [(a, x, 1) for x in with_b]
        with_a.append(b)
        with_b.append(a)
        for table in (at_a, at_b):
            row = cost[table]
            for x in members[table]:
                own[x] = row[x]
        per_visit = self.per_visit
        if per_visit:
            self.visits[a][at_a] -= 1
            self.visits[a][at_b] += 1
            self.visits[b][at_b] -= 1
            self.visits[b][at_a] += 1
        for other, (tab_o, cost_o, own_o) in enumerate(zip(self.tab, self.cost, self.own, strict=True)):
            if other == number:
                continue
            for p, x, change in changes:
                at_p, at_x = tab_o[p], tab_o[x]
                cost_o[at_x][p] += change
                cost_o[at_p][x] += change
                if at_p == at_x:
                    own_o[p] += change
                    own_o[x] += change
            if per_visit:
                for p, old, new in ((a, at_a, at_b), (b, at_b, at_a)):
                    cost_o[old][p] -= per_visit
                    cost_o[new][p] += per_visit
                    if tab_o[p] == old:
                        own_o[p] -= per_visit
                    elif tab_o[p] == new:
                        own_o[p] += per_visit

    def _move_block(self, number: int, person: int, tables: Sequence[int], heat: float) -> None:
        """Move a group that stays together to another table, against as many single people; undo it if worse."""
        block, tab = self.block_of[person], self.tab[number]
        here = tab[person]
        if person in self.fixed:
            return
        for table in self.draw.sample(tables, min(len(tables), 6)):
            singles = [
                p for p in self.members[number][table] if p not in self.fixed and p not in self.block_of
            ]
            if table == here or len(singles) < len(block):
                continue
            before, done = self.value, []
            for p in block:
                options = [q for q in singles if tab[q] == table]
                other = max(options, key=lambda q: (self.own[number][q], q))
                self._exchange(number, p, other)
                done.append((p, other))
            adds = self.value - before
            if adds <= 0 or (heat > 0 and self.draw.random() < math.exp(-adds / heat)):
                return
            for p, other in reversed(done):
                self._exchange(number, other, p)


def _sitting(tab: Sequence[int], tables: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(tables)]
    for p, table in enumerate(tab):
        if table >= 0:
            found[table].append(p)
    return found
