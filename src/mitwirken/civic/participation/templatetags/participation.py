# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds under a key, nothing when it does not."""
    return found.get(key, "") if found else ""


@register.filter
def add_number(words: str, number: int) -> str:
    """`"karte-"|add_number:3` for anchors; a number in a page would get a thousands separator."""
    return f"{words}{int(number)}"
