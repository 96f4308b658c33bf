# SPDX-License-Identifier: EUPL-1.2
"""What every deed asks first: which mode, which list, who may steer it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import Step
from ...models import Placement, PlacementRole, Space, SpaceKind, Turn, TurnState
from ...rules import require_seat
from .. import Call
from .line import turns_of
from .queue import Queue, queue_of
from .settings import OPEN, settings_of


def mode_of(call: Call, mode: str) -> dict[str, Any]:
    given = settings_of(call.stage)
    if given["mode"] != mode:
        raise Refusal(
            _("Hier spricht, wer auf einem Stuhl im Innenkreis sitzt. Nehmen Sie den freien Stuhl.")
            if mode == "queue"
            else _("In diesem Schritt gibt es keine Stühle. Melden Sie sich über die Redeliste."),
            status=409,
        )
    return given


def space_of(call: Call) -> Space | None:
    """Which list is meant: the plenary's, or that of a table. One's own table, if one does not lead."""
    number = call.values.get("space")
    if not number:
        return None
    space = call.gathering.spaces.filter(pk=number, closed_at=None).first()
    if space is None:
        raise Refusal(_("Diesen Tisch gibt es nicht mehr. Laden Sie die Seite neu."), status=404)
    if space.kind == SpaceKind.CIRCLE:
        return None
    if not call.by.leads and not _placed(call, space).exists():
        raise Refusal(_("Sie sitzen an einem anderen Tisch. Melden Sie sich dort."))
    return space


def _placed(call: Call, space: Space) -> Any:
    seat = call.by.seat.pk if call.by.seat is not None else 0
    return Placement.objects.filter(seat=seat, stage=call.stage, space=space, until=None).exclude(
        role=PlacementRole.BOOKED
    )


def require_steer(call: Call, space: Space | None) -> None:
    """Whoever leads, and at a table its host."""
    if call.by.leads:
        return
    if space is not None and _placed(call, space).filter(role=PlacementRole.HOST).exists():
        return
    raise Refusal(
        _("Das Wort gibt, wer das Gespräch leitet. Melden Sie sich, dann kommen Sie in der Reihe dran.")
    )


def queue_now(call: Call, live: Step, space: Space | None) -> Queue:
    turns = turns_of(live.gathering, call.stage)
    return queue_of(live.gathering, call.stage, turns, space.pk if space else None, settings_of(call.stage))


def require_open(open: bool) -> None:
    if not open:
        raise Refusal(_("Die Liste ist geschlossen. Wer schon darauf steht, kommt noch dran."), status=409)


def own_turn(call: Call, space: Space | None, kinds: Sequence[str]) -> Turn | None:
    seat = require_seat(call.by)
    return Turn.objects.filter(
        stage=call.stage, seat=seat, space=space, kind__in=kinds, state__in=OPEN
    ).first()


def end(rows: Any, now: datetime | None = None) -> int:
    number: int = rows.update(state=TurnState.DONE, ended_at=now or timezone.now())
    return number
