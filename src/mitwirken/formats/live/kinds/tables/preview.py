# SPDX-License-Identifier: EUPL-1.2
"""A round before it begins: who would sit where, how good that is, another arrangement, one person elsewhere.

The computing is done before the gathering is locked, so that nobody waits for it. Nobody sees a preview but the
facilitator; tables are given when the round begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels import rotation

from ...commands import step
from ...models import Gathering, Origin, Placement, PlacementRole, Seat, Space, Stage
from ...queries import Look
from .. import Call
from . import arrangements, seating
from .arrangements import Arrangement
from .finding import seat_named, space_named
from .places import SEATED, places, places_among
from .settings import given_of
from .shown import everybody, pairs, sentence_of
from .wishes import history, wishes

FEW = 8
"""So many pairs who meet again are named; the others are counted."""


def _require_ahead(call: Call) -> Mapping[str, Any]:
    given = given_of(call.stage)
    if given["policy"] not in SEATED:
        raise Refusal(_("In diesem Schritt werden keine Tische verteilt."), status=409)
    if call.stage.started_at is not None:
        raise Refusal(
            _("Diese Runde hat schon begonnen. Mit „Neu verteilen“ ändern Sie die Tische."), status=409
        )
    return given


def preview(call: Call) -> str:
    """Plans a round that has not begun, for the facilitator to look at. With another `take` it is another arrangement;
    with the same, whom the facilitator had moved stays there.
    """
    given = _require_ahead(call)
    row, take = call.gathering, call.values["take"] or 0
    people, spaces = seating.people_of(row), places(row, given["policy"])
    if not spaces:
        raise Refusal(_("Es gibt noch keinen Tisch. Legen Sie zuerst Tische an."), status=409)
    if not people:
        raise Refusal(
            _(
                "Es ist noch niemand da, der einen Tisch bekommen könnte. Versuchen Sie es später noch einmal."
            ),
            status=409,
        )
    if seating.places_before(row, call.stage, given):
        raise Refusal(_("In dieser Runde sitzen alle wieder dort, wo sie schon saßen."), status=409)
    old = arrangements.kept(row, call.stage)
    basis = arrangements.basis_of(row, given, people, spaces)
    moved = old.moved if old is not None and old.take == take else {}
    chosen = seating.plan(row, call.stage, given, people, spaces, now={}, take=take, moved=moved)
    still = {seat: space for seat, space in moved.items() if chosen.get(seat, (0, ""))[0] == space}
    with step(row, arrangements.PREVIEW, call.by, stage=call.stage) as live:
        live.note(**Arrangement(chosen, basis, take, still).as_data())
    return ngettext(
        "So säße %(number)d Mensch. Es gilt erst, wenn die Runde beginnt.",
        "So säßen %(number)d Menschen. Es gilt erst, wenn die Runde beginnt.",
        len(chosen),
    ) % {"number": len(chosen)}


def shift(call: Call) -> str:
    """Puts one person at another table in the preview."""
    _require_ahead(call)
    with step(call.gathering, arrangements.SHIFT, call.by, stage=call.stage) as live:
        seen = arrangements.kept(live.gathering, call.stage)
        seat = seat_named(live.gathering, call.values["seat"])
        space = space_named(live.gathering, call.values["space"])
        if seen is None or seat.pk not in seen.chosen:
            raise Refusal(
                _("%(name)s ist in dieser Vorschau nicht dabei. Rechnen Sie sie neu.") % {"name": seat.name},
                status=409,
                field="seat",
            )
        if seen.chosen[seat.pk][0] == space.pk:
            live.nothing()
            return ""
        able = set(live.gathering.seats.exclude(token_hash="").values_list("pk", flat=True))
        chosen = arrangements.shifted(seen.chosen, seat.pk, space.pk, able)
        moved = {**seen.moved, seat.pk: space.pk}
        live.note(**Arrangement(chosen, seen.basis, seen.take, moved).as_data())
    return gettext("%(name)s säße jetzt hier: %(space)s.") % {"name": seat.name, "space": space.name}


def forget(call: Call) -> None:
    """Puts the preview away; the tables are planned when the round begins, from who is there then."""
    with step(call.gathering, arrangements.PREVIEW, call.by, stage=call.stage) as live:
        if arrangements.kept(live.gathering, call.stage) is None:
            live.nothing()


# --- what is shown ------------------------------------------------------------------------------------------------


@dataclass
class Laid:
    """A table of the preview."""

    space: Space
    people: list[Seat] = field(default_factory=list)
    host: Seat | None = None

    @property
    def number(self) -> int:
        return len(self.people)


@dataclass(frozen=True)
class Wish:
    sort: str
    one: str
    other: str
    kept: bool


@dataclass(frozen=True)
class Preview:
    """`came`, `gone`: how many since; `changed`: tables, wishes or hosts are others by now."""

    take: int
    tables: list[Laid]
    sentence: str
    again: list[tuple[str, str]]
    more: int
    wishes: list[Wish]
    hostless: list[Laid]
    moved: frozenset[int]
    came: int = 0
    gone: int = 0
    changed: bool = False

    @property
    def holds(self) -> bool:
        return not (self.came or self.gone or self.changed)

    @property
    def another(self) -> int:
        return self.take + 1

    @property
    def number(self) -> int:
        return sum(table.number for table in self.tables)

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """How many tables there are of each size, the larger first."""
        counts: dict[int, int] = {}
        for table in self.tables:
            counts[table.number] = counts.get(table.number, 0) + 1
        return sorted(counts.items(), reverse=True)


def ahead(look: Look, stage: Stage) -> Mapping[str, Any]:
    """What the console shows of a round that comes next."""
    given = given_of(stage)
    if given["policy"] not in SEATED or stage.started_at is not None:
        return {"offered": False}
    return {
        "offered": True,
        "as_before": bool(seating.places_before(look.gathering, stage, given)),
        "preview": _shown(look, stage, given),
        "everybody": everybody(look),
    }


def _shown(look: Look, stage: Stage, given: Mapping[str, Any]) -> Preview | None:
    gathering = look.gathering
    seen = arrangements.kept(gathering, stage)
    if seen is None:
        return None
    spaces = places_among(look.spaces, given["policy"])
    people = [seat for seat in everybody(look) if not seat.has(*seating.BUSY)]
    here = {seat.pk: seat for seat in people}
    laid = {space.pk: Laid(space) for space in spaces}
    for pk, (space, role) in seen.chosen.items():
        seat, table = here.get(pk), laid.get(space)
        if seat is None or table is None:
            continue
        table.people.append(seat)
        if role == PlacementRole.HOST:
            table.host = seat
    for table in laid.values():
        table.people.sort(key=lambda seat: (seat is not table.host, seat.name.casefold()))
    tables = [table for table in laid.values() if table.people]
    sitting = [[seat.pk for seat in table.people] for table in laid.values()]
    past = history(gathering, stage, spaces)
    hosts = {table.host.pk: place for place, table in enumerate(laid.values()) if table.host is not None}
    told = rotation.rate(
        [sitting], past, wishes(gathering, [s for t in tables for s in t.people], spaces, hosts=hosts)
    )
    met = {pair for earlier in past for table in earlier for pair in combinations(sorted(table), 2)}
    again = [
        (here[one].name, here[other].name)
        for table in sitting
        for one, other in combinations(sorted(table), 2)
        if (one, other) in met
    ]
    basis = arrangements.basis_of(gathering, given, people, spaces)
    hosted = given["hosts"] or given["policy"] == "fixed"
    return Preview(
        take=seen.take,
        tables=tables,
        sentence=sentence_of(told),
        again=again[:FEW],
        more=max(0, len(again) - FEW),
        wishes=_kept_wishes(look, {seat.pk: table.space.pk for table in tables for seat in table.people}),
        hostless=[table for table in tables if hosted and table.host is None],
        moved=frozenset(seen.moved),
        came=len(here.keys() - seen.chosen.keys()),
        gone=len(seen.chosen.keys() - here.keys()),
        changed=basis != seen.basis,
    )


def _kept_wishes(look: Look, at: Mapping[int, int]) -> list[Wish]:
    """Who should sit apart or together, of those who are in the preview, and whether they do."""
    found = []
    for sort, number, one, other in pairs(look):
        first, second = look.gathering.policy(sort, [])[number]
        if first in at and second in at:
            found.append(Wish(sort, one, other, (at[first] == at[second]) == (sort == "together")))
    return found


def since(gathering: Gathering, stage: Stage) -> Mapping[str, int] | None:
    """Of a round that runs: how many came and left between its preview and its beginning; `None` without a preview."""
    seen = arrangements.kept(gathering, stage)
    if seen is None:
        return None
    rows = Placement.objects.filter(stage=stage).exclude(origin__in=[Origin.LATE, Origin.SELF])
    placed = set(rows.values_list("seat_id", flat=True))
    return {"came": len(placed - seen.chosen.keys()), "gone": len(seen.chosen.keys() - placed)}
