# SPDX-License-Identifier: EUPL-1.2
"""Drawing people by lot so that a small circle looks like the town: quotas, a published seed, substitutes, a protocol.

Anybody with the list, the quotas and the seed draws the same people again. The rule in prose: ``docs/rules/sortition.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from .solving import Model

MOST_PEOPLE: Final = 200_000


@dataclass(frozen=True)
class InTheWay:
    """Why there is no circle, for whoever says it in words of their own.

    `what`: "people" (fewer than seats), "group" (fewer in it than its quota wants), "feature" (its quotas want more than there are
    seats), "room" (its quotas leave room for fewer than there are seats), "together" (no single one is to blame). `wanted` and
    `there` are the two numbers that do not fit.
    """

    what: str
    feature: str = ""
    value: str = ""
    wanted: int = 0
    there: int = 0

    def __str__(self) -> str:
        match self.what:
            case "people":
                return f"{self.wanted} seats, but only {self.there} people to draw from"
            case "group":
                return f"{self.feature} {self.value}: at least {self.wanted} wanted, {self.there} in the pool"
            case "feature":
                return f"{self.feature}: the quotas want at least {self.wanted} people for {self.there} seats"
            case "room":
                return f"{self.feature}: the quotas leave room for {self.there} people, {self.wanted} seats are to be filled"
        return "no circle keeps all quotas at once; widen one of them"


class NoDraw(ValueError):
    """Raised when no circle fulfils the quotas; the message says which one is in the way."""

    def __init__(self, why: InTheWay) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class Quota:
    """At least and at most how many with this value of a feature (for example "district", "Hörde") are drawn."""

    feature: str
    value: str
    least: int
    most: int


@dataclass(frozen=True)
class Draw:
    """``chosen`` and, for each in the same order, ``substitutes`` in the order in which they are asked.

    ``counts``: how many of each quota were drawn. ``lots``: the lot number of each person drawn, for the protocol.
    """

    chosen: tuple[str, ...]
    substitutes: tuple[str, ...]
    counts: dict[tuple[str, str], int]
    lots: dict[str, str]
    seed: str


def lot(seed: str, person: str) -> str:
    """Return a person's lot number, 32 hexadecimal digits; the smallest is first.

    BLAKE2b of seed and id: nobody can choose it, everybody can check it.

    >>> lot("2026-11-25", "17")[:8]
    '70cf1f3f'
    """
    key = blake2b(seed.encode(), digest_size=32).digest()
    return blake2b(person.encode(), digest_size=16, key=key, person=b"sortition").hexdigest()


def draw(
    people: Mapping[str, Mapping[str, str]],
    seats: int,
    quotas: Sequence[Quota],
    seed: str,
    *,
    substitutes: int = 0,
    together: Mapping[str, str] | None = None,
) -> Draw:
    """Return who is drawn from ``people`` (id → features).

    Rule: everybody gets a lot number from the seed. Going up the lots, a person is taken if the seats can still be filled so
    that every quota is kept; otherwise passed over. So the first in the lot order who can be had is always had. Of
    people of one household (``together``: id → household) one is drawn at most. Substitutes: the same once more, of those who are
    left, with the quotas' lower bounds in proportion, as far as they can be kept; where a quota wants nobody, nobody.

    Errors: NoDraw if no circle fulfils the quotas; ValueError for seats below 1 or a quota that cannot be read.

    >>> town = {str(n): {"district": "N" if n < 8 else "S"} for n in range(12)}
    >>> drawn = draw(town, 4, [Quota("district", "S", 2, 2)], "demo")
    >>> len(drawn.chosen), drawn.counts
    (4, {('district', 'S'): 2})
    """
    if seats < 1:
        raise ValueError("there is at least one seat")
    if len(people) > MOST_PEOPLE:
        raise ValueError(f"at most {MOST_PEOPLE} people can be drawn from at once")
    for quota in quotas:
        if not 0 <= quota.least <= quota.most:
            raise ValueError(
                f"{quota.feature} {quota.value}: at least {quota.least}, at most {quota.most} can't be"
            )
    order = sorted(people, key=lambda person: (lot(seed, person), person))
    chosen = _fill(people, order, seats, quotas, together or {})
    rest: tuple[str, ...] = ()
    if substitutes:
        taken = set(chosen)
        homes = {(together or {}).get(person) for person in chosen} - {None}
        barred = {(quota.feature, quota.value) for quota in quotas if quota.most == 0}
        left = [
            p
            for p in order
            if p not in taken
            and (together or {}).get(p) not in homes
            and barred.isdisjoint(people[p].items())
        ]
        if left:
            rest = _substitutes(people, left, min(substitutes, len(left)), seats, quotas, together or {})
    counts = {
        (quota.feature, quota.value): sum(people[p].get(quota.feature) == quota.value for p in chosen)
        for quota in quotas
    }
    return Draw(chosen, rest, counts, {p: lot(seed, p) for p in (*chosen, *rest)}, seed)


def _fill(
    people: Mapping[str, Mapping[str, str]],
    order: Sequence[str],
    seats: int,
    quotas: Sequence[Quota],
    homes: Mapping[str, str],
) -> tuple[str, ...]:
    """The first in the order with whom the seats can be filled and every quota kept."""
    pool = _Pool(people, order, seats, quotas, homes)
    if not pool.can_be_filled():
        raise NoDraw(_in_the_way(people, order, seats, quotas))
    chosen: list[str] = []
    for person in order:
        if len(chosen) == seats:
            break
        if pool.take(person):
            chosen.append(person)
    return tuple(chosen)


class _Pool:
    """People of one kind (the same values in every quota) are alike to the quotas: only how many of them matters."""

    def __init__(
        self,
        people: Mapping[str, Mapping[str, str]],
        order: Sequence[str],
        seats: int,
        quotas: Sequence[Quota],
        homes: Mapping[str, str],
    ) -> None:
        features = sorted({quota.feature for quota in quotas})
        self.kind = {p: tuple(people[p].get(feature, "") for feature in features) for p in order}
        shared = Counter(homes[p] for p in order if p in homes)
        # Who lives with others in the pool counts alone, so that one of a household is drawn at most.
        self.home = {p: homes[p] for p in order if p in homes and shared[homes[p]] > 1}
        self.model = Model()
        alone = Counter(self.kind[p] for p in order if p not in self.home)
        self.variable = {kind: self.model.variable(0, number) for kind, number in alone.items()}
        self.single = {p: self.model.variable(0, 1) for p in order if p in self.home}
        everybody = [(v, kind) for kind, v in self.variable.items()] + [
            (v, self.kind[p]) for p, v in self.single.items()
        ]
        self.model.row({v: 1 for v, _ in everybody}, seats, seats)
        for quota in quotas:
            at = features.index(quota.feature)
            terms: dict[int, float] = {v: 1 for v, kind in everybody if kind[at] == quota.value}
            self.model.row(terms, quota.least, quota.most)
        members: dict[str, dict[int, float]] = {}
        for p, v in self.single.items():
            members.setdefault(self.home[p], {})[v] = 1
        for terms in members.values():
            self.model.row(terms, high=1)
        self.closed: set[tuple[str, ...]] = set()
        self.full: set[str] = set()
        self.solution: list[float] | None = None

    def can_be_filled(self) -> bool:
        self.solution = self.model.least({})
        return self.solution is not None

    def take(self, person: str) -> bool:
        """Whether this person can be had with those taken before; if so they are taken."""
        home = self.home.get(person)
        if home is None:
            kind = self.kind[person]
            if kind in self.closed:
                return False
            at = self.variable[kind]
        else:
            if home in self.full:
                return False
            at = self.single[person]
        low = self.model.lows[at]
        self.model.lows[at] = low + 1
        # The plan at hand may have room for one more of this kind; only otherwise a new one is sought.
        if self.solution is None or self.solution[at] < low + 0.5:
            found = self.model.least({})
            if found is None:
                self.model.lows[at] = low
                if home is None:
                    self.closed.add(
                        self.kind[person]
                    )  # what is impossible now stays so: there is ever less room
                return False
            self.solution = found
        if home is not None:
            self.full.add(home)
        return True


def _substitutes(
    people: Mapping[str, Mapping[str, str]],
    order: Sequence[str],
    number: int,
    seats: int,
    quotas: Sequence[Quota],
    homes: Mapping[str, str],
) -> tuple[str, ...]:
    """As many more as wanted, mixed like the seats as far as there are people for it."""
    there = {
        (quota.feature, quota.value): sum(people[p].get(quota.feature) == quota.value for p in order)
        for quota in quotas
    }
    wanted = [
        Quota(
            quota.feature,
            quota.value,
            min(quota.least * number // seats, there[quota.feature, quota.value]),
            max(-(-quota.most * number // seats), 1),
        )
        for quota in quotas
    ]
    for bounds in (wanted, [Quota(q.feature, q.value, 0, q.most) for q in wanted], ()):
        try:
            return _fill(people, order, number, bounds, homes)
        except NoDraw:
            continue
    # Households may leave fewer than wanted: whoever is first in the lot order.
    taken: dict[str, str] = {}
    for person in order:
        taken.setdefault(homes.get(person, f"\0{person}"), person)
    return tuple(taken.values())[:number]


def _in_the_way(
    people: Mapping[str, Mapping[str, str]], order: Iterable[str], seats: int, quotas: Sequence[Quota]
) -> InTheWay:
    """Why there is no circle: the first quota that is impossible alone, otherwise all of them together."""
    listed = list(order)
    if len(listed) < seats:
        return InTheWay("people", wanted=seats, there=len(listed))
    for quota in quotas:
        there = sum(people[p].get(quota.feature) == quota.value for p in listed)
        if there < quota.least:
            return InTheWay("group", quota.feature, quota.value, quota.least, there)
    for feature in dict.fromkeys(quota.feature for quota in quotas):
        of_it = [quota for quota in quotas if quota.feature == feature]
        least = sum(quota.least for quota in of_it)
        if least > seats:
            return InTheWay("feature", feature, "", least, seats)
        named = {quota.value: quota.most for quota in of_it}
        held = Counter(people[p].get(feature, "") for p in listed)
        room = sum(min(number, named.get(value, number)) for value, number in held.items())
        if room < seats:
            return InTheWay("room", feature, "", seats, room)
    return InTheWay("together")
