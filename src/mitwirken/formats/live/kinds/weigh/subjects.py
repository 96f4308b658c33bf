# SPDX-License-Identifier: EUPL-1.2
"""What is weighed in a step, and whether its counts stand."""

from __future__ import annotations

from django.db.models import prefetch_related_objects

from ...models import Gathering, Item, ItemKind, LogEntry, Stage, State
from ...queries import every as every_row
from ...queries import places
from .settings import AUTOMATIC, OF, SHOWN, settings_of


def subjects(gathering: Gathering, stage: Stage) -> list[Item]:
    """What is weighed in a step, in its order. One query, of boards two."""
    given = settings_of(stage)
    wanted = given["of"] or ("option" if given["options"] or given["mode"] in ("poll", "quiz") else "")
    if given["mode"] == "agree":
        wanted = "option"
    kinds = [OF[wanted][1]] if wanted else [OF[key][1] for key in AUTOMATIC]
    rows = every_row(
        Item,
        f"gathering_id = %s AND status IN ({places(SHOWN)}) AND kind IN ({places(kinds)})",
        gathering.pk,
        *SHOWN,
        *kinds,
    )
    every = [row for row in rows if row.kind != ItemKind.OPTION or row.stage_id == stage.pk]
    if given["mode"] == "agree":
        every = [row for row in every if "statement" in row.data]
    if not wanted:
        # Themes of questions and tasks are weighed where the run sheet says so.
        every = [row for row in every if "of" not in row.data]
        there = {row.kind for row in every}
        first = next((kind for kind in kinds if kind in there), "")
        every = [row for row in every if row.kind == first]
    if wanted in ("card", "cluster") or (every and every[0].kind in (ItemKind.CARD, ItemKind.CLUSTER)):
        every = _latest_board(every, stage)
    return sorted(every, key=lambda row: (row.position, row.pk))


def _latest_board(rows: list[Item], stage: Stage) -> list[Item]:
    """Cards of the board that was filled last before this step (or in it)."""
    prefetch_related_objects(rows, "stage")
    before = [row for row in rows if row.stage is None or row.stage.position <= stage.position]
    last = max((row.stage.position for row in before if row.stage is not None), default=None)
    latest = [row for row in before if row.stage is not None and row.stage.position == last]
    if not latest or latest[0].stage is None:
        return before
    name = latest[0].stage.settings_of("collect").get("board")
    if not name:
        return latest
    return [
        row
        for row in before
        if row.stage is not None and row.stage.settings_of("collect").get("board") == name
    ]


def is_closed(gathering: Gathering, stage: Stage) -> bool:
    """Whether the counts stand: closed by hand, or the step is over."""
    if stage.state == State.DONE:
        return True
    # In their order here: asked for the last one, SQLite goes back through every vote in the log.
    found = every_row(
        LogEntry, "stage_id = %s AND deed IN (%s, %s)", stage.pk, "weigh.closed", "weigh.opened"
    )
    return bool(found) and max(found, key=lambda entry: entry.seq).deed == "weigh.closed"
