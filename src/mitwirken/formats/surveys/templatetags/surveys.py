# SPDX-License-Identifier: EUPL-1.2
"""`{{ channel|channel_words }}` in templates of surveys."""

from django import template

from mitwirken.ground.deeds.channel import Channel

register = template.Library()


@register.filter
def channel_words(channel: str) -> str:
    return str(Channel(channel).label) if channel in Channel.values else channel
