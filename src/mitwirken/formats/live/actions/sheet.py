# SPDX-License-Identifier: EUPL-1.2
"""The run sheet is changed, before and while it runs, and kept as a format of the city."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from .. import rules, runsheet
from ..commands import step
from ..models import Gathering, Script, Stage
from ..rules import Actor


def stage_from(gathering: Gathering, draft: runsheet.StageDraft, position: int) -> Stage:
    return Stage.objects.create(
        gathering=gathering,
        position=position,
        kind=draft.kind,
        title=draft.title,
        minutes=draft.minutes,
        question=draft.question,
        text=draft.text,
        config=dict(draft.config),
    )


def change_stage(*, stage: Stage, draft: runsheet.StageDraft, by: Actor) -> None:
    """Changes a step of the run sheet, also the one that runs (its clock goes on)."""
    rules.require_lead(by)
    with step(stage.gathering, "sheet.changed", by, stage=stage):
        stage.title, stage.question, stage.text = draft.title, draft.question, draft.text
        stage.minutes, stage.config = draft.minutes, dict(draft.config)
        stage.save(update_fields=["title", "question", "text", "minutes", "config"])


def add_stage(*, gathering: Gathering, draft: runsheet.StageDraft, after: int | None, by: Actor) -> Stage:
    """Puts a step into the run sheet, behind another or at the end."""
    rules.require_lead(by)
    with step(gathering, "sheet.added", by) as live:
        stages = list(live.gathering.stages.order_by("position", "pk"))
        if len(stages) >= runsheet.MOST_STAGES:
            raise Refusal(
                _("Mehr als %(most)d Schritte hat ein Ablauf nicht.") % {"most": runsheet.MOST_STAGES},
                status=409,
            )
        place = next((place for place, row in enumerate(stages, 1) if row.pk == after), len(stages))
        new = stage_from(live.gathering, draft, place + 1)
        _number([*stages[:place], new, *stages[place:]])
        return new


def move_stage(*, stage: Stage, way: int, by: Actor) -> None:
    rules.require_lead(by)
    with step(stage.gathering, "sheet.moved", by) as live:
        stages = list(live.gathering.stages.order_by("position", "pk"))
        place = next(place for place, row in enumerate(stages) if row.pk == stage.pk)
        wanted = place + (1 if way > 0 else -1)
        if not 0 <= wanted < len(stages):
            live.nothing()
            return
        stages[place], stages[wanted] = stages[wanted], stages[place]
        _number(stages)


def remove_stage(*, stage: Stage, by: Actor) -> None:
    """Takes a step out of the run sheet. One in which something was said stays."""
    rules.require_lead(by)
    with step(stage.gathering, "sheet.removed", by) as live:
        if live.gathering.stage_id == stage.pk:
            raise Refusal(_("Dieser Schritt läuft gerade. Gehen Sie zuerst weiter."), status=409)
        if stage.items.exists() or stage.turns.exists() or stage.placements.exists():
            raise Refusal(
                _("In diesem Schritt wurde schon etwas gesagt. Er bleibt, damit nichts verloren geht."),
                status=409,
            )
        stage.delete()
        _number(list(live.gathering.stages.order_by("position", "pk")))


def _number(stages: list[Stage]) -> None:
    for position, stage in enumerate(stages, 1):
        if stage.position != position:
            Stage.objects.filter(pk=stage.pk).update(position=position)


@transaction.atomic
def save_script(*, gathering: Gathering, name: str, by: Any) -> Script:
    """Keeps the run sheet as the city's own format, to start others from it. The same name again replaces it."""
    if not rules.is_staff_lead(by):
        raise Refusal(_("Eigene Formate speichern Beschäftigte."))
    name = name.strip()[:80]
    slug = slugify(name)[:60]
    if not slug:
        raise Refusal(_("Bitte geben Sie dem Format einen Namen."), status=400, field="name")
    base = runsheet.script_named(gathering.script)
    body = runsheet.as_body(
        name, base.summary, gathering.stages.order_by("position", "pk"), space=base.space, size=base.size
    )
    runsheet.parse(body)
    row, made = Script.objects.get_or_create(
        slug=slug, defaults={"name": name, "based_on": gathering.script, "body": body, "by": by}
    )
    if not made:
        row.name, row.body, row.by = name, body, by
        row.version += 1
        row.save()
    return row
