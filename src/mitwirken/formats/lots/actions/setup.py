# SPDX-License-Identifier: EUPL-1.2
"""From an idea to what is announced, and calling it off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Process
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.versions import require_version

from .. import rules
from ..models import KEEP_WEEKS, Draw, Pool, PoolList, State


@dataclass(frozen=True)
class DrawDraft:
    """What a draw is set up with; fields as in the model, `quotas` as `groups.read_quotas` gives them."""

    title: str
    purpose: str
    who: str
    closes_at: datetime
    seed_source: str
    seed_at: datetime
    seats: int = 20
    substitutes: int = 10
    pool: str = Pool.SIGN_UP
    quotas: Sequence[dict[str, Any]] = field(default_factory=list)
    opens_at: datetime | None = None
    keep_weeks: int = KEEP_WEEKS


def locked(draw: Draw) -> Draw:
    """The draw under its lock: of two deeds at the same moment the second sees what the first did."""
    return still_there(
        Draw.objects.select_for_update(of=("self",)).select_related("process").filter(pk=draw.pk).first()
    )


def _fields(draft: DrawDraft) -> dict[str, Any]:
    values = asdict(draft) | {"quotas": list(draft.quotas)}
    if draft.pool == Pool.LIST:
        values["opens_at"] = None
    rules.require_sound(values)
    return values


@transaction.atomic
def create_draw(*, process: Process, draft: DrawDraft, by: Any) -> Draw:
    """`by` prepares a draw for a process. Nobody is told of it yet.

    Refuses people without the right, numbers that cannot be, a seed that could be known before the list is closed.
    """
    rules.require(by, "set_up")
    draw = Draw.objects.create(process=process, created_by=by, **_fields(draft))
    record("lots.created", draw, actor=by, public=False)
    return draw


@transaction.atomic
def change_draw(*, draw: Draw, draft: DrawDraft, by: Any, seen: int | None = None) -> Draw:
    """Changes what is not announced yet. A list that was handed in goes where the groups change: it was read by the old ones."""
    rules.require(by, "set_up")
    row = locked(draw)
    rules.require_draft(row)
    values = _fields(draft)
    if seen is not None:
        require_version(row, seen, yours=values, fields=tuple(values))
    if values["quotas"] != row.quotas or values["pool"] != row.pool:
        row.tickets.all().delete()
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    record("lots.changed", row, actor=by, public=False)
    return row


@transaction.atomic
def delete_draw(*, draw: Draw, by: Any) -> None:
    """A draw that was never announced goes."""
    rules.require(by, "set_up")
    row = locked(draw)
    rules.require_draft(row)
    row.delete()


@transaction.atomic
def announce(*, draw: Draw, by: Any) -> Draw:
    """Everybody can read how it will be drawn, and from when the seed will be; from now on that is a promise.

    Causes: news to those who follow the process, a line in the logbook, the day on which the data go. Refuses what is announced
    already and a pool that would be closed.
    """
    rules.require(by, "set_up")
    row = locked(draw)
    rules.require_announceable(row)
    row.state, row.opened_at = State.OPEN, timezone.now()
    row.erase_at = row.seed_at + timedelta(weeks=row.keep_weeks)
    row.save()
    record("lots.opened", row, actor=by, data={"seats": row.seats, "substitutes": row.substitutes})
    return row


@transaction.atomic
def postpone(*, draw: Draw, seed_source: str, seed_at: datetime, by: Any) -> Draw:
    """Another event gives the seed: the first one was called off, or the list could not be closed in time.

    Causes: a line in the logbook, and the page says it. Refuses once the list is closed, and an event that has been.
    """
    rules.require(by, "set_up")
    row = locked(draw)
    rules.require_postponable(row, seed_at)
    if not seed_source.strip():
        raise Refusal(_("Schreiben Sie, woher der Zufallswert kommt."), status=422, field="seed_source")
    row.seed_source, row.seed_at = " ".join(seed_source.split()), seed_at
    row.erase_at = row.seed_at + timedelta(weeks=row.keep_weeks)
    row.version += 1
    row.save()
    record("lots.postponed", row, actor=by)
    return row


@transaction.atomic
def call_off(*, draw: Draw, reason: str, by: Any) -> Draw:
    """Nobody will be drawn. Tickets and list go at once; the reason stays to be read.

    Causes: news to those who follow the process, a line in the logbook. Refuses what was drawn, and a no without reason.
    """
    rules.require(by, "set_up")
    row = locked(draw)
    rules.require_callable_off(row)
    reason = reason.strip()
    if not reason:
        raise Refusal(
            _("Schreiben Sie, warum nicht ausgelost wird. Alle können es lesen."), status=422, field="reason"
        )
    row.tickets.all().delete()
    PoolList.objects.filter(draw=row).delete()
    row.state, row.called_off_at, row.called_off_because = State.CALLED_OFF, timezone.now(), reason
    row.seed, row.seed_by = "", None
    row.save()
    record("lots.called_off", row, actor=by)
    return row
