# SPDX-License-Identifier: EUPL-1.2
"""What a plan keeps in mind: who sat where before, who sits apart or together, who would host; and how well it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from mitwirken.kernels import rotation

from ...models import Gathering, Placement, PlacementRole, Seat, Signal, SignalKind, Space, Stage, StageKind
from .places import ASSIGNED, SEATED, is_online


def rounds_of(gathering: Gathering, *, without: Stage | None = None) -> list[Stage]:
    """The steps with tables in which people were placed, as they came one after the other."""
    rows = gathering.stages.filter(kind=StageKind.TABLES, started_at__isnull=False)
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    return [
        stage
        for stage in rows.order_by("started_at", "pk")
        if stage.settings_of("tables").get("policy", ASSIGNED) in SEATED
    ]


def history(gathering: Gathering, stage: Stage, spaces: Sequence[Space]) -> list[list[set[int]]]:
    """Who sat where in the rounds before. Tables that are not in use now stand behind the others."""
    number = {space.pk: place for place, space in enumerate(spaces)}
    rounds: dict[int, dict[int, set[int]]] = {each.pk: {} for each in rounds_of(gathering, without=stage)}
    rows = Placement.objects.filter(stage_id__in=list(rounds)).exclude(role=PlacementRole.BOOKED)
    for stage_id, space_id, seat_id in rows.values_list("stage_id", "space_id", "seat_id"):
        place = number.setdefault(space_id, len(number))
        rounds[stage_id].setdefault(place, set()).add(seat_id)
    return [
        [tables.get(place, set()) for place in range(len(number))] for tables in rounds.values() if tables
    ]


def wishes(
    gathering: Gathering,
    people: Sequence[Seat],
    spaces: Sequence[Space],
    *,
    hosts: Mapping[int, int] | None = None,
    balance: bool = False,
) -> rotation.Wishes[int]:
    """What is kept besides new faces: hosts, who sits apart or together, room and online mixed, seats of a table."""
    here = {seat.pk for seat in people}
    apart = [
        (pair[0], pair[1])
        for pair in gathering.policy("apart", [])
        if len(pair) == 2 and here.issuperset(pair)
    ]
    together = [
        group
        for group in ([pk for pk in each if pk in here] for each in gathering.policy("together", []))
        if len(group) > 1
    ]
    room_for = [space.capacity or len(people) for space in spaces]
    return rotation.Wishes(
        hosts=dict(hosts or {}),
        apart=apart,
        together=together,
        kinds=_kinds(people, balance=balance),
        capacities=room_for if sum(room_for) >= len(people) and any(s.capacity for s in spaces) else None,
    )


def _kinds(people: Sequence[Seat], *, balance: bool) -> dict[int, str]:
    """What is spread evenly: room and online; in fixed groups also the word about oneself that most others share."""
    words = Counter(word for seat in people for word in set(seat.tags)) if balance else Counter()
    found = {}
    for seat in people:
        shared = [word for word in seat.tags if words[word] > 1]
        word = max(shared, key=lambda each: (words[each], each), default="")
        found[seat.pk] = f"{'online' if is_online(seat) else 'room'}|{word}"
    return found if len(set(found.values())) > 1 else {}


def volunteers(gathering: Gathering) -> list[int]:
    """Who said beforehand that they would host a table, in the order in which they said it."""
    return list(
        Signal.objects.filter(
            stage__gathering=gathering,
            item=None,
            kind=SignalKind.INTEREST,
            stage__kind__in=["lobby", "input"],
        )
        .order_by("at", "pk")
        .values_list("seat_id", flat=True)
    )


def quality(
    gathering: Gathering, stage: Stage, spaces: Sequence[Space], sitting: Mapping[int, Sequence[Placement]]
) -> rotation.Quality:
    """What the round that runs reaches: new faces, tables somebody was at before, wishes that are not kept."""
    tables = [[row.seat_id for row in sitting.get(space.pk, ())] for space in spaces]
    people = [row.seat for space in spaces for row in sitting.get(space.pk, ())]
    hosts = {
        row.seat_id: place
        for place, space in enumerate(spaces)
        for row in sitting.get(space.pk, ())
        if row.role == PlacementRole.HOST
    }
    return rotation.rate(
        [tables], history(gathering, stage, spaces), wishes(gathering, people, spaces, hosts=hosts)
    )
