# SPDX-License-Identifier: EUPL-1.2
"""A market of knowledge: stalls for what people offer and need, places in time windows, keepers who take turns.

A stall is a place and the item that it came from, joined by `item.room`. Its keepers stand in `item.data["keepers"]`,
the first on duty first. A booking is a placement that is `booked`, with the planned time of its window; those who came
first have the places, the others wait in the same order, and move up by themselves when somebody cancels. When a window
begins, those with a place are put there; whoever checks in has really come (`visits`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from ...models import (
    Gathering,
    Item,
    ItemKind,
    ItemStatus,
    Origin,
    Placement,
    PlacementRole,
    Seat,
    Space,
    SpaceKind,
    Stage,
)
from . import seating
from .places import is_online

SORTS = (ItemKind.OFFER, ItemKind.NEED)
HIDDEN = (ItemStatus.DRAFT, ItemStatus.QUEUED, ItemStatus.REJECTED, ItemStatus.MERGED)
MOST_STALLS = 200
PLACES = 4  # at a new stall, in one window


@dataclass
class Window:
    """A time window of a stall: who has a place, who waits."""

    number: int
    starts: datetime | None
    ends: datetime | None
    rows: list[Placement] = field(default_factory=list)
    capacity: int = 0
    is_now: bool = False
    is_past: bool = False

    @property
    def booked(self) -> list[Placement]:
        return self.rows[: self.capacity] if self.capacity else self.rows

    @property
    def waiting(self) -> list[Placement]:
        return self.rows[self.capacity :] if self.capacity else []

    @property
    def free(self) -> int:
        return max(0, self.capacity - len(self.rows)) if self.capacity else 99

    @property
    def is_full(self) -> bool:
        return not self.free

    def place_of(self, seat: int) -> int:
        """0: a place; 1, 2, …: so far from one; -1: not here."""
        for place, row in enumerate(self.rows):
            if row.seat_id == seat:
                return max(0, place + 1 - self.capacity) if self.capacity else 0
        return -1


# --- time ---------------------------------------------------------------------------------------------------------


def length(stage: Stage, given: Mapping[str, Any]) -> timedelta:
    """How long a window is."""
    minutes = given["window_minutes"] or max(1, stage.minutes // given["windows"])
    return timedelta(minutes=minutes)


def current(gathering: Gathering, stage: Stage) -> int:
    """The window that runs: the facilitator rings it in, no clock does."""
    return int(gathering.policy("window", {}).get(str(stage.pk), 1))


def window_of(stage: Stage, row: Placement) -> int:
    """Which window a booking is for. It carries the length that held when it was made."""
    long = (row.until or row.since) - row.since
    start = stage.started_at or row.since
    return round((row.since - start) / long) + 1 if long else 1


def times(
    stage: Stage, given: Mapping[str, Any], number: int, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """From when till when by the clock of the step; nothing while it stands still."""
    if not stage.is_live or stage.remaining is not None or stage.ends_at is None:
        return None, None
    start = stage.ends_at - timedelta(minutes=stage.minutes) + length(stage, given) * (number - 1)
    return start, start + length(stage, given)


# --- stalls -------------------------------------------------------------------------------------------------------


def open_market(gathering: Gathering, stage: Stage) -> None:
    """Every offer and every need gets a stall, every stall an item; the first keeper goes to the own stall."""
    rows = list(gathering.items.filter(kind__in=SORTS).exclude(status__in=HIDDEN).order_by("pk"))
    with_place = {row.room_id for row in rows if row.room_id}
    for item in rows:
        if item.room_id is None:
            _give_place(gathering, item)
    bare = gathering.spaces.filter(kind=SpaceKind.STALL, closed_at=None).exclude(
        pk__in=[pk for pk in with_place if pk]
    )
    for space in bare.exclude(sessions__kind__in=SORTS):
        Item.objects.create(
            gathering=gathering,
            stage=stage,
            kind=ItemKind.OFFER,
            title=space.name,
            body=space.question,
            room=space,
        )
    staff_stalls(gathering, stage)


def _give_place(gathering: Gathering, item: Item, capacity: int = PLACES) -> Space:
    number = gathering.spaces.filter(kind=SpaceKind.STALL).count() + 1
    space = Space.objects.create(
        gathering=gathering,
        kind=SpaceKind.STALL,
        name=(item.title or item.body)[:80] or _("Stand %(number)d") % {"number": number},
        question=item.body[:300] if item.title else "",
        colour=(number - 1) % 12 + 1,
        capacity=capacity,
        position=number,
        online=item.author is not None and is_online(item.author),
    )
    item.room = space
    if item.author_id and not item.data.get("keepers"):
        item.data = {**item.data, "keepers": [item.author_id]}
    item.save(update_fields=["room", "data"])
    return space


def add_stall(
    gathering: Gathering,
    stage: Stage,
    *,
    title: str,
    text: str,
    sort: str,
    capacity: int,
    author: Seat | None,
) -> Space:
    if gathering.spaces.filter(kind=SpaceKind.STALL, closed_at=None).count() >= MOST_STALLS:
        raise Refusal(
            _(
                "Mehr als %(most)d Stände hat dieser Markt nicht. Fragen Sie an einem Stand, ob Sie mitmachen können."
            )
            % {"most": MOST_STALLS},
            status=409,
        )
    item = Item.objects.create(
        gathering=gathering,
        stage=stage,
        kind=sort,
        title=title[:140],
        body=text,
        author=author,
        channel=author.channel if author is not None else "online",
        data={"keepers": [author.pk]} if author is not None else {},
    )
    return _give_place(gathering, item, capacity)


def item_of(gathering: Gathering, space: Space) -> Item | None:
    return gathering.items.filter(kind__in=SORTS, room=space).exclude(status__in=HIDDEN).first()


def keepers(item: Item | None) -> list[int]:
    found: list[int] = list(item.data.get("keepers", [])) if item is not None else []
    return found


def on_duty(item: Item | None, here: Iterable[int], given: Mapping[str, Any], window: int) -> int | None:
    """Who keeps the stall in a window: the first who is there; with a swap the second in the second half."""
    present = set(here)
    able = [pk for pk in keepers(item) if pk in present]
    if not able:
        return None
    if given["swap"] and len(able) > 1 and window > given["windows"] / 2:
        return able[1]
    return able[0]


def staff_stalls(gathering: Gathering, stage: Stage, given: Mapping[str, Any] | None = None) -> int:
    """Whoever is on duty now goes to the stall, whoever was before is free. Returns how many changed."""
    given = given or {"swap": False, "windows": 1}
    window = current(gathering, stage)
    here = set(gathering.seats.filter(left_at=None).values_list("pk", flat=True))
    seats = {seat.pk: seat for seat in gathering.seats.filter(pk__in=here)}
    kept = {
        row.space_id: row
        for row in Placement.objects.filter(stage=stage, until=None, role=PlacementRole.KEEPER)
    }
    busy = {row.seat_id for row in kept.values()}
    changed = 0
    stalls = gathering.items.filter(kind__in=SORTS, room__isnull=False, room__closed_at=None)
    for item in stalls.exclude(status__in=HIDDEN).select_related("room").order_by("pk"):
        wanted = on_duty(item, here, given, window)
        row = kept.get(item.room_id or 0)
        if row is not None and row.seat_id == wanted:
            continue
        if row is not None:
            seating.get_up(stage, row.seat, passing=False)
            busy.discard(row.seat_id)
            changed += 1
        if wanted is not None and wanted not in busy and item.room is not None:
            seating.put(stage, seats[wanted], item.room, origin=Origin.ASSIGNED, role=PlacementRole.KEEPER)
            busy.add(wanted)
            changed += 1
    return changed


def bookings(gathering: Gathering, stage: Stage, window: int) -> dict[int, list[Placement]]:
    """By stall, who asked for a place in a window, in the order in which they asked."""
    found: dict[int, list[Placement]] = {}
    rows = Placement.objects.filter(stage=stage, role=PlacementRole.BOOKED).select_related("seat", "space")
    for row in rows.order_by("pk"):
        if window_of(stage, row) == window:
            found.setdefault(row.space_id, []).append(row)
    return found


def ring_in(gathering: Gathering, stage: Stage, given: Mapping[str, Any], number: int) -> int:
    """A window begins: visitors of the last one get up, those with a place sit down, keepers take turns at half time.

    Returns how many keepers changed. The number stays with the gathering until the next one is rung in.
    """
    gathering.policies = {
        **gathering.policies,
        "window": {**gathering.policy("window", {}), str(stage.pk): number},
    }
    now = timezone.now()
    sitting = Placement.objects.filter(stage=stage, until=None, role=PlacementRole.GUEST)
    sitting.update(until=now)
    changed = staff_stalls(gathering, stage, given) if given["swap"] else 0
    seat_booked(gathering, stage, number)
    return changed


def seat_booked(gathering: Gathering, stage: Stage, number: int, only: Seat | None = None) -> None:
    busy = set(Placement.objects.filter(stage=stage, until=None).values_list("seat_id", flat=True))
    rows = []
    for places in bookings(gathering, stage, number).values():
        capacity = places[0].space.capacity or len(places)
        for row in places[:capacity]:
            if row.seat.is_here and row.seat_id not in busy and (only is None or row.seat_id == only.pk):
                busy.add(row.seat_id)
                rows.append(Placement(seat=row.seat, space_id=row.space_id, stage=stage))
    Placement.objects.bulk_create(rows)


# --- booking ------------------------------------------------------------------------------------------------------


def book(
    gathering: Gathering, stage: Stage, given: Mapping[str, Any], seat: Seat, space: Space, window: int
) -> int:
    """Asks for a place. Returns 0 for a place, otherwise how far it is on the waiting list."""
    if not 1 <= window <= given["windows"]:
        raise Refusal(_("Dieses Zeitfenster gibt es nicht. Wählen Sie eines aus der Liste."), status=400)
    if window < current(gathering, stage):
        raise Refusal(_("Dieses Zeitfenster ist schon vorbei. Wählen Sie ein späteres."), status=409)
    item = item_of(gathering, space)
    here = [*keepers(item), seat.pk]
    if seat.pk in keepers(item) and on_duty(item, here, given, window) == seat.pk:
        raise Refusal(_("Das ist Ihr eigener Stand. Besuchen Sie einen anderen."), status=409)
    for own in gathering.items.filter(kind__in=SORTS, room__isnull=False).exclude(status__in=HIDDEN):
        if (
            seat.pk in keepers(own)
            and on_duty(own, keepers(own), given, window) == seat.pk
            and len(keepers(own)) > 1
        ):
            raise Refusal(
                _("In diesem Zeitfenster betreuen Sie Ihren Stand. Wählen Sie ein anderes."), status=409
            )
    mine = Placement.objects.filter(stage=stage, role=PlacementRole.BOOKED, seat=seat).select_related("space")
    for row in mine:
        if window_of(stage, row) == window:
            if row.space_id == space.pk:
                return position(gathering, stage, row, window)
            raise Refusal(
                _("In diesem Zeitfenster haben Sie schon „%(name)s“. Sagen Sie dort zuerst ab.")
                % {"name": row.space.name},
                status=409,
            )
    start = (stage.started_at or timezone.now()) + length(stage, given) * (window - 1)
    row = Placement.objects.create(
        seat=seat,
        space=space,
        stage=stage,
        role=PlacementRole.BOOKED,
        origin=Origin.SELF,
        since=start,
        until=start + length(stage, given),
    )
    place = position(gathering, stage, row, window)
    if not place and window == current(gathering, stage) and seating.place_of(stage, seat) is None:
        Placement.objects.create(seat=seat, space=space, stage=stage)
    return place


def position(gathering: Gathering, stage: Stage, row: Placement, window: int) -> int:
    rows = bookings(gathering, stage, window).get(row.space_id, [])
    made = Window(window, None, None, rows, row.space.capacity)
    return max(0, made.place_of(row.seat_id))


def cancel(gathering: Gathering, stage: Stage, seat: Seat, space: Space, window: int) -> list[Placement]:
    """Gives a place back. Returns who moved up by it."""
    before = bookings(gathering, stage, window).get(space.pk, [])
    own = [row for row in before if row.seat_id == seat.pk]
    if not own:
        return []
    after = [row for row in before if row.seat_id != seat.pk]
    own[0].delete()
    is_now = window == current(gathering, stage)
    here = seating.place_of(stage, seat)
    if is_now and here is not None and here.space_id == space.pk and here.role == PlacementRole.GUEST:
        seating.get_up(stage, seat)
    if is_now:
        seat_booked(gathering, stage, window)
    capacity = space.capacity or len(before)
    had = {row.pk for row in before[:capacity]}
    return [row for row in after[:capacity] if row.pk not in had]


def drop_bookings(gathering: Gathering, stage: Stage, seat: Seat) -> None:
    """Somebody leaves: their places from now on are free for others."""
    now = current(gathering, stage)
    rows = list(
        Placement.objects.filter(stage=stage, role=PlacementRole.BOOKED, seat=seat).select_related("space")
    )
    for row in rows:
        number = window_of(stage, row)
        if number >= now:
            cancel(gathering, stage, seat, row.space, number)


def windows(
    look_now: datetime,
    gathering: Gathering,
    stage: Stage,
    given: Mapping[str, Any],
    space: Space,
    rows: Sequence[Placement],
) -> list[Window]:
    now = current(gathering, stage)
    found = []
    for number in range(1, given["windows"] + 1):
        starts, ends = times(stage, given, number, look_now)
        found.append(
            Window(
                number,
                starts,
                ends,
                [row for row in rows if window_of(stage, row) == number],
                space.capacity,
                is_now=number == now,
                is_past=number < now,
            )
        )
    return found
