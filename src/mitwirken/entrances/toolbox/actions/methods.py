# SPDX-License-Identifier: EUPL-1.2
"""Methods come with MitWIRken, are edited by the city, and travel between cities."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from mitwirken.ground import pages
from mitwirken.ground.search.actions import refresh

from .. import catalogue
from ..models import Method


def print_of(entry: catalogue.Entry) -> str:
    """Changes when anything in the entry changes."""
    text = json.dumps(catalogue.write(entry), ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@transaction.atomic
def load_shipped(entries: Iterable[catalogue.Entry]) -> int:
    """Takes the methods that come with MitWIRken into the catalogue; called at every start and quick when nothing is new.

    A method that the city has edited stays as it is and is marked as having a newer text. Returns how many changed.
    """
    known = {row.key: row for row in Method.objects.all()}
    count = 0
    for entry in entries:
        row, print_ = known.get(entry.key), print_of(entry)
        if row is not None and row.shipped == print_:
            continue
        count += 1
        if row is not None and (row.edited_at is not None or row.origin):
            row.shipped, row.newer = print_, True
            row.save(update_fields=["shipped", "newer", "changed_at"])
            continue
        if row is None:
            row = Method(key=entry.key, published_at=timezone.now())
        row.name, row.entry, row.shipped = entry.texts["de"].name, catalogue.write(entry), print_
        row.checked_on = catalogue.CHECKED_ON
        row.version += 0 if row.pk is None else 1
        row.save()
        refresh(row)
    if count:
        pages.changed("toolbox")
    return count
