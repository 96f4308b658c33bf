# SPDX-License-Identifier: EUPL-1.2
"""A whole gathering, from the opening to the released minutes, by invented people alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ..models import Gathering, Stage
from .crowd import Crowd
from .lead import Lead
from .player import Wait, at_once
from .words import Words


@dataclass
class Played:
    """What was done and what was refused, by the name of the deed, and the last reason of each refusal."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    why: dict[str, str] = field(default_factory=dict)


def rehearse(
    gathering: Gathering,
    *,
    by: Any,
    people: int = 24,
    seed: int = 1,
    words: Words | None = None,
    to_end: bool = True,
    busy: float = 1.0,
    wait: Wait = at_once,
) -> Played:
    """Runs through every step; with `to_end` also closes and releases the minutes. `by` is somebody of the staff.

    `wait(seconds)` is told how long things take, so that a clock can go along. Without it everything happens at once.
    """
    words = words or Words.of(gathering, seed)
    crowd = Crowd(gathering, people, busy=busy, seed=seed, words=words, wait=wait)
    lead = Lead(gathering, by, seed=seed, words=words, wait=wait)
    lead.do("open", lead.by)
    crowd.arrive()
    while (stage := _running(gathering)) is not None:
        for later in (False, True):
            crowd.act(stage, later=later)
            lead.act(stage, later=later)
        stage.refresh_from_db()
        wait(max(0, stage.left()))
        if not gathering.stages.filter(position__gt=stage.position).exists():
            break
        lead.do("next", lead.by, seen=stage.pk)
    if to_end:
        lead.finish()
    return Played(crowd.done + lead.done, crowd.refused + lead.refused, {**crowd.why, **lead.why})


def _running(gathering: Gathering) -> Stage | None:
    gathering.refresh_from_db()
    return gathering.stages.filter(pk=gathering.stage_id or 0).first()
