# SPDX-License-Identifier: EUPL-1.2
"""The kind: settings, deeds, what its pages show and when they change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...models import Gathering, Item, Placement, Seat, Signal, SignalKind, Stage
from ...queries import Look
from .. import Block, Call, Deed, Kind, register
from . import preview, seating, stalls, visits
from .forms import (
    AskForm,
    CheckInForm,
    CountForm,
    HybridForm,
    ItemForm,
    MoveForm,
    NoteForm,
    PairForm,
    PlaceForm,
    PointsForm,
    PreviewForm,
    ReplyForm,
    SeatForm,
    SpaceForm,
    StallForm,
    TopicForm,
    UnpairForm,
    WindowForm,
)
from .hosts import appoint, give_host_back, stay_as_host, volunteer
from .market import add_stall, ask, book, cancel, consent, keep, reply, ring_in
from .minutes import minutes
from .notes import add_note, note_on_paper, send_to_plenary, set_points
from .pairs import drop_pair, set_pair
from .places import BOOKED, SEATED
from .rounds import move, plan_again, set_count, set_hybrid, set_topic
from .settings import SETTINGS
from .shown import load
from .walking import go, go_out


class Tables(Kind):
    key = "tables"
    name = _("Tische")
    about = _("Kleine Gruppen an Tischen, in Räumen oder an Ständen. Was dort notiert wird, bleibt am Tisch.")
    settings = SETTINGS
    deeds = (
        Deed("note", add_note, NoteForm),
        Deed("points", set_points, PointsForm),
        Deed("plenum", send_to_plenary, ItemForm),
        Deed("host", stay_as_host),
        Deed("unhost", give_host_back),
        Deed("volunteer", volunteer, anytime=True),
        Deed("go", go, SpaceForm),
        Deed("out", go_out),
        Deed("move", move, MoveForm, who="lead"),
        Deed("appoint", appoint, SeatForm, who="lead"),
        Deed("preview", preview.preview, PreviewForm, who="lead", anytime=True),
        Deed("shift", preview.shift, MoveForm, who="lead", anytime=True),
        Deed("forget", preview.forget, who="lead", anytime=True),
        Deed("again", plan_again, who="lead"),
        Deed("count", set_count, CountForm, who="lead"),
        Deed("pair", set_pair, PairForm, who="lead", anytime=True),
        Deed("unpair", drop_pair, UnpairForm, who="lead", anytime=True),
        Deed("hybrid", set_hybrid, HybridForm, who="lead", anytime=True),
        Deed("topic", set_topic, TopicForm, who="lead", anytime=True),
        Deed("stall", add_stall, StallForm),
        Deed("book", book, PlaceForm),
        Deed("cancel", cancel, PlaceForm),
        Deed("consent", consent, SpaceForm),
        Deed("ask", ask, AskForm),
        Deed("reply", reply, ReplyForm),
        Deed("visit", visits.visit, SpaceForm),
        Deed("checkin", visits.check_in, CheckInForm, ready=visits.ready),
        Deed("keep", keep, SpaceForm),
        Deed("window", ring_in, WindowForm, who="lead"),
    )

    # Coming and going

    def prepare(self, gathering: Gathering, stage: Stage) -> None:
        given = self.of(stage)
        if given["policy"] in SEATED:
            seating.seat_everybody(gathering, stage, given)
        elif given["policy"] == BOOKED:
            stalls.open_market(gathering, stage)
            stalls.seat_booked(gathering, stage, stalls.current(gathering, stage))

    def finish(self, gathering: Gathering, stage: Stage) -> None:
        Placement.objects.filter(stage=stage, until=None).update(until=timezone.now())

    def arrive(self, gathering: Gathering, stage: Stage, seat: Seat) -> None:
        given = self.of(stage)
        if seating.place_of(stage, seat) is not None:
            return
        if given["policy"] in SEATED and not seat.has(*seating.BUSY):
            seating.seat_late(gathering, stage, given, seat)
        elif given["policy"] == BOOKED:
            stalls.staff_stalls(gathering, stage, given)
            stalls.seat_booked(gathering, stage, stalls.current(gathering, stage), seat)

    def depart(self, gathering: Gathering, stage: Stage, seat: Seat) -> None:
        given = self.of(stage)
        seating.get_up(stage, seat, passing=False)
        if given["policy"] == BOOKED:
            stalls.drop_bookings(gathering, stage, seat)
            stalls.staff_stalls(gathering, stage, given)

    # Views

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        return {**load(look, stage), "since": partial(preview.since, look.gathering, stage)}

    def load_ahead(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        return preview.ahead(look, stage)

    def _data(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        return look.once(("data", stage.pk, self.key), partial(self.load, look, stage))

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        data = self._data(look, stage)
        here, own = None, None
        for table in data["tables"]:
            for row in table.people:
                if row.seat_id == seat.pk:
                    here, own = table, row
        found: dict[str, Any] = {"mine": here, "own": own}
        if self.of(stage)["policy"] != BOOKED:
            return found
        found["booked"] = [
            (table, window, window.place_of(seat.pk))
            for table in data["tables"]
            for window in table.windows
            if window.place_of(seat.pk) >= 0 and not window.is_past
        ]
        found["kept"] = [table for table in data["tables"] if seat.pk in stalls.keepers(table.item)]
        found["allowed"] = set(
            Signal.objects.filter(
                seat=seat, kind=SignalKind.CHOICE, item__gathering=look.gathering
            ).values_list("item_id", flat=True)
        )
        if found["kept"]:
            items = [table.item for table in found["kept"]]
            rows = Signal.objects.filter(item__in=items, kind=SignalKind.CHOICE).select_related("seat")
            found["names"] = [row.seat for row in rows.order_by("pk")]
        return found

    def marks(self, look: Look, stage: Stage) -> Mapping[str, str]:
        data = self._data(look, stage)
        found: dict[str, str] = {}
        for table in data["tables"]:
            host = table.host.seat_id if table.host is not None else 0
            for row in table.people:
                found[str(row.seat_id)] = f"{table.space.pk}.{row.role}.{host}"
            for window in table.windows:
                for row in window.rows:
                    who = str(row.seat_id)
                    place = window.place_of(row.seat_id)
                    found[who] = f"{found.get(who, '')};{table.space.pk}-{window.number}-{place}"
            for pk in stalls.keepers(table.item):
                state = f"{[len(window.rows) for window in table.windows]}{len(table.open_questions)}.{len(table.visits)}"
                found[str(pk)] = f"{found.get(str(pk), '')};{table.space.pk}k{state}"
        return found

    def moves(self, look: Look, stage: Stage) -> Mapping[str, tuple[str, str]]:
        return {
            str(row.seat_id): ("table", f"table:{table.space.pk}")
            for table in self._data(look, stage)["tables"]
            for row in table.people
        }

    def on_paper(self, call: Call) -> Item:
        return note_on_paper(call, self.of(call.stage))

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        return minutes(look, stage)


register(Tables())
