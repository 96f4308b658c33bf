# SPDX-License-Identifier: EUPL-1.2
"""The grid as it is in a step, a topic of it, and what must hold before something changes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ... import planning
from ...commands import Step
from ...models import Item, Stage
from ...planning import Board, Topic
from ...queries import Look
from ...rules import Actor
from .settings import given_of


def board_of(look: Look, stage: Stage) -> Board:
    """The grid that belongs to a stage, loaded once a look."""
    base = planning.base_of(look, stage)
    given = given_of(base)
    return look.once(
        ("board", base.pk),
        partial(planning.board, look, base, source=given["source"], pitching=given["pitch_seconds"] > 0),
    )


def board_now(live: Step, stage: Stage) -> Board:
    """As it is in this step, after the gathering was locked."""
    return board_of(Look(live.gathering), stage)


def topic_named(board: Board, number: int | None) -> Topic:
    topic = board.by_pk.get(number or 0)
    if topic is None:
        raise Refusal(_("Dieses Thema gibt es hier nicht (mehr). Laden Sie die Seite neu."), status=404)
    return topic


def require_own(topic: Topic, by: Actor) -> None:
    if not by.leads and (by.seat is None or by.seat.pk not in topic.hosts):
        raise Refusal(
            _("Das Thema gehört jemand anderem. Sprechen Sie die Person an oder die Moderation."), status=403
        )


def require_loose(topic: Topic) -> None:
    if topic.item.pinned:
        raise Refusal(
            _("„%(title)s“ ist festgesteckt. Lösen Sie die Nadel zuerst.") % {"title": topic.title},
            status=409,
        )


def require_ahead(*topics: Topic) -> None:
    for topic in topics:
        if topic.slot is not None and not topic.slot.is_ahead:
            raise Refusal(
                _("„%(title)s“ läuft schon oder ist vorbei und bleibt, wo es ist.") % {"title": topic.title},
                status=409,
            )


def save(item: Item, *fields: str) -> None:
    item.changed_at = timezone.now()
    item.save(update_fields=[*fields, "changed_at"])


def remember(item: Item, **data: Any) -> None:
    """Changes what the kind keeps with a topic; `None` takes it away."""
    kept = {**item.data, **data}
    item.data = {key: value for key, value in kept.items() if value is not None}
