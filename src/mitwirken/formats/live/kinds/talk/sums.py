# SPDX-License-Identifier: EUPL-1.2
"""How much was spoken, in sums: never by person."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mitwirken.ground.deeds.channel import Channel

from ...models import Turn, TurnState
from .words import minutes_in_words, people_in_words


def side_of(channel: str) -> str:
    """The two that take turns: in the room, or somewhere else by screen or telephone."""
    return "room" if channel in (Channel.ROOM, Channel.PAPER) else "online"


def person_of(turn: Turn) -> int | str:
    """Who it is to the queue: a seat, or what somebody without one was called. Without either, nobody else."""
    return turn.seat_id or (f"~{turn.label.casefold()}" if turn.label else f"#{turn.pk}")


@dataclass(frozen=True)
class Tally:
    """How much was spoken, in sums: never by person."""

    turns: int = 0
    people: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, int] = field(default_factory=dict)

    @property
    def speakers(self) -> int:
        return sum(self.people.values())

    @property
    def minutes(self) -> int:
        return _minutes(sum(self.seconds.values()))

    @property
    def sides(self) -> list[tuple[str, int, int]]:
        """Room and online: which, how many people, how many minutes."""
        return [
            (side, self.people.get(side, 0), _minutes(self.seconds.get(side, 0)))
            for side in ("room", "online")
        ]

    def kept(self) -> dict[str, Any]:
        return {"turns": self.turns, "people": dict(self.people), "seconds": dict(self.seconds)}


def _minutes(seconds: float) -> int:
    return math.ceil(seconds / 60)


def tally(turns: Iterable[Turn], kinds: Sequence[str]) -> Tally:
    people: dict[str, set[int | str]] = {}
    seconds: dict[str, int] = {}
    number = 0
    for turn in turns:
        if turn.kind in kinds and turn.state == TurnState.DONE and turn.started_at and turn.ended_at:
            side = side_of(turn.channel)
            people.setdefault(side, set()).add(person_of(turn))
            seconds[side] = seconds.get(side, 0) + round((turn.ended_at - turn.started_at).total_seconds())
            number += 1
    return Tally(number, {side: len(found) for side, found in people.items()}, seconds)


def side_notes(found: Tally) -> list[str]:
    words = {"room": pgettext("side", "im Raum"), "online": pgettext("side", "online")}
    return [
        _("%(side)s: %(people)s, %(minutes)s")
        % {"side": words[side], "people": people_in_words(people), "minutes": minutes_in_words(minutes)}
        for side, people, minutes in found.sides
        if people
    ]
