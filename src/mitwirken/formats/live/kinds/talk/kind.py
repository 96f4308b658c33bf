# SPDX-License-Identifier: EUPL-1.2
"""Talking, as the engine knows it: deeds, what happens when people come and go, what its templates show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.channel import Channel

from ...models import (
    Gathering,
    Origin,
    Placement,
    PlacementRole,
    Seat,
    SeatRole,
    Space,
    Stage,
    Turn,
    TurnKind,
    TurnState,
)
from ...queries import Look
from .. import Block, Deed, Kind, register
from .asking import end
from .chairs import circle_of, free_chair, leave_chair, make_room, nudge, say_who_speaks, sit, take_chair
from .floor import call_next, end_turn, give_floor, override, skip
from .forms import (
    FloorForm,
    HandsForm,
    ItemForm,
    MaybeTurnForm,
    NoteForm,
    OpenForm,
    SeenForm,
    SpaceForm,
    TableHandForm,
    TurnForm,
    say_whose_turn,
)
from .hands import enter_hands, finish_speaking, raise_hand, reply, set_list, table_hand, withdraw
from .line import Place, turns_of
from .minutes import ahead_of_turn, minutes_of
from .notes import drop_note, notes_beside, notes_of, write_note
from .queue import Queue, queue_of
from .ring import Ring, ring_of
from .settings import CHAIR, OURS, SETTINGS, WORDS, most_seated
from .sums import tally


class Talk(Kind):
    key = "talk"
    name = gettext_lazy("Gespräch")
    about = gettext_lazy(
        "Alle kommen fair zu Wort: über eine Redeliste, die sagt, warum jemand dran ist, oder auf Stühlen in einem Innenkreis."
    )
    settings = SETTINGS
    deeds = (
        Deed("hand", raise_hand, SpaceForm),
        Deed("reply", reply, SpaceForm),
        Deed("withdraw", withdraw, SpaceForm),
        Deed("done", finish_speaking, SpaceForm),
        Deed("next", call_next, SeenForm, who="host"),
        Deed("floor", give_floor, FloorForm, who="host", ready=say_whose_turn),
        Deed("end", end_turn, SpaceForm, who="host"),
        Deed("override", override, FloorForm, who="host", ready=say_whose_turn),
        Deed("skip", skip, TurnForm, who="host"),
        Deed("hands", enter_hands, HandsForm, who="host"),
        Deed("list", set_list, OpenForm, who="host"),
        Deed("table", table_hand, TableHandForm),
        Deed("note", write_note, NoteForm, who="theme"),
        Deed("unnote", drop_note, ItemForm, who="theme"),
        Deed("grab", take_chair),
        Deed("leave", leave_chair),
        Deed("speaks", say_who_speaks, MaybeTurnForm),
        Deed("nudge", nudge, MaybeTurnForm, who="lead"),
        Deed("free", free_chair, TurnForm, who="lead"),
    )

    def prepare(self, gathering: Gathering, stage: Stage) -> None:
        """In a fishbowl the circle is set up, and who sits there firmly takes a chair."""
        given = self.of(stage)
        if given["mode"] != "fishbowl":
            return
        circle = circle_of(gathering)
        Space.objects.filter(pk=circle.pk).update(capacity=given["chairs"], closed_at=None)
        podium = {
            seat.name: seat for seat in gathering.seats.filter(left_at=None) if seat.has(SeatRole.EXPERT)
        }
        rows = Turn.objects.filter(stage=stage, kind=TurnKind.CHAIR, state=TurnState.LIVE)
        sitting = {turn.name for turn in rows.select_related("seat")}
        for name in dict.fromkeys([*given["fixed"], *podium]):
            if name not in sitting and len(sitting) < most_seated(given):
                self._seat_firmly(gathering, stage, name, podium.get(name))
                sitting.add(name)

    def _seat_firmly(self, gathering: Gathering, stage: Stage, name: str, seat: Seat | None) -> None:
        if seat is not None:
            Turn.objects.filter(stage=stage, seat=seat, kind=TurnKind.CHAIR, state=TurnState.WAITING).update(
                state=TurnState.WITHDRAWN
            )
        turn = Turn(
            gathering=gathering,
            stage=stage,
            seat=seat,
            label="" if seat is not None else name[:60],
            channel=seat.channel if seat is not None else Channel.ROOM,
            kind=TurnKind.CHAIR,
        )
        sit(turn, gathering, Origin.ASSIGNED)

    def finish(self, gathering: Gathering, stage: Stage) -> None:
        """Whoever speaks has spoken, chairs are free. Who still waits keeps their place, should the step come back."""
        now = timezone.now()
        end(Turn.objects.filter(stage=stage, kind__in=OURS, state=TurnState.LIVE), now)
        Placement.objects.filter(stage=stage, role=PlacementRole.FISH, until=None).update(until=now)
        # Sums stay when the single turns are erased.
        turns = [turn for turn in turns_of(gathering, stage) if turn.stage_id == stage.pk]
        kept = dict(gathering.policy("talked", {}))
        kept[str(stage.pk)] = {
            "words": tally(turns, WORDS).kept(),
            "chairs": tally(turns, CHAIR).kept(),
            "ahead": ahead_of_turn(turns),
        }
        gathering.policies = {**gathering.policies, "talked": kept}

    def arrive(self, gathering: Gathering, stage: Stage, seat: Seat) -> None:
        """Somebody of the podium comes (back): the chair that was kept under their name, or a free one, is theirs."""
        given = self.of(stage)
        if given["mode"] != "fishbowl" or not seat.has(SeatRole.EXPERT):
            return
        rows = Turn.objects.filter(stage=stage, kind=TurnKind.CHAIR, state=TurnState.LIVE)
        kept = rows.filter(seat=None, label=seat.name).first()
        if rows.filter(seat=seat).exists() or (kept is None and rows.count() >= most_seated(given)):
            return
        if kept is not None:
            end(Turn.objects.filter(pk=kept.pk))
        self._seat_firmly(gathering, stage, seat.name, seat)

    def depart(self, gathering: Gathering, stage: Stage, seat: Seat) -> None:
        now = timezone.now()
        rows = Turn.objects.filter(stage=stage, seat=seat, kind__in=OURS)
        rows.filter(state=TurnState.WAITING).update(state=TurnState.WITHDRAWN, ended_at=now)
        for turn in rows.filter(state=TurnState.LIVE):
            turn.stage = stage
            if turn.kind == TurnKind.CHAIR:
                make_room(turn)
        end(rows.filter(state=TurnState.LIVE), now)

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        given = self.of(stage)
        turns = turns_of(look.gathering, stage)
        notes = None if notes_beside(stage) else list(notes_of(look.gathering, stage))
        if given["mode"] == "fishbowl":
            ring = ring_of(look.gathering, stage, turns, given)
            return {"turns": turns, "ring": ring, "notes": notes, "table_hands": waiting_tables(ring.line)}
        busy = {turn.space_id for turn in turns if turn.stage_id == stage.pk}
        queues = {
            number: queue_of(look.gathering, stage, turns, number, given)
            for number in {None, *busy, *(space.pk for space in look.spaces if "tables" in stage.kinds)}
        }
        return {
            "turns": turns,
            "queue": queues[None],
            "queues": queues,
            "at_tables": [(space, queues[space.pk]) for space in look.tables if space.pk in queues],
            "notes": notes,
            "table_hands": waiting_tables(queues[None].line),
        }

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        found = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        own = [turn for turn in found["turns"] if turn.seat_id == seat.pk and turn.stage_id == stage.pk]
        if "ring" in found:
            ring: Ring = found["ring"]
            return {
                "chair": next(
                    (chair for chair in ring.chairs if chair.turn and chair.turn.seat_id == seat.pk), None
                ),
                "place": next((place for place in ring.line if place.turn.seat_id == seat.pk), None),
                "was_skipped": was_skipped(own),
            }
        at = self._table_of(stage, seat)
        queue: Queue = found["queues"].get(at) or queue_of(
            look.gathering, stage, found["turns"], at, self.of(stage)
        )
        return {
            "mine": queue,
            "at": at,
            "speaks": queue.speaking is not None and queue.speaking.seat_id == seat.pk,
            "place": next((place for place in queue.line if place.turn.seat_id == seat.pk), None),
            "was_skipped": was_skipped(own),
        }

    def _table_of(self, stage: Stage, seat: Seat) -> int | None:
        if "tables" not in stage.kinds:
            return None
        return (
            Placement.objects.filter(seat=seat, stage=stage, until=None)
            .exclude(role=PlacementRole.BOOKED)
            .values_list("space_id", flat=True)
            .first()
        )

    def marks(self, look: Look, stage: Stage) -> Mapping[str, str]:
        found = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        marks: dict[str, str] = {}
        if "ring" in found:
            ring: Ring = found["ring"]
            for place in ring.line:
                free = place.position == 1 and ring.is_free
                marks[str(place.turn.seat_id)] = f"{place.position}{place.because.value}{free}"
            for chair in ring.chairs:
                if chair.turn is not None:
                    marks[str(chair.turn.seat_id)] = f"c{chair.is_asked}{chair.speaks}"
        else:
            for queue in found["queues"].values():
                for place in queue.line:
                    marks[str(place.turn.seat_id)] = f"{place.position}{place.because.value}"
                if queue.speaking is not None:
                    marks[str(queue.speaking.seat_id)] = "speaks"
        # Called in vain: the newest of somebody's turns decides.
        for turn in found["turns"]:
            if turn.state == TurnState.SKIPPED:
                marks.setdefault(str(turn.seat_id), f"s{turn.pk}")
        marks.pop("None", None)
        return marks

    def moves(self, look: Look, stage: Stage) -> Mapping[str, tuple[str, str]]:
        if self.of(stage)["mode"] != "fishbowl":
            return {}
        rows = Placement.objects.filter(stage=stage, role=PlacementRole.FISH).values_list(
            "seat_id", "space_id", "until"
        )
        return {
            str(seat): ("table", "" if until is not None else f"table:{space}")
            for seat, space, until in rows.order_by("pk")
        }

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        return minutes_of(look, stage, self.of(stage))


def waiting_tables(line: Sequence[Place]) -> dict[str, Place]:
    """Tables that asked to speak, by their name."""
    return {place.turn.label: place for place in line if place.turn.seat_id is None}


def was_skipped(own: Sequence[Turn]) -> bool:
    last = max(own, key=lambda turn: turn.pk, default=None)
    return last is not None and last.state == TurnState.SKIPPED


register(Talk())
