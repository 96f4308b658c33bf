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
from mitwirken.ground.deeds.versions import change

from .. import groups, rules
from ..models import KEEP_WEEKS, Draw, LetterKind, Pool, PoolList, State, Ticket
from .letters import write_to


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
    fits = values["quotas"] == row.quotas and values["pool"] == row.pool
    change(row, values, seen=seen)
    if not fits:
        row.tickets.all().delete()
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
def postpone(*, draw: Draw, seed_source: str, seed_at: datetime, because: str, by: Any) -> Draw:
    """Another event gives the seed: the first one was called off, or the list could not be closed in time.

    Causes: the page says what it was, what it is, when and why; a mail to all who signed up, news to those who follow the process,
    a line in the logbook. Refuses once the list is closed, an event that has been, one that is the same, and a change without reason.
    """
    rules.require(by, "set_up")
    row = locked(draw)
    rules.require_postponable(row, seed_at)
    if not seed_source.strip():
        raise Refusal(_("Schreiben Sie, woher der Zufallswert kommt."), status=422, field="seed_source")
    because = rules.reasoned(because)
    before = _event(row)
    row.seed_source, row.seed_at = " ".join(seed_source.split()), seed_at
    if _event(row) == before:
        raise Refusal(_("Das ist dasselbe Ereignis wie bisher."), status=422, field="seed_at")
    row.erase_at = row.seed_at + timedelta(weeks=row.keep_weeks)
    _note_change(row, "event", before, _event(row), because)
    row.save()
    write_to(row.tickets.all(), LetterKind.POSTPONED)
    record("lots.postponed", row, actor=by)
    return row


@transaction.atomic
def merge_groups(
    *, draw: Draw, feature: str, values: Sequence[str], name: str = "", because: str, by: Any
) -> Draw:
    """Groups become one, or a feature goes altogether, so that nobody is alone in a group of the list that everybody can fetch.

    Only between the end of signing up and the closing, when nobody can know the seed: whom it would favour cannot be known
    either. Quotas and tickets are rewritten, so that the published list reproduces the draw as ever. Causes: a line in the
    logbook, and the page says what was changed and why. Refuses before and after, without reason, and what is no two groups.
    """
    rules.require(by, "set_up")
    row = locked(draw)
    rules.require_closable(row)
    because = rules.reasoned(because)
    row.quotas, gone, came = groups.merged(row.quotas, feature, values, name)
    rename = {old["value"]: new["value"] for old in gone for new in came}
    tickets = list(row.tickets.all())
    for ticket in tickets:
        now = ticket.groups.pop(feature)
        if came:
            ticket.groups[feature] = rename.get(now, now)
    Ticket.objects.bulk_update(tickets, ["groups"], batch_size=1000)
    _note_change(row, "groups", gone, came, because)
    row.save()
    record("lots.groups_merged", row, actor=by)
    return row


def _event(draw: Draw) -> dict[str, str]:
    return {"source": draw.seed_source, "at": draw.seed_at.isoformat()}


def _note_change(draw: Draw, what: str, before: Any, after: Any, because: str) -> None:
    """What was announced and is different now stands on the public page for good."""
    at = timezone.now().isoformat()
    draw.changes = [
        *draw.changes,
        {"what": what, "at": at, "before": before, "after": after, "because": because},
    ]
    draw.version += 1


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
