# SPDX-License-Identifier: EUPL-1.2
"""`{% load representation %}{% ask_who process request.user %}` on pages that only the person gets who took part."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from mitwirken.civic.representation import panels
from mitwirken.ground.deeds.channel import Channel

register = template.Library()


@register.simple_tag
def ask_who(process: Any, who: Any, channel: str = Channel.ONLINE) -> SafeString:
    """`who` is a person, or a row that stands for somebody without an account (a sign-up, a seat)."""
    if who is None or getattr(who, "is_anonymous", False) or not getattr(who, "pk", None):
        return mark_safe("")
    person = getattr(who, "person_id", None)
    if hasattr(who, "pseudonym"):
        person = who.pk
    name = f"person:{person}" if person else f"{who._meta.label_lower}:{who.pk}"
    return panels.invitation(process, name, channel)
