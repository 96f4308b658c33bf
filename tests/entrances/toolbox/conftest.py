# SPDX-License-Identifier: EUPL-1.2
"""The catalogue that comes with MitWIRken, in the database of a test."""

from functools import lru_cache
from typing import Any

import pytest
from django.utils import timezone

from mitwirken.entrances.toolbox import catalogue as shipped
from mitwirken.entrances.toolbox.actions.methods import print_of
from mitwirken.entrances.toolbox.models import Method


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, Any]]:
    return [
        {"key": key, "name": entry.texts["de"].name, "entry": shipped.write(entry), "shipped": print_of(data)}
        for key, data in shipped.shipped_files()
        for entry in [shipped.from_yaml(data, key)]
    ]


@pytest.fixture
def catalogue(db: None) -> int:
    """All shipped methods, without the index of the search; how many there are."""
    now = timezone.now()
    Method.objects.bulk_create(
        Method(**row, published_at=now, changed_at=now, checked_on=shipped.CHECKED_ON) for row in _rows()
    )
    return len(_rows())
