# SPDX-License-Identifier: EUPL-1.2
"""The inner circle: chairs, who sits there, who may take one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...models import Gathering, Seat, SeatRole, Stage, Turn, TurnKind, TurnState
from ...queries import Look
from .line import Place, is_closed, line_of, started
from .settings import CHAIR, SHOWN, WORDS, most_seated, settings_of
from .sums import Tally, person_of, tally


@dataclass(frozen=True)
class Chair:
    """A chair of the ring, where it is drawn, and who sits there."""

    number: int
    x: float
    y: float
    turn: Turn | None = None
    fixed: bool = False
    speaks: bool = False

    @property
    def is_asked(self) -> bool:
        return self.turn is not None and self.turn.asked_to_leave_at is not None


@dataclass
class Ring:
    """The inner circle. `most` may sit at rest; one more sits while somebody is asked to leave."""

    open: bool
    chairs: list[Chair]
    most: int
    seated: list[Turn]
    fixed: set[int]  # turns of those who do not make room
    line: list[Place]
    speaking: Turn | None
    talked: Tally
    sat: Tally

    @property
    def is_over(self) -> bool:
        return len(self.seated) > self.most

    @property
    def is_free(self) -> bool:
        """A chair can be taken now."""
        return self.open and not self.is_over

    @property
    def guests(self) -> list[Turn]:
        """Those who can make room, the longest seated first."""
        rows = [turn for turn in self.seated if turn.pk not in self.fixed]
        return sorted(rows, key=lambda turn: (turn.started_at or turn.asked_at, turn.pk))

    @property
    def asked(self) -> Turn | None:
        return next((turn for turn in self.guests if turn.asked_to_leave_at is not None), None)

    @property
    def first(self) -> Place | None:
        return self.line[0] if self.line else None

    @property
    def shown(self) -> list[Place]:
        return self.line[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.line) - SHOWN)


def ring_of(gathering: Gathering, stage: Stage, turns: Sequence[Turn], given: Mapping[str, Any]) -> Ring:
    here = [turn for turn in turns if turn.stage_id == stage.pk]
    seated = [turn for turn in here if turn.kind == TurnKind.CHAIR and turn.state == TurnState.LIVE]
    speaking = next((turn for turn in here if turn.kind in WORDS and turn.state == TurnState.LIVE), None)
    fixed = {turn.pk for turn in seated if _is_fixed(turn, given["fixed"])}
    places = _chairs_taken(here)
    # Nobody is drawn out of the ring when chairs are taken away while people sit on them.
    number = max([given["chairs"], *(place + 1 for turn, place in places.items())])
    taken = {place: turn for turn, place in places.items()}
    chairs = []
    for place in range(number):
        turn = taken.get(place)
        angle = 2 * math.pi * place / number - math.pi / 2
        chairs.append(
            Chair(
                place + 1,
                round(190 * math.cos(angle), 1),
                round(140 * math.sin(angle), 1),
                turn,
                turn is not None and turn.pk in fixed,
                turn is not None and speaking is not None and person_of(turn) == person_of(speaking),
            )
        )
    return Ring(
        not is_closed(gathering, stage, None),
        chairs,
        most_seated(given),
        seated,
        fixed,
        line_of(turns, stage, None, CHAIR, alternate=given["alternate"]),
        speaking,
        tally(here, WORDS),
        tally(here, CHAIR),
    )


def _is_fixed(turn: Turn, labels: Iterable[str]) -> bool:
    """By the role of a seat, or by the name on a chair without one. A name alone that somebody gave themselves is no chair."""
    if turn.seat is not None:
        return turn.seat.has(SeatRole.EXPERT)
    return turn.label in set(labels)


def _chairs_taken(turns: Iterable[Turn]) -> dict[Turn, int]:
    """On which chair each of the seated sits: the lowest that was free when they sat down, so that nobody moves when
    another leaves.
    """
    sat = sorted((turn for turn in turns if turn.kind == TurnKind.CHAIR and turn.started_at), key=started)
    now: dict[Turn, int] = {}
    for turn in sat:
        now = {other: place for other, place in now.items() if not _ended_by(other, turn)}
        now[turn] = min(set(range(len(now) + 1)) - set(now.values()))
    return {turn: place for turn, place in now.items() if turn.state == TurnState.LIVE}


def _ended_by(other: Turn, turn: Turn) -> bool:
    return other.ended_at is not None and turn.started_at is not None and other.ended_at <= turn.started_at


def may_publish(look: Look, seat: Seat) -> bool:
    """Whether somebody's camera and microphone are wanted now: in a fishbowl only on a chair."""
    stage = look.stage
    if stage is None or "talk" not in stage.kinds or settings_of(stage)["mode"] != "fishbowl":
        return True
    return Turn.objects.filter(stage=stage, seat=seat, kind=TurnKind.CHAIR, state=TurnState.LIVE).exists()
