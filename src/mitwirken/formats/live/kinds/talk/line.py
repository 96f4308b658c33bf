# SPDX-License-Identifier: EUPL-1.2
"""Who waits, in which order, and why there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mitwirken.kernels import queueing
from mitwirken.kernels.queueing import Because

from ...models import Gathering, Stage, Turn, TurnKind, TurnState
from .reasons import reason_of
from .settings import OURS
from .sums import person_of, side_of


@dataclass(frozen=True)
class Place:
    """Somebody who waits, where, and why there. The sentences are made when they are shown, in that language."""

    turn: Turn
    position: int
    waiting: queueing.Waiting

    @property
    def because(self) -> Because:
        return self.waiting.because

    @property
    def before(self) -> int:
        return self.position - 1

    @property
    def why(self) -> str:
        """For all to read."""
        return str(reason_of(self.waiting, self.position).for_all)

    @property
    def why_you(self) -> str:
        """For the person: a whole sentence."""
        return str(reason_of(self.waiting, self.position).for_you)


def turns_of(gathering: Gathering, stage: Stage) -> list[Turn]:
    """All of this step, and who spoke in the steps before: one query."""
    return list(
        Turn.objects.filter(gathering=gathering, kind__in=OURS)
        .filter(Q(stage=stage) | Q(state=TurnState.DONE))
        .select_related("seat")
        .order_by("asked_at", "pk")
    )


def started(turn: Turn) -> tuple[datetime, int]:
    return (turn.started_at or turn.asked_at, turn.pk)


def line_of(
    turns: Sequence[Turn], stage: Stage, space_id: int | None, kinds: Sequence[str], *, alternate: bool
) -> list[Place]:
    """Those who wait, in the order in which they will be asked."""
    waiting: dict[int | str, Turn] = {}
    spoken: list[Turn] = []
    for turn in turns:
        if turn.kind not in kinds:
            continue
        here = turn.stage_id == stage.pk
        if here and turn.space_id != space_id:
            continue  # tables talk at the same time and do not take turns with each other
        if turn.state == TurnState.WAITING and here:
            waiting.setdefault(person_of(turn), turn)
        elif turn.state in (TurnState.LIVE, TurnState.DONE) and turn.started_at is not None:
            spoken.append(turn)

    def side(turn: Turn) -> str:
        return side_of(turn.channel) if alternate else "room"

    order = queueing.speaking_order(
        [
            queueing.Request(person, turn.asked_at.timestamp(), side(turn), turn.kind == TurnKind.REPLY)
            for person, turn in waiting.items()
        ],
        [
            queueing.Turn(
                person_of(turn),
                max(0.0, (turn.ended_at - turn.started_at).total_seconds())
                if turn.ended_at and turn.started_at
                else 0.0,
                side(turn),
                turn.stage_id == stage.pk,
                turn.kind == TurnKind.REPLY,
            )
            for turn in sorted(spoken, key=started)
        ],
        [queueing.Override(person, turn.override) for person, turn in waiting.items() if turn.override],
    )
    return [Place(waiting[each.request.person], number, each) for number, each in enumerate(order, 1)]


def is_closed(gathering: Gathering, stage: Stage, space_id: int | None) -> bool:
    return list_key(stage, space_id) in gathering.policy("closed_lists", [])


def list_key(stage: Stage, space_id: int | None) -> str:
    return f"{stage.pk}:{space_id or ''}"
