# SPDX-License-Identifier: EUPL-1.2
"""`{% load video %}`: whether a gathering has video."""

from django import template

from ..models import Gathering
from ..video import rooms

register = template.Library()


@register.filter
def has_video(gathering: Gathering) -> bool:
    return rooms.has_video(gathering)
