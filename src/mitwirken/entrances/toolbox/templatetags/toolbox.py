# SPDX-License-Identifier: EUPL-1.2
"""Words of the catalogue in templates."""

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mitwirken.ground.ui.templatetags.ui import badge
from mitwirken.kernels.recommendation.chains import Sum

from .. import catalogue, reasons, words
from ..models import Verdict

register = template.Library()
MODE_ICONS = {"analog": "place", "digital": "online", "hybrid": "people"}


@register.filter
def mode_icon(key: str) -> str:
    return MODE_ICONS[key]


@register.filter
def mode_word(key: str) -> str:
    """Where a method takes place."""
    return str(words.MODES[key])


@register.simple_tag
def effort(number: int) -> str:
    return _("Aufwand: %(word)s") % {"word": words.EFFORT[number]}


@register.simple_tag
def cost(number: int) -> str:
    return str(words.COST[number])


@register.simple_tag
def kind(key: str) -> str:
    return str(words.KINDS[key])


@register.simple_tag
def room_words(room: catalogue.Room) -> str:
    """What the sketch shows, for those who don't see it."""
    return words.room(room)


@register.filter
def pair(value: tuple[int, int]) -> str:
    """The least and the most, as people write it: 12–200."""
    least, most = (number_format(each, use_l10n=True, force_grouping=True) for each in value)
    return least if least == most else f"{least}–{most}"


VERDICTS = {
    Verdict.REPEAT: ("good", "check"),
    Verdict.ADAPT: ("busy", "edit"),
    Verdict.DROP: ("no", "cross"),
}


@register.simple_tag
def verdict(key: str) -> SafeString:
    """What the city recommends after a try-out, as a badge."""
    if key not in Verdict.values:
        return badge("x", word=_("Ergebnis steht noch aus"), tone="calm", icon="clock")
    tone, icon = VERDICTS[Verdict(key)]
    return badge("x", word=Verdict(key).label, tone=tone, icon=icon)


@register.filter
def grouped(value: int) -> str:
    """2350 as people write it: 2.350."""
    return str(number_format(value, use_l10n=True, force_grouping=True))


@register.filter
def figure(value: str) -> str:
    """A figure of an example as the language of the page writes it."""
    return words.figure(value)


@register.filter
def country(key: str) -> str:
    return str(words.COUNTRIES.get(key, key))


@register.filter
def topic(key: str) -> str:
    return str(words.TOPICS.get(key, key))


@register.filter
def language_name(key: str) -> str:
    return str(words.LANGUAGES.get(key, key))


@register.filter
def signed(points: int) -> str:
    """+3, −2."""
    return f"+{points}" if points > 0 else str(points).replace("-", "−")


@register.filter
def span_weeks(weeks: tuple[int, int]) -> str:
    least, most = weeks
    if least == most:
        return reasons.weeks(least)
    return _("%(least)s bis %(most)s") % {"least": reasons.number(least), "most": reasons.weeks(most)}


@register.filter
def sum_hours(value: Sum) -> str:
    return _("etwa %(hours)s") % {"hours": reasons.hours(value.planned)}


@register.filter
def sum_euros(value: Sum) -> str:
    return _("etwa %(euros)s") % {"euros": reasons.euros(value.planned)}


@register.simple_tag
def delta_words(change: Any) -> str:
    """What a change costs or saves, in words."""
    parts = [
        _("%(n)s Stunden Arbeit") % {"n": _delta(change.hours)} if change.hours else "",
        _("%(n)s Euro") % {"n": _delta(change.euros)} if change.euros else "",
        _("%(n)s Wochen") % {"n": _delta(change.weeks)} if change.weeks else "",
    ]
    told = [part for part in parts if part]
    return ", ".join(told) if told else _("Arbeit, Geld und Zeit bleiben gleich.")


def _delta(number: int) -> str:
    return ("+" if number > 0 else "−") + reasons.number(abs(number))
