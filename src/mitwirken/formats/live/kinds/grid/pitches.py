# SPDX-License-Identifier: EUPL-1.2
"""Topics are presented one after the other and taken into the parking area."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import Step, step
from ...models import Item, Turn, TurnKind, TurnState
from ...planning import Board, Topic
from .. import Call
from .boards import board_now, remember, save, topic_named


def call_next(call: Call) -> None:
    """Calls the next topic of the queue, or the one that is named; its clock starts."""
    with step(call.gathering, "grid.call", call.by) as live:
        board = board_now(live, call.stage)
        if board.live is not None:
            if call.values["item"] == board.live.pk:
                live.nothing()
                return
            raise Refusal(
                _("„%(title)s“ wird gerade vorgestellt. Entscheiden Sie zuerst, was damit geschieht.")
                % {"title": board.live.title},
                status=409,
            )
        named = call.values["item"]
        topic = topic_named(board, named) if named else next(iter(board.queue), None)
        if topic is None:
            raise Refusal(_("Es wartet kein Thema mehr."), status=409)
        if topic.accepted:
            raise Refusal(_("Dieses Thema wurde schon vorgestellt."), status=409)
        begin_turn(live, board, topic)


def begin_turn(live: Step, board: Board, topic: Topic) -> None:
    Turn.objects.create(
        gathering=live.gathering,
        stage=board.stage,
        item=topic.item,
        kind=TurnKind.PITCH,
        channel=topic.item.channel,
        state=TurnState.LIVE,
        asked_at=topic.item.created_at,
        started_at=timezone.now(),
    )
    live.note(item=topic.pk)


def end_turn(topic: Topic, state: str) -> None:
    if topic.turn is not None and topic.turn.state == TurnState.LIVE:
        topic.turn.state, topic.turn.ended_at = state, timezone.now()
        topic.turn.save(update_fields=["state", "ended_at"])


def accept(call: Call) -> None:
    """Takes a topic into the parking area; with `then` the next one is called at once."""
    with step(call.gathering, "grid.accept", call.by) as live:
        board = board_now(live, call.stage)
        topic = topic_named(board, call.values["item"])
        if topic.accepted:
            live.nothing()
            return
        following = next((each for each in board.queue if each.pk != topic.pk), None)
        remember(topic.item, accepted=True)
        save(topic.item, "data")
        end_turn(topic, TurnState.DONE)
        live.note(accepted=topic.pk)
        if call.values["then"] and following is not None and (topic.is_live or board.live is None):
            begin_turn(live, board, following)


def accept_all(call: Call) -> str:
    """Takes every topic that waits, without presenting: when there are more than time allows."""
    with step(call.gathering, "grid.accept-all", call.by) as live:
        board = board_now(live, call.stage)
        waiting = board.queue + ([board.live] if board.live is not None else [])
        if not waiting:
            live.nothing()
            return gettext("Es wartet kein Thema mehr.")
        for topic in waiting:
            remember(topic.item, accepted=True)
            end_turn(topic, TurnState.DONE)
        Item.objects.bulk_update([topic.item for topic in waiting], ["data"])
        live.note(number=len(waiting))
    return gettext("%(number)d Themen übernommen.") % {"number": len(waiting)}


def skip(call: Call) -> None:
    """Not here right now: the topic comes again at the end of the queue."""
    with step(call.gathering, "grid.skip", call.by) as live:
        topic = topic_named(board_now(live, call.stage), call.values["item"])
        if not topic.is_live:
            live.nothing()
            return
        end_turn(topic, TurnState.SKIPPED)
        live.note(item=topic.pk)


def count_hands(call: Call) -> None:
    """How many hands went up in the room for a topic."""
    with step(call.gathering, "grid.hands", call.by) as live:
        topic = topic_named(board_now(live, call.stage), call.values["item"])
        remember(topic.item, raised=call.values["hands"] or None)
        save(topic.item, "data")
        live.note(item=topic.pk, hands=call.values["hands"])
