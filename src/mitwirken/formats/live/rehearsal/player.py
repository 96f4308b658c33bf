# SPDX-License-Identifier: EUPL-1.2
"""Somebody who plays along: does deeds as a form would, counts them, and takes a refusal as people do."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from mitwirken.ground.deeds.refusal import Refusal

from .. import deeds
from ..models import Gathering, Stage
from ..rules import Actor
from .words import Words

Wait = Callable[[float], None]
Moments = Iterator[bool]
"""One deed at each turn, and whether it was done."""


def at_once(seconds: float) -> None:
    """Nobody waits."""


class Player:
    """`done` and `refused` count deeds by their name; `why` keeps the last refusal of each, for tests and the curious."""

    def __init__(
        self, gathering: Gathering, *, seed: int = 1, words: Words | None = None, wait: Wait = at_once
    ) -> None:
        self.gathering = gathering
        self.words = words or Words.of(gathering, seed)
        self.lots = random.Random(f"{type(self).__name__} {seed}")  # noqa: S311  # the same course every time
        self.wait = wait
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.why: dict[str, str] = {}

    def do(self, verb: str, by: Actor, stage: Stage | None = None, **data: Any) -> bool:
        """What a form on a page does. A no is part of life."""
        if stage is not None:
            data["stage"] = str(stage.pk)
        try:
            deeds.call(gathering=self.gathering, verb=verb, by=by, data=data)
        except Refusal as refusal:
            self.refused[verb] += 1
            self.why[verb] = refusal.sentence
            return False
        self.done[verb] += 1
        return True

    def moments(self, stage: Stage, *, later: bool = False) -> Moments:
        """One deed at each turn, in a plausible order; what is open beside a stage happens in between."""
        stage.gathering = self.gathering
        rows = [
            iter(getattr(self, f"_{kind}")(stage, later)) for kind in stage.kinds if hasattr(self, f"_{kind}")
        ]
        while rows:
            row = rows[self.lots.randrange(len(rows))]
            try:
                yield next(row)
            except StopIteration:
                rows.remove(row)

    def act(self, stage: Stage, *, later: bool = False) -> None:
        """Everything of these moments, one after the other."""
        for _moment in self.moments(stage, later=later):
            self.wait(self.lots.uniform(2, 9))
