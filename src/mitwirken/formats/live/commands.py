# SPDX-License-Identifier: EUPL-1.2
"""How something happens in a gathering: one transaction, one number, one word to all who watch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from mitwirken.ground import realtime

from . import queries
from .models import Gathering, LogEntry, Stage
from .rules import Actor

STREAM = "live"


class Step:
    """What is under way: the locked gathering, and what the log will say of it."""

    def __init__(self, gathering: Gathering) -> None:
        self.gathering = gathering
        self.data: dict[str, Any] = {}
        self.quiet = False

    def note(self, **data: Any) -> None:
        """Adds to the log's entry. Values that JSON can hold, and nothing personal."""
        self.data.update(data)

    def nothing(self) -> None:
        """Nothing came of it (a second press of the same button): no number, no word."""
        self.quiet = True


def _locked(gathering: Gathering) -> Gathering:
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    found = queries.every(Gathering, f"id = %s{lock}", gathering.pk)
    if not found:
        raise Gathering.DoesNotExist
    row = found[0]
    if Gathering._meta.get_field("event").is_cached(gathering):
        # No deed of a gathering changes its event.
        row.event = gathering.event
    return row


@contextmanager
def step(gathering: Gathering, deed: str, by: Actor, *, stage: Stage | None = None) -> Iterator[Step]:
    """Locks the gathering, lets the deed be done, numbers it, and tells everybody after the commit.

    All deeds of one gathering happen one after the other; of two at once the second sees what the first did. A
    refusal inside leaves nothing behind, no number either.
    """
    with transaction.atomic():
        row = _locked(gathering)
        under_way = Step(row)
        yield under_way
        if under_way.quiet:
            return
        row.seq += 1
        row.save()
        LogEntry.objects.create(
            gathering=row,
            seq=row.seq,
            at=timezone.now(),
            deed=deed,
            seat=by.seat,
            person=by.account,
            stage_id=stage.pk if stage is not None else row.stage_id,
            data=under_way.data,
        )
        realtime.changed(STREAM, row.code)
    # The caller's row shows what it has become.
    for field in Gathering._meta.concrete_fields:
        setattr(gathering, field.attname, getattr(row, field.attname))
