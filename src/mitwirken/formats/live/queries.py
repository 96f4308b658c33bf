# SPDX-License-Identifier: EUPL-1.2
"""What stands in the tables, as pages need it. A `Look` is one look at a gathering: everything in it fits together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Case, Count, Model, Q, When, prefetch_related_objects
from django.utils import timezone

from mitwirken.ground.deeds.channel import Channel

from .models import (
    Gathering,
    Item,
    ItemKind,
    ItemStatus,
    LogEntry,
    Photo,
    Placement,
    PlacementRole,
    Seat,
    Space,
    Stage,
)

T = TypeVar("T")
Row = TypeVar("Row", bound=Model)

HERE = timedelta(minutes=3)
"""Somebody whose page has been silent for that long may have gone; they keep their seat."""


@dataclass
class Look:
    """A gathering as it is now. What kinds load more is kept in `once`, so that no view loads it twice."""

    gathering: Gathering
    now: datetime = field(default_factory=timezone.now)
    _kept: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, load: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = load()
        found: T = self._kept[key]
        return found

    @property
    def event(self) -> Any:
        return self.gathering.event

    @cached_property
    def stages(self) -> list[Stage]:
        rows = every(Stage, "gathering_id = %s ORDER BY position, id", self.gathering.pk)
        for row in rows:
            row.gathering = self.gathering
        return rows

    @cached_property
    def stage(self) -> Stage | None:
        """The one that runs. The same row as in `stages`."""
        return next((stage for stage in self.stages if stage.pk == self.gathering.stage_id), None)

    @cached_property
    def spaces(self) -> list[Space]:
        return list(self.gathering.spaces.filter(closed_at=None))

    @property
    def tables(self) -> list[Space]:
        return [space for space in self.spaces if space.kind == "table"]

    @cached_property
    def upcoming(self) -> Stage | None:
        following = [stage for stage in self.stages if stage.state == "geplant"]
        if self.stage is not None:
            following = [stage for stage in following if stage.position > self.stage.position] or following
        return following[0] if following else None

    @cached_property
    def here(self) -> Mapping[str, int]:
        """How many are there, by channel, and `all`."""
        counts = dict(
            self.gathering.seats.filter(left_at=None)
            .order_by()
            .values_list("channel")
            .annotate(number=Count("pk"))
        )
        return {
            **{channel: counts.get(channel, 0) for channel in Channel.values},
            "all": sum(counts.values()),
        }

    def places(self, seat: Seat) -> list[Placement]:
        """Where somebody was and is, the newest first, without what was only booked."""
        return self.once(
            ("places", seat.pk),
            lambda: every(
                Placement, "seat_id = %s AND role <> %s ORDER BY id DESC", seat.pk, PlacementRole.BOOKED
            ),
        )

    @cached_property
    def photos(self) -> Mapping[int, list[Photo]]:
        """Photos by the number of their item. One query, for whatever view shows them."""
        return photos(self.gathering)

    @cached_property
    def helps(self) -> list[Seat]:
        return list(self.gathering.seats.exclude(help_at=None).filter(left_at=None).order_by("help_at"))


def every(model: type[Row], condition: str, *values: Any) -> list[Row]:
    """Rows by a condition in SQL. For what each click of a full hall and each picture of it asks: composing the same
    statement anew takes the ORM several times as long as the database takes to answer it.
    """
    rows: list[Row] = list(
        model._default_manager.raw(f"SELECT * FROM {model._meta.db_table} WHERE {condition}", values)  # noqa: S608 - both are written in this code
    )
    return rows


def places(values: Sized) -> str:
    """For as many values in a condition: `IN (%s, %s)`."""
    return ", ".join(["%s"] * len(values))


def by_code(code: str) -> Gathering | None:
    return next(
        iter(every(Gathering, "code = %s", code.strip().upper().replace(" ", "").replace("-", ""))), None
    )


def look_at(code: str) -> Look | None:
    gathering = by_code(code)
    return Look(gathering) if gathering is not None else None


def hash_of(token: str) -> str:
    # A plain hash is enough: the token is 192 random bits.
    return hashlib.sha256(token.encode()).hexdigest()


def seat_of(gathering: Gathering, token: str) -> Seat | None:
    """Whose cookie it is. Who left may come back by it."""
    if not token:
        return None
    return one_seat(gathering, "token_hash = %s", hash_of(token))


def one_seat(gathering: Gathering, condition: str, value: Any) -> Seat | None:
    # By the condition alone: SQLite would look through all seats of the hall for "this gathering, and this token".
    for seat in every(Seat, condition, value):
        if seat.gathering_id == gathering.pk:
            seat.gathering = gathering
            return seat
    return None


def people(gathering: Gathering, *, search: str = "") -> Any:
    rows = gathering.seats.filter(left_at=None)
    if search:
        rows = rows.filter(Q(name__icontains=search))
    return rows.order_by("name", "pk")


def log_tail(gathering: Gathering, most: int = 30) -> list[LogEntry]:
    return list(gathering.log.select_related("seat", "person", "stage").order_by("-seq")[:most])


def public(rows: Any) -> Any:
    """Gatherings whose event everybody may see."""
    return rows.filter(event__published_at__isnull=False)


def desk_list() -> Any:
    """Gatherings for the desk: what runs first, then by day."""
    return Gathering.objects.select_related("event").order_by(
        Case(When(state__in=["live", "pause"], then=0), default=1), "-event__starts_at", "-pk"
    )


def open_processes() -> Any:
    """Processes to which a gathering may belong."""
    from mitwirken.civic.participation.models import Process

    return Process.objects.filter(published_at__isnull=False, finished_at=None).order_by("title")


def offices_of(person: Any) -> list[Any]:
    from mitwirken.ground.desk.models import Office

    return list(Office.objects.filter(pk__in=person.offices).order_by("name"))


# --- what came out ------------------------------------------------------------------------------------------------

ITEM = "live-item"
RESULTS = (ItemKind.HARVEST, ItemKind.DECISION, ItemKind.ACTION)
UNSAID = (ItemStatus.DRAFT, ItemStatus.QUEUED, ItemStatus.MERGED)
# What a harvest is gathered from, by the setting `from`.
SOURCES: dict[str, tuple[str, ...]] = {
    "tables": (ItemKind.NOTE, ItemKind.REPORT),
    "topics": (ItemKind.TOPIC, ItemKind.REPORT, ItemKind.OFFER),
    "cards": (ItemKind.CARD, ItemKind.CLUSTER, ItemKind.QUESTION),
    "all": (
        ItemKind.NOTE,
        ItemKind.REPORT,
        ItemKind.TOPIC,
        ItemKind.OFFER,
        ItemKind.CARD,
        ItemKind.CLUSTER,
        ItemKind.QUESTION,
        ItemKind.OPTION,
    ),
}


def shown(items: Iterable[Item]) -> list[Item]:
    """Without those that were taken out of sight."""
    return [item for item in items if not item.data.get("hidden")]


def results(gathering: Gathering) -> list[Item]:
    """Results, decisions and tasks in their order, hidden ones too."""
    return list(
        gathering.items.filter(kind__in=RESULTS)
        .exclude(status__in=(*UNSAID, ItemStatus.REJECTED))
        .select_related("stage", "space")
        .order_by("position", "pk")
    )


def sources(gathering: Gathering, setting: str) -> list[Item]:
    """What can be harvested, in the order of the run sheet, with table and step."""
    kinds = SOURCES.get(setting, SOURCES["all"])
    rows = (
        gathering.items.filter(kind__in=kinds)
        .exclude(status__in=(*UNSAID, ItemStatus.REJECTED))
        .select_related("stage", "space")
        .order_by("stage__position", "space__position", "-pinned", "position", "pk")
    )
    if setting == "tables":
        rows = rows.exclude(space=None)
    # A card of a group comes with its group, where groups are harvested; a direct reply with what it belongs to.
    grouped = ItemKind.CLUSTER in kinds
    return shown(
        item for item in rows if item.parent_id is None and not (grouped and item.cluster_id is not None)
    )


def made_from(item: Item) -> list[int]:
    """Numbers of the items a result was made from: several at the theme desk, one that a table sent to the plenary."""
    given = item.data.get("from") or []
    return [given] if isinstance(given, int) else list(given)


def used(results: Iterable[Item]) -> set[int]:
    """Numbers of the items that stand in a result already."""
    return {number for item in results for number in made_from(item)}


def photos(gathering: Gathering, items: Iterable[int] | None = None) -> dict[int, list[Photo]]:
    """Photos by the number of their item: those that are there, and why one was taken away."""
    rows = every(
        Photo,
        "item_id IN (SELECT id FROM live_item WHERE gathering_id = %s)"
        " AND (picture_id IS NOT NULL OR removed_at IS NOT NULL) ORDER BY id",
        gathering.pk,
    )
    if items is not None:
        wanted = set(items)
        rows = [row for row in rows if row.item_id in wanted]
    prefetch_related_objects(rows, "picture")
    found: dict[int, list[Photo]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return found


def public_items(rows: Any) -> Any:
    """Items everybody may see: in minutes that are released, and not taken out of sight."""
    return rows.filter(
        gathering__released_at__isnull=False,
        gathering__event__published_at__isnull=False,
        gathering__event__hidden_at=None,
    ).exclude(Q(status__in=UNSAID) | Q(data__has_key="hidden"))


def of_event(event: Any) -> Gathering | None:
    found = Gathering.objects.filter(event=event).select_related("stage").first()
    if found is not None:
        found.event = event
    return found


def code_of(event: Any, *, opened: bool = False) -> str:
    rows = Gathering.objects.filter(event=event)
    if opened:
        rows = rows.filter(opened_at__isnull=False)
    return rows.values_list("code", flat=True).first() or ""
