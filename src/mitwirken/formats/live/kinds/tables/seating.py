# SPDX-License-Identifier: EUPL-1.2
"""Who sits at which table: planned just before a round from who is there, with hosts, wishes and the rounds before.

Everything here happens inside a step: the gathering is locked, and what is read stays true until it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mitwirken.kernels import rotation

from ...models import Gathering, Origin, Placement, PlacementRole, Seat, SeatRole, Space, Stage
from . import arrangements
from .arrangements import Chosen
from .places import ASSIGNED, FIXED, is_online, is_separate, places
from .wishes import history, rounds_of, volunteers, wishes

LEAST = 3  # fewer at a table are no round; then some tables stay empty


PASSING = timedelta(seconds=60)  # who was at a table for less was not there


PATIENCE = 0.8  # seconds for a plan, while everybody waits


AWAY = timedelta(days=10_000)


BUSY = (SeatRole.LEAD, SeatRole.COHOST, SeatRole.THEME)  # they have something else to do


def _hosts(
    gathering: Gathering,
    stage: Stage,
    people: Sequence[Seat],
    spaces: Sequence[Space],
    *,
    now: Mapping[int, int],
) -> dict[int, int]:
    """By seat, at which space somebody hosts: who hosts already or did in the last round, then who is asked to or wants to."""
    here = {seat.pk: seat for seat in people}
    known = {space.pk for space in spaces}
    found = {seat: space for seat, space in now.items() if seat in here and space in known}
    if not now:
        for earlier in reversed(rounds_of(gathering, without=stage)):
            rows = list(Placement.objects.filter(stage=earlier).exclude(role=PlacementRole.BOOKED))
            if not rows:
                continue
            last = max(row.until or row.since + AWAY for row in rows)
            hosting = sorted(
                (row for row in rows if row.role == PlacementRole.HOST),
                key=lambda row: (row.until or last, row.pk),
            )
            by_space = {row.space_id: row.seat_id for row in hosting}  # whoever hosted to the end
            for space, seat in by_space.items():
                if seat in here and space in known and seat not in found:
                    found[seat] = space
            break
    open_spaces = [space for space in spaces if space.pk not in found.values()]
    asked = [seat.pk for seat in people if seat.has(SeatRole.HOST)]
    for seat in dict.fromkeys([*asked, *(pk for pk in volunteers(gathering) if pk in here)]):
        if seat in found or not open_spaces:
            continue
        fitting = [
            space
            for space in open_spaces
            if not is_separate(gathering) or space.online == is_online(here[seat])
        ]
        if fitting:
            found[seat] = fitting[0].pk
            open_spaces.remove(fitting[0])
    return found


def seat_everybody(gathering: Gathering, stage: Stage, given: Mapping[str, Any]) -> int:
    """Places everybody who is there, at once; returns how many. A round that ran before gets its tables back."""
    now = timezone.now()
    people = people_of(gathering)
    spaces = places(gathering, given["policy"])
    if not people or not spaces:
        return 0
    before = places_before(gathering, stage, given)
    if before:
        return _as_before(gathering, stage, given, people, before)
    chosen = _as_previewed(gathering, stage, given, people, spaces)
    Placement.objects.bulk_create(
        [
            Placement(seat_id=seat, space_id=space, stage=stage, role=role, since=now)
            for seat, (space, role) in chosen.items()
        ]
    )
    return len(chosen)


def _as_previewed(
    gathering: Gathering,
    stage: Stage,
    given: Mapping[str, Any],
    people: Sequence[Seat],
    spaces: Sequence[Space],
) -> Chosen:
    """As the facilitator saw it beforehand; planned anew from who is there now where that no longer holds."""
    seen = arrangements.kept(gathering, stage)
    before = {space.pk: space.online for space in spaces}
    if seen is not None and seen.holds(people, arrangements.basis_of(gathering, given, people, spaces)):
        if is_separate(gathering):
            _apart_by_channel(gathering, people, spaces, {})
        chosen = seen.chosen
    else:
        take, moved = (seen.take, seen.moved) if seen is not None else (0, {})
        chosen = plan(gathering, stage, given, people, spaces, now=_hosting(stage), take=take, moved=moved)
    _mark_online(spaces, before)
    return chosen


def _mark_online(spaces: Sequence[Space], before: Mapping[int, bool]) -> None:
    """Keeps which tables became those of people online."""
    for online in (False, True):
        changed = [s.pk for s in spaces if s.online is online and before[s.pk] is not online]
        if changed:
            Space.objects.filter(pk__in=changed).update(online=online)


def people_of(gathering: Gathering) -> list[Seat]:
    return [seat for seat in gathering.seats.filter(left_at=None).order_by("pk") if not seat.has(*BUSY)]


def _hosting(stage: Stage) -> dict[int, int]:
    rows = Placement.objects.filter(stage=stage, until=None, role=PlacementRole.HOST)
    return dict(rows.values_list("seat_id", "space_id"))


def places_before(gathering: Gathering, stage: Stage, given: Mapping[str, Any]) -> dict[int, tuple[int, str]]:
    """Where people sat when this step ran before; in fixed groups, where they sat in the last step with such groups."""
    stages = [stage]
    if given["policy"] == FIXED:
        stages += [
            each
            for each in reversed(rounds_of(gathering, without=stage))
            if each.settings_of("tables").get("policy") == FIXED
        ]
    for each in stages:
        rows = Placement.objects.filter(stage=each).exclude(role=PlacementRole.BOOKED).order_by("pk")
        found = {seat: (space, role) for seat, space, role in rows.values_list("seat_id", "space_id", "role")}
        if found:
            return found
    return {}


def _as_before(
    gathering: Gathering,
    stage: Stage,
    given: Mapping[str, Any],
    people: Sequence[Seat],
    before: Mapping[int, tuple[int, str]],
) -> int:
    known = {space.pk for space in places(gathering, given["policy"])}
    now = timezone.now()
    hosted: set[int] = set(_hosting(stage).values())
    sitting = set(Placement.objects.filter(stage=stage, until=None).values_list("seat_id", flat=True))
    rows, late = [], []
    for seat in people:
        space, role = before.get(seat.pk, (0, ""))
        if seat.pk in sitting:
            continue
        if space not in known:
            late.append(seat)
            continue
        if role == PlacementRole.HOST:
            role = PlacementRole.GUEST if space in hosted else PlacementRole.HOST
            hosted.add(space)
        rows.append(Placement(seat=seat, space_id=space, stage=stage, role=role, since=now))
    Placement.objects.bulk_create(rows)
    for seat in late:
        seat_late(gathering, stage, given, seat)
    return len(rows) + len(late)


def plan(
    gathering: Gathering,
    stage: Stage,
    given: Mapping[str, Any],
    people: Sequence[Seat],
    spaces: Sequence[Space],
    *,
    now: Mapping[int, int],
    take: int = 0,
    moved: Mapping[int, int] | None = None,
) -> Chosen:
    """By seat: the space and the role. The others are placed around those whom the facilitator `moved`.

    Writes nothing; a table may get online in `spaces` (`_mark_online` keeps it).
    """
    moved = moved or {}
    hosting: dict[int, int] = {}
    if given["hosts"] or given["policy"] == FIXED:
        hosting = _hosts(gathering, stage, people, spaces, now=now)
    groups: list[tuple[list[Seat], list[Space]]] = [(list(people), list(spaces))]
    if is_separate(gathering):
        groups = _apart_by_channel(gathering, people, spaces, hosting)
    chosen: Chosen = {}
    for seats, tables in groups:
        if not seats:
            continue
        tables = _in_use(tables, len(seats), hosting, given)
        number = {space.pk: place for place, space in enumerate(tables)}
        here = {seat.pk for seat in seats}
        hosts = {seat: number[space] for seat, space in hosting.items() if seat in here and space in number}
        put = {seat: number[space] for seat, space in moved.items() if seat in here and space in number}
        wanted = wishes(gathering, seats, tables, hosts={**put, **hosts}, balance=given["policy"] == FIXED)
        past = history(gathering, stage, tables) if given["policy"] == ASSIGNED else []
        found = rotation.plan_round(
            [seat.pk for seat in seats],
            len(tables),
            past,
            wanted,
            seed=stage.pk + take * arrangements.ANOTHER,
            seconds=PATIENCE,
        )
        for place, sitting in enumerate(found.rounds[0]):
            for seat in sitting:
                role = PlacementRole.HOST if seat in hosts else PlacementRole.GUEST
                chosen[seat] = (tables[place].pk, role)
    return arrangements.with_moves(chosen, moved, people)


def _in_use(
    spaces: Sequence[Space], people: int, hosting: Mapping[int, int], given: Mapping[str, Any]
) -> list[Space]:
    """So many tables that nobody sits there with one other person only; tables with a host before others."""
    if given["per_table_question"]:
        return list(spaces)
    wanted = max(1, min(len(spaces), people // min(LEAST, given["size"])))
    hosted = set(hosting.values())
    kept = sorted(range(len(spaces)), key=lambda place: (spaces[place].pk not in hosted, place))[:wanted]
    return [spaces[place] for place in sorted(kept)]


def _apart_by_channel(
    gathering: Gathering, people: Sequence[Seat], spaces: Sequence[Space], hosting: Mapping[int, int]
) -> list[tuple[list[Seat], list[Space]]]:
    """The room at its tables, people online at theirs. Where no table is online yet, the last ones become so."""
    spaces = list(spaces)
    far = [seat for seat in people if is_online(seat)]
    if far and len(far) < len(people) and len(spaces) > 1 and len({space.online for space in spaces}) == 1:
        number = min(len(spaces) - 1, max(1, round(len(spaces) * len(far) / len(people))))
        for place, space in enumerate(spaces):
            space.online = place >= len(spaces) - number
    online, local = [s for s in spaces if s.online], [s for s in spaces if not s.online]
    if not online or not local:
        return [(list(people), spaces)]
    at = {space.pk: space.online for space in spaces}
    there = {seat.pk: at.get(hosting.get(seat.pk, 0), is_online(seat)) for seat in people}
    return [
        ([seat for seat in people if not there[seat.pk]], local),
        ([seat for seat in people if there[seat.pk]], online),
    ]


def clear(stage: Stage) -> None:
    """Everybody gets up. Who only just sat down was not there."""
    now = timezone.now()
    rows = Placement.objects.filter(stage=stage, until=None).exclude(role=PlacementRole.BOOKED)
    rows.filter(since__gt=now - PASSING).delete()
    rows.update(until=now)


def again(gathering: Gathering, stage: Stage, given: Mapping[str, Any]) -> int:
    """Plans the round anew from who is there now. Hosts stay where they are."""
    people, spaces = people_of(gathering), places(gathering, given["policy"])
    hosting = _hosting(stage)
    clear(stage)
    if not people or not spaces:
        return 0
    now = timezone.now()
    before = {space.pk: space.online for space in spaces}
    chosen = plan(gathering, stage, given, people, spaces, now=hosting)
    _mark_online(spaces, before)
    Placement.objects.bulk_create(
        [
            Placement(seat_id=seat, space_id=space, stage=stage, role=role, since=now)
            for seat, (space, role) in chosen.items()
        ]
    )
    return len(chosen)


def place_of(stage: Stage, seat: Seat) -> Placement | None:
    """Where somebody is now."""
    return (
        Placement.objects.select_related("space")
        .filter(stage=stage, seat=seat, until=None)
        .exclude(role=PlacementRole.BOOKED)
        .first()
    )


def put(stage: Stage, seat: Seat, space: Space, *, origin: str, role: str = PlacementRole.GUEST) -> Placement:
    """Somebody goes to a place, from wherever they are. A host who goes hands over."""
    get_up(stage, seat)
    return Placement.objects.create(stage=stage, seat=seat, space=space, origin=origin, role=role)


def get_up(stage: Stage, seat: Seat, *, passing: bool = True) -> Placement | None:
    """Somebody leaves their place. The one who has sat there longest follows a host."""
    here = place_of(stage, seat)
    if here is None:
        return None
    now = timezone.now()
    if passing and here.since > now - PASSING and here.role == PlacementRole.GUEST:
        here.delete()
    else:
        here.until = now
        here.save(update_fields=["until"])
    if here.role == PlacementRole.HOST:
        promote_deputy(stage, here.space)
    return here


def promote_deputy(stage: Stage, space: Space) -> Placement | None:
    """Makes the one who has sat at the table longest its host, unless there is one."""
    rows = Placement.objects.filter(stage=stage, space=space, until=None)
    if rows.filter(role=PlacementRole.HOST).exists():
        return None
    # Somebody without a phone of their own can host as well, but is asked last.
    deputy = (
        rows.filter(role=PlacementRole.GUEST)
        .select_related("seat")
        .order_by("since", "pk")
        .exclude(seat__token_hash="")
        .first()
        or rows.filter(role=PlacementRole.GUEST).order_by("since", "pk").first()
    )
    if deputy is not None:
        deputy.role = PlacementRole.HOST
        deputy.save(update_fields=["role"])
    return deputy


def seat_late(gathering: Gathering, stage: Stage, given: Mapping[str, Any], seat: Seat) -> Placement | None:
    """Somebody comes when the others already sit, or comes back: to the own table, else to the smallest with new faces."""
    spaces = places(gathering, given["policy"])
    if not spaces:
        return None
    known = {space.pk: space for space in spaces}
    rows = list(
        Placement.objects.filter(stage=stage, until=None)
        .exclude(role=PlacementRole.BOOKED)
        .values_list("space_id", "seat_id", "role")
    )
    hosted = {space for space, _seat, role in rows if role == PlacementRole.HOST}
    before, role = places_before(gathering, stage, given).get(seat.pk, (0, ""))
    if before in known:
        stays = role == PlacementRole.HOST and before not in hosted
        return Placement.objects.create(
            seat=seat,
            space=known[before],
            stage=stage,
            role=PlacementRole.HOST if stays else PlacementRole.GUEST,
            origin=Origin.LATE,
        )
    in_use = {space for space, _seat, _role in rows}
    open_spaces = [space for space in spaces if space.pk in in_use] or spaces
    if is_separate(gathering):
        open_spaces = [s for s in spaces if s.online == is_online(seat)] or open_spaces
    seating = [{pk for at, pk, _role in rows if at == space.pk} for space in open_spaces]
    everybody = list(gathering.seats.filter(pk__in=[pk for table in seating for pk in table]))
    wanted = wishes(gathering, [*everybody, seat], open_spaces)
    past = history(gathering, stage, open_spaces) if given["policy"] == ASSIGNED else []
    try:
        place = rotation.seat_latecomer(seat.pk, seating, past, wanted)
    except ValueError:  # every table is full: one more chair
        place = min(range(len(seating)), key=lambda each: (len(seating[each]), each))
    space = open_spaces[place]
    role = PlacementRole.GUEST
    if space.pk not in hosted and seat.has(SeatRole.HOST) and (given["hosts"] or given["policy"] == FIXED):
        role = PlacementRole.HOST
    return Placement.objects.create(seat=seat, space=space, stage=stage, role=role, origin=Origin.LATE)


def took_over(rows: Iterable[Placement], host: Placement | None) -> str:
    """From whom the host of a table took over in this step, if from anybody."""
    if host is None:
        return ""
    gone = [
        row for row in rows if row.role == PlacementRole.HOST and row.until and row.seat_id != host.seat_id
    ]
    return gone[-1].seat.name if gone else ""


def open_or_told(stage: Stage) -> Any:
    """Placements that a view needs: who is where, who is booked, and hosts who left."""
    return (
        Placement.objects.filter(stage=stage)
        .filter(Q(until=None) | Q(role__in=[PlacementRole.HOST, PlacementRole.BOOKED]))
        .select_related("seat")
        .order_by("pk")
    )
