# SPDX-License-Identifier: EUPL-1.2
"""At which steps somebody was there, for the certificate of a training.

The rule: more than half of the steps of the run sheet, arriving not counted. A step counts when the seat was taken before
it ended and not given up before it began.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from .models import Item, ItemKind, Seat, Signal, SignalKind, Stage, StageKind
from .queries import Look


@dataclass(frozen=True)
class Presence:
    steps: int
    attended: int
    minutes: int
    titles: tuple[str, ...] = ()
    quizzes: int = 0
    right: int = 0

    @property
    def is_most(self) -> bool:
        return self.attended * 2 > self.steps


def was_there(seat: Seat, stage: Stage) -> bool:
    if stage.started_at is None:
        return False
    came = stage.ended_at is None or seat.came_at <= stage.ended_at
    stayed = seat.left_at is None or seat.left_at > stage.started_at
    return came and stayed


def of(look: Look, seat: Seat) -> Presence:
    """Three queries."""
    steps = [stage for stage in look.stages if stage.kind != StageKind.LOBBY]
    there = [stage for stage in steps if was_there(seat, stage)]
    quizzes, right = _quiz(steps, seat)
    return Presence(
        steps=len(steps),
        attended=len(there),
        minutes=sum(_minutes(stage, seat, look) for stage in there),
        titles=tuple(stage.title for stage in there),
        quizzes=quizzes,
        right=right,
    )


def _minutes(stage: Stage, seat: Seat, look: Look) -> int:
    if stage.started_at is None:
        return 0
    start = max(stage.started_at, seat.came_at)
    end = min(stage.ended_at or look.now, seat.left_at or look.now)
    return max(1, round((end - start).total_seconds() / 60))


def _quiz(steps: list[Stage], seat: Seat) -> tuple[int, int]:
    """How many questions of a quiz somebody answered, and how many right: the right options begin with `*` in the sheet."""
    right: dict[int, set[str]] = {}
    for stage in steps:
        given = stage.settings_of("weigh")
        if given.get("mode") == "quiz":
            lines = [str(line).strip() for line in given.get("options", ())]
            right[stage.pk] = {line.lstrip("* ").strip() for line in lines if line.startswith("*")}
    if not right:
        return 0, 0
    chosen = set(
        Signal.objects.filter(
            seat=seat, kind=SignalKind.CHOICE, item__stage__in=list(right), item__kind=ItemKind.OPTION
        ).values_list("item_id", flat=True)
    )
    answers: dict[int, set[str]] = {}
    for item in Item.objects.filter(pk__in=chosen):
        answers.setdefault(item.stage_id or 0, set()).add((item.title or item.body).lstrip("* ").strip())
    return len(answers), sum(answers[number] == right[number] for number in answers)


def require_most(look: Look, there: Presence) -> None:
    last = look.stages[-1] if look.stages else None
    running = look.stage is not None and last is not None and look.stage.pk == last.pk
    if look.gathering.closed_at is None and not running:
        raise Refusal(
            _("Die Bescheinigung gibt es im letzten Schritt und danach. Bleiben Sie noch dabei."), status=409
        )
    if not there.is_most:
        raise Refusal(
            _(
                "Eine Bescheinigung bekommt, wer bei mehr als der Hälfte der Schritte dabei war. Sie waren bei %(were)d von %(all)d dabei. Kommen Sie gern zum nächsten Termin."
            )
            % {"were": there.attended, "all": there.steps}
        )
