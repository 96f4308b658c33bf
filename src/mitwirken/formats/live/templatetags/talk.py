# SPDX-License-Identifier: EUPL-1.2
"""`{% load talk %}`: the list of speakers of one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from ..kinds.talk import Place, Queue
from ..models import Space

register = template.Library()


@register.filter
def queue_at(data: Mapping[str, Any], space: Space | None) -> Queue | None:
    found: Queue | None = data.get("queues", {}).get(space.pk if space is not None else None)
    return found


@register.filter
def hand_of(data: Mapping[str, Any], space: Space) -> Place | None:
    """Where a table waits that asked to speak in the plenary."""
    found: Place | None = data["table_hands"].get(space.name[:60])
    return found
