# SPDX-License-Identifier: EUPL-1.2
"""`{% load live %}`: the pieces of a live page by their names."""

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def part(drawn: Mapping[str, str], name: str) -> SafeString:
    """A piece that was drawn from a template, and so is escaped already."""
    return mark_safe(drawn.get(name, ""))
