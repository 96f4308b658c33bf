# SPDX-License-Identifier: EUPL-1.2
"""The list of speakers of the plenary, or of one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...models import Gathering, Stage, Turn, TurnState
from .line import Place, is_closed, line_of
from .settings import SHOWN, WORDS
from .sums import Tally, tally


@dataclass
class Queue:
    """The list of speakers of the plenary, or of one table."""

    space_id: int | None
    open: bool
    speaking: Turn | None
    line: list[Place]
    seconds: int
    tally: Tally

    @property
    def first(self) -> Place | None:
        return self.line[0] if self.line else None

    @property
    def shown(self) -> list[Place]:
        return self.line[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.line) - SHOWN)

    @property
    def upcoming(self) -> list[Place]:
        """For the wall."""
        return self.line[:4]

    @property
    def behind(self) -> int:
        return max(0, len(self.line) - 4)

    @property
    def ends(self) -> int | None:
        """When the time of whoever speaks is over, in seconds of the clock."""
        if self.speaking is None or self.speaking.started_at is None or not self.seconds:
            return None
        return int(self.speaking.started_at.timestamp()) + self.seconds


def queue_of(
    gathering: Gathering, stage: Stage, turns: Sequence[Turn], space_id: int | None, given: Mapping[str, Any]
) -> Queue:
    here = [turn for turn in turns if turn.stage_id == stage.pk and turn.space_id == space_id]
    return Queue(
        space_id,
        not is_closed(gathering, stage, space_id),
        next((turn for turn in here if turn.state == TurnState.LIVE and turn.kind in WORDS), None),
        line_of(turns, stage, space_id, WORDS, alternate=given["alternate"]),
        given["seconds"],
        tally(here, WORDS),
    )
