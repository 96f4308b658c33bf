# SPDX-License-Identifier: EUPL-1.2
"""Methods come with MitWIRken, are edited by the city, and travel between cities."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from mitwirken.ground import pages
from mitwirken.ground.search.actions import at_the_end, refresh

from .. import catalogue
from ..models import Method


def print_of(data: bytes) -> str:
    """Changes when anything in the file changes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


@transaction.atomic
def load_shipped(files: Iterable[tuple[str, bytes]]) -> int:
    """Takes the methods that come with MitWIRken into the catalogue; called at every start and quick when nothing is new.

    A method that the city has edited stays as it is and is marked as having a newer text. Returns how many changed.
    """
    known = {row.key: row for row in Method.objects.defer("entry")}
    with at_the_end():
        count = sum(_take_in(known.get(key), key, data) for key, data in files)
    if count:
        pages.changed("toolbox")
    return count


def _take_in(row: Method | None, key: str, data: bytes) -> bool:
    print_ = print_of(data)
    if row is not None and row.shipped == print_:
        return False
    if row is not None and (row.edited_at is not None or row.origin):
        row.shipped, row.newer = print_, True
        row.save(update_fields=["shipped", "newer", "changed_at"])
        return True
    entry = catalogue.from_yaml(data, key)
    row = row or Method(key=key, published_at=timezone.now(), version=0)
    row.name, row.entry, row.shipped = entry.texts["de"].name, catalogue.write(entry), print_
    row.checked_on = catalogue.CHECKED_ON
    row.version += 1
    row.save()
    refresh(row)
    return True
