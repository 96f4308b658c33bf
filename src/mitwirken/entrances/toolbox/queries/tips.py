# SPDX-License-Identifier: EUPL-1.2
"""What the public sent in: published at methods, waiting at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from ..models import Tip, TipKind, TipState

KEEP_DECLINED: Final = timedelta(days=365)


def published(method_id: int) -> QuerySet[Tip]:
    """The tips and experiences that stand at a method, the newest first."""
    return Tip.objects.filter(method=method_id, state=TipState.PUBLISHED).exclude(kind=TipKind.EXAMPLE)


def by_token(token: str) -> Tip | None:
    return Tip.objects.filter(token=token).select_related("method").first()


def desk_list(state: str) -> QuerySet[Tip]:
    """The oldest first where something waits, otherwise the newest."""
    rows = Tip.objects.filter(state=state).select_related("method")
    return rows.order_by("created_at", "pk") if state == TipState.WAITING else rows


def waiting(person: Any = None) -> int:
    return Tip.objects.filter(state=TipState.WAITING).count()


def outlived(now: datetime) -> Q:
    """Declined more than a year ago."""
    return Q(state=TipState.DECLINED, decided_at__lt=now - KEEP_DECLINED)
