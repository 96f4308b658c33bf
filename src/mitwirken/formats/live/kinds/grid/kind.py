# SPDX-License-Identifier: EUPL-1.2
"""The kind: settings, deeds, what its pages show and when they change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ... import planning
from ...models import Gathering, ItemKind, Seat, Space, SpaceKind, Stage, StageKind, Turn, TurnKind, TurnState
from ...queries import Look
from .. import Block, Deed, Kind, register
from .boards import board_of
from .cells import pin, place, take
from .forms import (
    AcceptForm,
    AwayForm,
    CallForm,
    CellForm,
    HandsForm,
    ItemForm,
    MergeForm,
    ReasonForm,
    ReportForm,
    RoomForm,
    TopicForm,
)
from .minutes import minutes
from .news import news_for, news_of
from .pitches import accept, accept_all, call_next, count_hands, skip
from .plans import adopt, compute, discard
from .ready import away_ready, cell_ready, merge_ready, reason_ready, report_ready, room_ready, topic_ready
from .reports import report
from .settings import SETTINGS
from .spaces import add_slot, add_slots, change_room, name_rooms
from .topics import edit, interest, merge, propose, reject, restore, reveal, say_away, say_known, withdraw


class Grid(Kind):
    key = "grid"
    name = _("Plan")
    about = _(
        "Themen werden kurz vorgestellt, wer kommen will, zeigt es, und aus den Wünschen wird ein Plan aus Zeitfenstern und Räumen."
    )
    settings = SETTINGS
    deeds = (
        Deed("propose", propose, TopicForm, ready=topic_ready),
        Deed("edit", edit, TopicForm, anytime=True, ready=topic_ready),
        Deed("withdraw", withdraw, ItemForm),
        Deed("away", say_away, AwayForm, anytime=True, ready=away_ready),
        Deed("known", say_known, anytime=True),
        Deed("interest", interest, ItemForm),
        Deed("take", take, CellForm, ready=cell_ready),
        Deed("report", report, ReportForm, anytime=True, ready=report_ready),
        Deed("call", call_next, CallForm, who="lead"),
        Deed("accept", accept, AcceptForm, who="lead"),
        Deed("accept-all", accept_all, who="lead"),
        Deed("skip", skip, ItemForm, who="lead"),
        Deed("reject", reject, ReasonForm, who="lead", anytime=True, ready=reason_ready),
        Deed("restore", restore, ItemForm, who="lead", anytime=True),
        Deed("reveal", reveal, who="lead"),
        Deed("hands", count_hands, HandsForm, who="lead"),
        Deed("merge", merge, MergeForm, who="lead", anytime=True, ready=merge_ready),
        Deed("place", place, CellForm, who="lead", anytime=True, ready=cell_ready),
        Deed("pin", pin, ItemForm, who="lead", anytime=True),
        Deed("plan", compute, who="lead", anytime=True),
        Deed("adopt", adopt, who="lead", anytime=True),
        Deed("discard", discard, who="lead", anytime=True),
        Deed("room", change_room, RoomForm, who="lead", anytime=True, ready=room_ready),
        Deed("slot", add_slot, who="lead", anytime=True),
    )

    def prepare(self, gathering: Gathering, stage: Stage) -> None:
        """A grid gets the rooms and slots that it was said to have; at the start of a slot the rooms get their topics."""
        if stage.kind != StageKind.GRID:
            name_rooms(gathering, stage)
            return
        given = self.of(stage)
        kind = SpaceKind.STALL if given["source"] == ItemKind.OFFER else SpaceKind.ROOM
        if not gathering.spaces.filter(closed_at=None, kind__in=[SpaceKind.ROOM, SpaceKind.STALL]).exists():
            word = gettext("Stand") if kind == SpaceKind.STALL else gettext("Raum")
            for position in range(1, given["rooms"] + 1):
                Space.objects.create(
                    gathering=gathering,
                    kind=kind,
                    name=f"{word} {position}",
                    colour=(position - 1) % 12 + 1,
                    position=position,
                )
        missing = given["slots"] - len(planning.slots_of(Look(gathering), stage))
        if missing > 0:
            add_slots(gathering, stage, missing)

    def finish(self, gathering: Gathering, stage: Stage) -> None:
        """Whoever is presenting when the step ends gets their place in the queue back."""
        Turn.objects.filter(stage=stage, kind=TurnKind.PITCH, state=TurnState.LIVE).update(
            state=TurnState.SKIPPED, ended_at=timezone.now()
        )

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        board = board_of(look, stage)
        given = self.of(board.stage)
        live = board.live
        return {
            "board": board,
            "news": news_of(board),
            "base": board.stage,
            "in_slot": stage.pk != board.stage.pk,
            "given": given,
            "pitching": given["pitch_seconds"] > 0,
            "pitch_ends": int(live.turn.started_at.timestamp()) + given["pitch_seconds"]
            if live is not None and live.turn is not None and live.turn.started_at is not None
            else None,
        }

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        board = board_of(look, stage)
        wanted = board.wishes.get(seat.pk, frozenset())
        plan = board.plan_of(seat.pk)
        own = [topic for topic in board.topics if seat.pk in topic.hosts]
        return {
            "wanted": wanted,
            "told": news_for(board, seat),
            "plan": plan if any(topics for _slot, topics in plan) else [],
            "own": [(topic, board.waits(topic)) for topic in own],
            "own_rejected": [item for item in board.rejected if item.author_id == seat.pk],
            "choose": self.of(board.stage)["choose"],
            "others": sorted(
                (topic for topic in board.accepted if topic.slot is None or topic.slot.is_ahead),
                key=lambda topic: (topic.slot.number if topic.slot else 999, topic.title.casefold()),
            ),
        }

    def marks(self, look: Look, stage: Stage) -> Mapping[str, str]:
        """Everybody's own part changes with who presents, what is accepted and where it is; a host's also with the queue."""
        board = board_of(look, stage)
        state = [
            board.live.pk if board.live is not None else 0,
            [(topic.pk, topic.cell, topic.item.version) for topic in board.accepted],
            [slot.stage.state for slot in board.slots],
        ]
        common = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:12]
        own: dict[int, list[str]] = {}
        for topic in board.topics:
            for host in topic.hosts:
                own.setdefault(host, []).append(
                    f"{topic.pk}.{board.waits(topic)}.{topic.report is not None}.{topic.item.version}"
                )
        for item in board.rejected:
            if item.author_id is not None:
                own.setdefault(item.author_id, []).append(f"{item.pk}x")
        return {"": common, **{str(seat): "-".join(rows) for seat, rows in own.items()}}

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        return minutes(look, stage)


register(Grid())
