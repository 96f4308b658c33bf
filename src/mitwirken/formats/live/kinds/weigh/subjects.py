# SPDX-License-Identifier: EUPL-1.2
"""What is weighed in a step, and whether its counts stand."""

from __future__ import annotations

from ...models import Gathering, Item, ItemKind, Stage, State
from .settings import AUTOMATIC, OF, SHOWN, settings_of


def subjects(gathering: Gathering, stage: Stage) -> list[Item]:
    """What is weighed in a step, in its order. Two queries, however much it is."""
    given = settings_of(stage)
    wanted = given["of"] or ("option" if given["options"] or given["mode"] in ("poll", "quiz") else "")
    rows = Item.objects.filter(
        gathering_id=gathering.pk,
        status__in=SHOWN,
        kind__in=[OF[wanted][1]] if wanted else [OF[key][1] for key in AUTOMATIC],
    ).select_related("stage")
    every = [row for row in rows if row.kind != ItemKind.OPTION or row.stage_id == stage.pk]
    if not wanted:
        # Themes of questions and tasks are weighed where the run sheet says so.
        every = [row for row in every if "of" not in row.data]
        kinds = {row.kind for row in every}
        first = next((OF[key][1] for key in AUTOMATIC if OF[key][1] in kinds), "")
        every = [row for row in every if row.kind == first]
    if wanted in ("card", "cluster") or (every and every[0].kind in (ItemKind.CARD, ItemKind.CLUSTER)):
        every = _latest_board(every, stage)
    return sorted(every, key=lambda row: (row.position, row.pk))


def _latest_board(rows: list[Item], stage: Stage) -> list[Item]:
    """Cards of the board that was filled last before this step (or in it)."""
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
    last = (
        gathering.log.filter(stage=stage, deed__in=("weigh.closed", "weigh.opened"))
        .order_by("-seq")
        .values_list("deed", flat=True)
        .first()
    )
    return last == "weigh.closed"
