# SPDX-License-Identifier: EUPL-1.2
"""Moving through the run sheet, and the clock of the step that runs."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from .. import kinds, rules
from ..commands import step
from ..models import Gathering, Stage, State
from ..rules import Actor


def go_on(*, gathering: Gathering, by: Actor, seen: int | None) -> Stage | None:
    """Ends the step that runs and begins the next. `seen` is the step on the screen of whoever pressed: if somebody
    else was quicker, nothing is skipped.
    """
    rules.require_lead(by)
    with step(gathering, "stage.next", by) as live:
        row = live.gathering
        rules.require_open(row)
        if seen is not None and row.stage_id != seen:
            live.nothing()
            return row.stage
        following = _neighbour(row, +1)
        if following is None:
            raise Refusal(
                _("Das war der letzte Schritt. Beenden Sie das Treffen, wenn alle fertig sind."), status=409
            )
        end(row)
        begin(row, following)
        live.note(stage=following.title)
        return following


def go_back(*, gathering: Gathering, by: Actor, seen: int | None) -> Stage | None:
    """Goes back to the step before. What was said in it is still there."""
    rules.require_lead(by)
    with step(gathering, "stage.back", by) as live:
        row = live.gathering
        rules.require_open(row)
        if seen is not None and row.stage_id != seen:
            live.nothing()
            return row.stage
        before = _neighbour(row, -1)
        if before is None:
            raise Refusal(_("Das ist schon der erste Schritt."), status=409)
        end(row)
        begin(row, before)
        live.note(stage=before.title)
        return before


def go_to(*, gathering: Gathering, stage: Stage, by: Actor) -> None:
    """Jumps to a step of the run sheet."""
    rules.require_lead(by)
    with step(gathering, "stage.jumped", by) as live:
        row = live.gathering
        rules.require_open(row)
        if row.stage_id == stage.pk:
            live.nothing()
            return
        end(row)
        begin(row, stage)
        live.note(stage=stage.title)


def _neighbour(row: Gathering, way: int) -> Stage | None:
    stages = list(row.stages.order_by("position", "pk"))
    place = next((place for place, stage in enumerate(stages) if stage.pk == row.stage_id), None)
    if place is None:
        return stages[0] if stages else None
    wanted = place + way
    return stages[wanted] if 0 <= wanted < len(stages) else None


def end(row: Gathering) -> None:
    stage = Stage.objects.filter(pk=row.stage_id or 0).first()
    if stage is None:
        return
    for key in stage.kinds:
        kinds.kind_named(key).finish(row, stage)
    stage.state, stage.ended_at, stage.ends_at, stage.remaining = State.DONE, timezone.now(), None, None
    stage.save(update_fields=["state", "ended_at", "ends_at", "remaining"])


def begin(row: Gathering, stage: Stage) -> None:
    now = timezone.now()
    stage.state, stage.started_at, stage.ended_at = State.LIVE, stage.started_at or now, None
    stage.ends_at, stage.remaining = now + timedelta(minutes=stage.minutes), None
    stage.save(update_fields=["state", "started_at", "ended_at", "ends_at", "remaining"])
    row.stage = stage
    row.state = State.LIVE
    for key in stage.kinds:
        kinds.kind_named(key).prepare(row, stage)


def extend(*, gathering: Gathering, by: Actor, seconds: int = 120) -> None:
    """Gives the step more time (or less, below zero), paused or not."""
    rules.require_lead(by)
    if not -3600 <= seconds <= 3600:
        raise Refusal(_("Auf einmal höchstens eine Stunde mehr oder weniger."), status=400)
    with step(gathering, "clock.extended", by) as live:
        stage = _running(live.gathering)
        now = timezone.now()
        if stage.remaining is not None:
            stage.remaining += seconds
        else:
            # What is over time starts from now: two minutes more are two minutes more.
            start = max(stage.ends_at or now, now) if seconds > 0 else (stage.ends_at or now)
            stage.ends_at = start + timedelta(seconds=seconds)
        stage.save(update_fields=["ends_at", "remaining"])
        live.note(seconds=seconds)


def pause(*, gathering: Gathering, by: Actor) -> None:
    """Stops the clock; what remains is kept to the second."""
    rules.require_lead(by)
    with step(gathering, "clock.paused", by) as live:
        stage = _running(live.gathering)
        if stage.remaining is not None:
            live.nothing()
            return
        stage.remaining, stage.ends_at, stage.state = stage.left(), None, State.PAUSED
        stage.save(update_fields=["remaining", "ends_at", "state"])
        live.gathering.state = State.PAUSED


def resume(*, gathering: Gathering, by: Actor) -> None:
    rules.require_lead(by)
    with step(gathering, "clock.resumed", by) as live:
        stage = _running(live.gathering)
        if stage.remaining is None:
            live.nothing()
            return
        stage.ends_at = timezone.now() + timedelta(seconds=stage.remaining)
        stage.remaining, stage.state = None, State.LIVE
        stage.save(update_fields=["remaining", "ends_at", "state"])
        live.gathering.state = State.LIVE


def _running(row: Gathering) -> Stage:
    rules.require_open(row)
    stage = Stage.objects.filter(pk=row.stage_id or 0).first()
    if stage is None:
        raise Refusal(_("Es läuft gerade kein Schritt."), status=409)
    return stage
