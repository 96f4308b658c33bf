# SPDX-License-Identifier: EUPL-1.2
"""A crowd in a gathering that somebody else runs from the console."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..models import Gathering, Stage, State
from .crowd import Crowd
from .player import Moments, Wait

LOOK = 1.0
"""So often, in seconds, is looked which step runs when nobody has anything to do."""
EACH = 25.0
"""About so often somebody does something."""
AGAIN = 20.0
"""After so many seconds people think of something more."""


def keep_company(
    gathering: Gathering,
    *,
    people: int,
    seconds: float | None = None,
    seed: int = 1,
    say: Callable[[str], None] = print,
    sleep: Wait | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Crowd:
    """Follows the step that runs until the gathering closes, or for so many seconds; then everybody leaves.

    However it ends, also by ctrl-c, no seat stays behind. Says in one line a minute, or when a step begins, what happens.
    """
    crowd = Crowd(gathering, people, seed=seed)
    try:
        _follow(crowd, seconds, say, sleep or time.sleep, clock)
    except KeyboardInterrupt:
        say("Interrupted.")
    finally:
        gathering.refresh_from_db()
        gone = 0 if gathering.state == State.DONE else crowd.go()
        deeds, refusals = sum(crowd.done.values()), sum(crowd.refused.values())
        say(f"{deeds} deeds, {refusals} refused; {gone} people have left.")
    return crowd


def _follow(
    crowd: Crowd,
    seconds: float | None,
    say: Callable[[str], None],
    sleep: Wait,
    clock: Callable[[], float],
) -> None:
    gathering = crowd.gathering
    began = told = clock()
    pause = max(0.05, EACH / max(1, crowd.people))
    # All are there after a tenth of the time, or half a minute.
    door = min(pause, min(30.0, (seconds or 300.0) / 10) / max(1, crowd.people))
    stage: Stage | None = None
    moments: Moments = iter(())
    passes, rested = 0, began
    if gathering.stage_id is None:
        say(_line(crowd, None))
    while seconds is None or clock() - began < seconds:
        gathering.refresh_from_db()
        if gathering.state == State.DONE:
            say("The gathering has been closed.")
            return
        running = gathering.stages.filter(pk=gathering.stage_id or 0).first()
        if (running.pk if running else None) != (stage.pk if stage else None):
            stage, passes, rested = running, 0, clock()
            moments = crowd.moments(stage) if stage is not None else iter(())
            told = clock()
            say(_line(crowd, stage))
        elif clock() - told >= 60:
            told = clock()
            say(_line(crowd, stage))
        if len(crowd.numbers) < crowd.people and "join" not in crowd.refused:
            crowd.arrive(1)
            sleep(door)
            continue
        if stage is None or not gathering.is_open or gathering.state == State.PAUSED:
            sleep(LOOK)
            continue
        try:
            next(moments)
            sleep(crowd.lots.uniform(0.4, 1.6) * pause)
        except StopIteration:
            sleep(LOOK)
            if passes < 3 and clock() - rested >= AGAIN * (passes + 1):
                passes += 1
                moments = crowd.moments(stage, later=True)


def _line(crowd: Crowd, stage: Stage | None) -> str:
    where = stage.title if stage is not None else "waiting for the doors to open"
    return f"{where}: {len(crowd.numbers)} people, {sum(crowd.done.values())} deeds"
