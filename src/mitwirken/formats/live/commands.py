# SPDX-License-Identifier: EUPL-1.2
"""How something happens in a gathering: one transaction, one number, one word to all who watch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitwirken.ground import realtime

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


@contextmanager
def step(gathering: Gathering, deed: str, by: Actor, *, stage: Stage | None = None) -> Iterator[Step]:
    """Locks the gathering, lets the deed be done, numbers it, and tells everybody after the commit.

    All deeds of one gathering happen one after the other; of two at once the second sees what the first did. A
    refusal inside leaves nothing behind, no number either.
    """
    with transaction.atomic():
        row = (
            Gathering.objects.select_for_update(of=("self",))
            .select_related("event", "stage")
            .get(pk=gathering.pk)
        )
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
            stage=stage or row.stage,
            data=under_way.data,
        )
        realtime.changed(STREAM, row.code)
    # The caller's row shows what it has become.
    for field in Gathering._meta.concrete_fields:
        setattr(gathering, field.attname, getattr(row, field.attname))
