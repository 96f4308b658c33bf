# SPDX-License-Identifier: EUPL-1.2
"""Counting for the yearly figures, in the transaction of the deed that is counted."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from mitwirken.ground.deeds.subjects import is_practice

from ..models import Tally


def count(key: str, subject: Any = None) -> None:
    """One more of `key` this year. What was made only to practise is no part of the figures."""
    if subject is not None and is_practice(subject):
        return
    year = timezone.localdate().year
    Tally.objects.get_or_create(year=year, key=key)
    Tally.objects.filter(year=year, key=key).update(number=F("number") + 1)
