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


@register.inclusion_tag("participation/parts/card.html")
def process_card(
    process: Any, headlines: Mapping[int, Any] | None = None, small: bool = False
) -> dict[str, Any]:
    """A process in a list, for rooms above; `headlines` as `registry.headlines` gives them. Stands in `<ul class="cards">`."""
    return {"process": process, "words": (headlines or {}).get(process.pk, ()), "small": small}
