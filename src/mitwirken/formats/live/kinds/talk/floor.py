# SPDX-License-Identifier: EUPL-1.2
"""The floor: to the first in the line, or to somebody else with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import Step, step
from ...models import Space, Turn, TurnState
from .. import Call
from .asking import end, mode_of, queue_now, require_steer, space_of
from .chairs import seat_first
from .line import Place, line_of, turns_of
from .queue import Queue
from .settings import CHAIR, WORDS, settings_of


def call_next(call: Call) -> str:
    """Gives the floor to the first in the line; whoever spoke has spoken. `seen` is who spoke on the screen of whoever
    pressed: of two who press at once one is heard. In a fishbowl the first who waits sits down.
    """
    if settings_of(call.stage)["mode"] == "fishbowl":
        return seat_first(call)
    space = space_of(call)
    require_steer(call, space)
    with step(call.gathering, "talk.next", call.by) as live:
        queue = queue_now(call, live, space)
        seen = call.values["seen"]
        if seen is not None and seen != (queue.speaking.pk if queue.speaking else 0):
            live.nothing()
            return ""
        if queue.first is None:
            if queue.speaking is None:
                raise Refusal(_("Gerade hat sich niemand gemeldet."), status=409)
            end(Turn.objects.filter(pk=queue.speaking.pk))
            return _("Niemand wartet. Das Wort ist frei.")
        _give(queue, queue.first, live)
        return _("Es spricht: %(name)s") % {"name": queue.first.turn.name}


def give_floor(call: Call) -> str:
    """Gives the floor to one of those who wait. Before their turn only with a reason: it stands at the speaker for all to
    read, and the log says whom the fair order would have called.
    """
    mode_of(call, "queue")
    space = space_of(call)
    require_steer(call, space)
    with step(call.gathering, "talk.floor", call.by) as live:
        queue = queue_now(call, live, space)
        place = _waiting(queue.line, call.values["turn"])
        reason = call.values["reason"].strip()
        if place.position > 1:
            _require_reason(reason)
            Turn.objects.filter(pk=place.turn.pk).update(override=reason)
            live.note(reason=reason, place=place.position, instead_of=queue.line[0].turn.pk)
        _give(queue, place, live)
        return _("Es spricht: %(name)s") % {"name": place.turn.name}


def _give(queue: Queue, place: Place, live: Step) -> None:
    now = timezone.now()
    if queue.speaking is not None:
        end(Turn.objects.filter(pk=queue.speaking.pk), now)
    Turn.objects.filter(pk=place.turn.pk).update(state=TurnState.LIVE, started_at=now)
    live.note(turn=place.turn.pk, because=place.because.value)


def _waiting(line: Sequence[Place], number: int) -> Place:
    place = next((each for each in line if each.turn.pk == number), None)
    if place is None:
        raise Refusal(_("Diese Wortmeldung wartet nicht mehr. Die Liste zeigt, wer noch wartet."), status=409)
    return place


def _require_reason(reason: str) -> None:
    if not reason:
        raise Refusal(
            _("Bitte sagen Sie in einem Satz, warum jemand vorgezogen wird. Er steht für alle in der Liste."),
            status=400,
            field="reason",
        )


def end_turn(call: Call) -> None:
    """Takes the floor back; nobody is called."""
    space = space_of(call)
    require_steer(call, space)
    with step(call.gathering, "talk.end", call.by) as live:
        if not end(Turn.objects.filter(stage=call.stage, space=space, kind__in=WORDS, state=TurnState.LIVE)):
            live.nothing()


def override(call: Call) -> str:
    """Puts somebody to the front of the line, with a reason that stands in the list and in the log."""
    space = space_of(call)
    require_steer(call, space)
    reason = call.values["reason"].strip()
    _require_reason(reason)
    with step(call.gathering, "talk.override", call.by) as live:
        place = _waiting(_line(call, live, space), call.values["turn"])
        Turn.objects.filter(pk=place.turn.pk).update(override=reason)
        live.note(turn=place.turn.pk, reason=reason, place=place.position)
        return _("%(name)s ist jetzt als Nächstes dran.") % {"name": place.turn.name}


def _line(call: Call, live: Step, space: Space | None) -> list[Place]:
    given = settings_of(call.stage)
    kinds = WORDS if given["mode"] == "queue" else CHAIR
    return line_of(
        turns_of(live.gathering, call.stage),
        call.stage,
        space.pk if space else None,
        kinds,
        alternate=given["alternate"],
    )


def skip(call: Call) -> None:
    """Somebody was called and is not there, or a steward was mistaken: the next one comes."""
    space = space_of(call)
    require_steer(call, space)
    with step(call.gathering, "talk.skip", call.by) as live:
        place = _waiting(_line(call, live, space), call.values["turn"])
        Turn.objects.filter(pk=place.turn.pk).update(state=TurnState.SKIPPED, ended_at=timezone.now())
        live.note(turn=place.turn.pk)
