# SPDX-License-Identifier: EUPL-1.2
"""A table as every view needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ...models import Item, ItemKind, Origin, Placement, PlacementRole, Seat, Space, Stage
from ...queries import Look
from . import seating, stalls
from .places import BOOKED, FIXED, is_separate, places_among
from .settings import ABOUT, TONES, given_of
from .wishes import quality

MANY, FEW = 24, 12
"""With more stalls than that, phones show some and lead to the list."""


@dataclass
class Round:
    """What one group said at a table in one step."""

    stage: Stage
    notes: list[Item] = field(default_factory=list)
    points: list[Item] = field(default_factory=list)

    @property
    def parts(self) -> list[tuple[str, Any, list[Item]]]:
        """The notes of a moderated table: what is agreed, disputed, open; then the rest."""
        found = [
            (key, word, [note for note in self.notes if note.data.get("about") == key])
            for key, word in ABOUT.items()
        ]
        rest = [note for note in self.notes if note.data.get("about") not in ABOUT]
        return [*found, ("", _("Weitere Notizen"), rest)] if rest else found


@dataclass
class Table:
    """A table, a room or a stall in the step that runs, as every view needs it."""

    space: Space
    people: list[Placement] = field(default_factory=list)
    host: Placement | None = None
    took_over: str = ""
    rounds: list[Round] = field(default_factory=list)
    now: Round | None = None
    before: list[Item] = field(default_factory=list)  # key points of the group before
    sessions: list[Item] = field(default_factory=list)
    item: Item | None = None
    windows: list[stalls.Window] = field(default_factory=list)
    questions: list[Item] = field(default_factory=list)
    visits: set[int] = field(default_factory=set)  # who came to the stall in this step

    @property
    def tone(self) -> Any:
        return TONES[self.space.colour] if 0 <= self.space.colour < len(TONES) else ""

    @property
    def number(self) -> int:
        return len(self.people)

    @property
    def is_full(self) -> bool:
        return bool(self.space.capacity) and self.number >= self.space.capacity

    @property
    def helps(self) -> list[Seat]:
        return [row.seat for row in self.people if row.seat.help_at]

    @property
    def without_phone(self) -> list[Seat]:
        """Who was entered by name and sees no page: the screen tells them where they sit."""
        return [row.seat for row in self.people if not row.seat.token_hash]

    @property
    def keepers(self) -> list[Placement]:
        return [row for row in self.people if row.role == PlacementRole.KEEPER]

    @property
    def visitors(self) -> list[Placement]:
        return [row for row in self.people if row.role != PlacementRole.KEEPER]

    @property
    def open_questions(self) -> list[Item]:
        return [item for item in self.questions if not item.answer]


def load(look: Look, stage: Stage) -> Mapping[str, Any]:
    """Every place with who is there and what was said there: five queries, one more where there are stalls."""
    given = given_of(stage)
    tables = {space.pk: Table(space) for space in places_among(look.spaces, given["policy"])}
    rows = list(seating.open_or_told(stage))
    sitting: dict[int, list[Placement]] = {}
    booked: dict[int, list[Placement]] = {}
    gone: dict[int, list[Placement]] = {}
    for row in rows:
        if row.role == PlacementRole.BOOKED:
            booked.setdefault(row.space_id, []).append(row)
        elif row.until is None:
            sitting.setdefault(row.space_id, []).append(row)
        else:
            gone.setdefault(row.space_id, []).append(row)
    write_to(look, stage, tables)
    for pk, table in tables.items():
        table.people = sorted(sitting.get(pk, []), key=lambda row: row.role == PlacementRole.GUEST)
        table.host = next((row for row in table.people if row.role == PlacementRole.HOST), None)
        table.took_over = seating.took_over(gone.get(pk, []), table.host)
        if given["policy"] == BOOKED:
            table.windows = stalls.windows(
                look.now, look.gathering, stage, given, table.space, booked.get(pk, [])
            )
    _visited(stage, tables)
    hosted = given["hosts"] or given["policy"] == FIXED
    in_use = [table for table in tables.values() if table.people]
    placed = sum(len(people) for pk, people in sitting.items() if pk in tables)
    return {
        "tables": list(tables.values()),
        "few": _few(list(tables.values())),
        "by": tables,
        "abouts": list(ABOUT.items()),
        "in_use": in_use,
        "placed": placed,
        "elsewhere": max(0, look.here["all"] - placed),
        "hosted": hosted,
        "hostless": [table for table in in_use if hosted and table.host is None],
        "largest": max((table.number for table in tables.values()), default=0),
        "advised": max(1, round(look.here["all"] / given["size"])),
        "separate": is_separate(look.gathering),
        "window": stalls.current(look.gathering, stage),
        "next_window": stalls.current(look.gathering, stage) + 1,
        "times": stalls.times(stage, given, stalls.current(look.gathering, stage), look.now),
        "quality": partial(_quality, look, stage, tables),
        "everybody": partial(everybody, look),
        "pairs": partial(pairs, look),
    }


def _few(tables: list[Table]) -> list[Table]:
    """What a phone shows of the stalls: all, or of very many some that are free now. The list has them all."""
    if len(tables) <= MANY:
        return tables
    free = [table for table in tables if any(each.is_now and not each.is_full for each in table.windows)]
    return (free or tables)[:FEW]


def _visited(stage: Stage, tables: Mapping[int, Table]) -> None:
    """Who came to which stall, of those who have gone on too."""
    if not any(table.item is not None for table in tables.values()):
        return
    rows = Placement.objects.filter(stage=stage, role=PlacementRole.GUEST, origin=Origin.SELF)
    for space, seat in rows.values_list("space_id", "seat_id"):
        if space in tables:
            tables[space].visits.add(seat)


def write_to(look: Look, stage: Stage, tables: Mapping[int, Table]) -> None:
    """Notes, key points, sessions, stalls and their questions, each to its table."""
    stages = {each.pk: each for each in look.stages}
    items = (
        look.gathering.items.filter(
            kind__in=[
                ItemKind.NOTE,
                ItemKind.QUESTION,
                ItemKind.TOPIC,
                ItemKind.OFFER,
                ItemKind.NEED,
            ]
        )
        .exclude(status__in=stalls.HIDDEN)
        .select_related("author")
        .order_by("pk")
    )
    for item in items:
        at, room = tables.get(item.space_id or 0), tables.get(item.room_id or 0)
        where = stages.get(item.stage_id or 0)
        if item.kind == ItemKind.NOTE and at is not None and where is not None:
            found = next((each for each in at.rounds if each.stage.pk == where.pk), None)
            if found is None:
                found = Round(where)
                at.rounds.append(found)
            (found.points if item.pinned else found.notes).append(item)
        elif item.kind == ItemKind.QUESTION and at is not None and "stall" in item.data:
            at.questions.append(item)
        elif item.kind in stalls.SORTS and room is not None:
            room.item = item
        elif item.kind == ItemKind.TOPIC and item.slot_id == stage.pk and room is not None:
            room.sessions.append(item)
    for table in tables.values():
        table.rounds.sort(key=lambda each: each.stage.position)
        for each in table.rounds:
            each.points.sort(key=lambda item: (item.position, item.pk))
        table.now = next((each for each in table.rounds if each.stage.pk == stage.pk), None)
        earlier = [
            each
            for each in table.rounds
            if each.points and each.stage.pk != stage.pk and each.stage.position < stage.position
        ]
        table.before = earlier[-1].points if earlier else []


def _quality(look: Look, stage: Stage, tables: Mapping[int, Table]) -> Mapping[str, Any]:
    """The sentence about the round that runs, and what it could not keep."""
    spaces = [table.space for table in tables.values()]
    found = quality(look.gathering, stage, spaces, {pk: table.people for pk, table in tables.items()})
    return {"found": found, "sentence": sentence_of(found)}


def everybody(look: Look) -> list[Seat]:
    return look.once(
        "everybody", lambda: list(look.gathering.seats.filter(left_at=None).order_by("name", "pk"))
    )


def pairs(look: Look) -> list[tuple[str, int, str, str]]:
    """Who sits apart and together: sort, number, and the two names."""
    names = dict(look.gathering.seats.values_list("pk", "name"))
    return [
        (sort, number, names.get(pair[0], "–"), names.get(pair[1], "–"))
        for sort in ("apart", "together")
        for number, pair in enumerate(look.gathering.policy(sort, []))
    ]


def sentence_of(found: Any) -> str:
    """What a plan reaches, in words."""
    said = gettext("%(met)d von %(possible)d möglichen neuen Begegnungen") % {
        "met": found.encounters,
        "possible": found.possible,
    }
    if found.table_repeats:
        said += ", " + ngettext(
            "%(number)d Mensch ist an einem Tisch, an dem er schon war",
            "%(number)d Menschen sind an einem Tisch, an dem sie schon waren",
            found.table_repeats,
        ) % {"number": found.table_repeats}
    else:
        said += ", " + gettext("niemand zweimal am selben Tisch")
    if found.apart_broken:
        said += ", " + gettext("%(number)d Paar sitzt trotz Wunsch zusammen") % {"number": found.apart_broken}
    if found.together_broken:
        said += ", " + gettext("%(number)d Gruppe ist getrennt") % {"number": found.together_broken}
    return f"{said}."
