# SPDX-License-Identifier: EUPL-1.2
"""The methods as the desk keeps them: drafts, stale ones, those with a newer text."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ..models import Method
from .methods import STALE_AFTER


def _stale() -> Q:
    return Q(checked_on=None) | Q(checked_on__lt=timezone.localdate() - STALE_AFTER)


def is_stale(method: Method) -> bool:
    return method.checked_on is None or method.checked_on < timezone.localdate() - STALE_AFTER


def method(pk: int) -> Method | None:
    return Method.objects.filter(pk=pk).select_related("edited_by").first()


def methods(*, text: str = "", state: str = "") -> QuerySet[Method]:
    """All methods by name; `state` is "entwurf", "alt", "neuer", "eigen" or nothing."""
    rows = Method.objects.defer("entry")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(key__icontains=text))
    states = {
        "entwurf": Q(published_at=None),
        "alt": _stale(),
        "neuer": Q(newer=True),
        "eigen": Q(edited_at__isnull=False),
    }
    return rows.filter(states[state]) if state in states else rows


def method_numbers() -> dict[str, int]:
    numbers: dict[str, Any] = Method.objects.aggregate(
        all=Count("pk"),
        draft=Count("pk", filter=Q(published_at=None)),
        stale=Count("pk", filter=_stale()),
        newer=Count("pk", filter=Q(newer=True)),
        own=Count("pk", filter=Q(edited_at__isnull=False)),
    )
    return numbers


def method_names() -> list[tuple[str, str]]:
    return list(Method.objects.values_list("key", "name"))
