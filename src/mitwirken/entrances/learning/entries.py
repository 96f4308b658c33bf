# SPDX-License-Identifier: EUPL-1.2
"""What of an entry in the directory can be found by search."""

from django.utils.text import Truncator

from mitwirken.ground.search import Entry

from .models import Facilitator


def facilitator_entry(row: Facilitator) -> Entry | None:
    if not row.is_listed():
        return None
    return Entry(
        title=row.name,
        body=row.text,
        url=row.get_absolute_url(),
        at=row.created_at,
        summary=Truncator(row.text).words(28),
    )
