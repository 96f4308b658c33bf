# SPDX-License-Identifier: EUPL-1.2
"""`{% load live_tables %}`: the table of a place."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def table_of(tables: Mapping[int, Any], space: Any) -> Any:
    """The table that stands at a place, if it is one of this step."""
    return tables.get(space.pk) if space is not None else None


@register.filter
def at_place(found: Mapping[int, Any], space: Any) -> Any:
    """What belongs to a place, of what is kept by the number of the place."""
    return found.get(space.pk) if space is not None else None
