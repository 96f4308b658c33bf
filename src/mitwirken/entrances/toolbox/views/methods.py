# SPDX-License-Identifier: EUPL-1.2
"""The front of the Instrumentenkoffer, the catalogue, a method, a handout, a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.formats.live import runsheet
from mitwirken.formats.live.rules import LEADING
from mitwirken.ground import pages
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import has_role
from mitwirken.kernels.recommendation.facts import BARRIERS, GOALS, GROUPS, INFLUENCE, PHASES

from .. import words
from ..drawing import sketch
from ..queries import examples, tips
from ..queries import methods as queries
from ..queries import tryouts as tried
from ..queries.methods import Card, Filters

MOST_COMPARED = 3


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What the Instrumentenkoffer is for, and its doors."""
    pages.depends_on(request, "toolbox")
    known = queries.cards()
    live = [card for card in known.values() if card.entry.live]
    return render(request, "toolbox/front.html", {"many": len(known), "live": live})


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """All methods, narrowed by plain links and one form."""
    pages.depends_on(request, "toolbox")
    filters = Filters.from_address(request.GET)
    context = {
        "filters": filters,
        "rows": queries.matching(filters),
        "choices": _choices(filters),
        "compared": [key for key in request.GET.getlist("m") if key in queries.cards()],
    }
    return render(request, "toolbox/methods.html", context)


def _choices(filters: Filters) -> list[dict[str, Any]]:
    """The fields of the filter with what can be chosen."""

    def field(
        name: str, label: Any, known: Mapping[Any, Any], chosen: Any, order: Any = None
    ) -> dict[str, Any]:
        options = [
            {"value": str(key), "name": known[key], "chosen": key == chosen} for key in (order or known)
        ]
        return {"name": name, "label": label, "options": options, "chosen": bool(chosen)}

    return [
        field("ziel", _("Ziel"), words.GOALS, filters.goal, GOALS),
        field("phase", _("Phase"), words.PHASES, filters.phase, PHASES),
        field("einfluss", _("Wie weit die Mitwirkung reicht"), words.INFLUENCE, filters.influence, INFLUENCE),
        field("gruppe", _("Erreicht gut"), words.GROUPS, filters.group, GROUPS),
        field("huerde", _("Hilft bei"), words.BARRIERS, filters.barrier, BARRIERS),
        field("weg", _("Weg"), words.MODES, filters.mode),
        field("streit", _("Streit"), words.CONFLICT, filters.conflict),
        field("aufwand", _("Aufwand höchstens"), words.EFFORT, filters.effort),
        field("kosten", _("Kosten höchstens"), words.COST, filters.cost),
        field("art", _("Art"), words.KINDS, filters.kind),
    ]


def find(key: str) -> Card:
    card = queries.cards().get(key)
    if card is None:
        raise Refusal(_("Diese Methode gibt es hier nicht oder nicht mehr."), status=404)
    return card


@require_safe
def method(request: HttpRequest, key: str) -> HttpResponse:
    """A method: when it fits, how it runs, what is needed, what was learned with it."""
    card = find(key)
    pages.depends_on(request, f"method:{card.pk}", "toolbox")
    return render(request, "toolbox/method.html", _of(request, card))


@require_safe
def handout(request: HttpRequest, key: str) -> HttpResponse:
    """The same on two sheets of paper."""
    card = find(key)
    pages.depends_on(request, f"method:{card.pk}", "toolbox")
    return render(request, "toolbox/handout.html", _of(request, card))


def _of(request: HttpRequest, card: Card) -> dict[str, Any]:
    script = runsheet.script_named(card.entry.live) if card.entry.live else None
    return {
        "card": card,
        "facts": facts_of(card),
        "sketch": drawn(card),
        "script": script,
        "may_start": script is not None and has_role(request.user, *LEADING),
        "related": queries.related(card),
        "examples": list(examples.of_method(card.pk)),
        "tips": list(tips.published(card.pk)),
        "tryouts": [(row, tried.people_words(row), tried.mix(row)) for row in tried.of_method(card.pk)],
        "run_minutes": _whole(card),
    }


def _whole(card: Card) -> int:
    """How many minutes the run sheet takes; 0 where steps are counted in weeks and a sum would mean nothing."""
    minutes = [step.minutes for step in card.texts.run]
    return sum(minutes) if all(minutes) else 0


def drawn(card: Card) -> SafeString:
    """The sketch of the room. It is made of numbers and fixed words alone."""
    return mark_safe(sketch(card.entry.room))


def facts_of(card: Card) -> list[tuple[str, str, Any]]:
    """What is known of a method in words: key, name, value. The numbers are Richtwerte."""
    facts = card.facts
    rows: list[tuple[str, str, Any]] = [
        ("goals", words.FIELDS["goals"], _list(words.GOALS, facts.goals)),
        ("phases", words.FIELDS["phases"], _list(words.PHASES, facts.phases)),
        ("influence", words.FIELDS["influence"], _list(words.INFLUENCE, facts.influence)),
        ("mode", words.FIELDS["mode"], words.MODES[facts.mode]),
        ("group", words.FIELDS["group"], _range(facts.group)),
        ("minutes", words.FIELDS["minutes"], _duration(facts.minutes)),
        ("preparation", words.FIELDS["preparation"], _weeks(facts.preparation)),
        ("span", words.FIELDS["span"], _weeks(facts.span)),
        ("hours", words.FIELDS["hours"], _range(facts.hours)),
        ("euros", words.FIELDS["euros"], _("%(range)s Euro") % {"range": _range(facts.euros)}),
        ("moderation", words.FIELDS["moderation"], words.SKILL[facts.moderation]),
        ("conflict", words.FIELDS["conflict"], words.CONFLICT[facts.conflict]),
        ("recruitment", words.FIELDS["recruitment"], _list(words.RECRUITMENT, facts.recruitment)),
        ("reaches", words.FIELDS["reaches"], _list(words.GROUPS, facts.reaches)),
        ("misses", words.FIELDS["misses"], _list(words.GROUPS, facts.misses)),
        ("lowers", words.FIELDS["lowers"], _list(words.BARRIERS, facts.lowers)),
        ("raises", words.FIELDS["raises"], _list(words.BARRIERS, facts.raises)),
    ]
    return [(key, name, value) for key, name, value in rows if value]


def _list(known: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return ", ".join(str(known[key]) for key in keys)


def _range(pair: tuple[int, int]) -> str:
    least, most = (number_format(value, use_l10n=True, force_grouping=True) for value in pair)
    return least if least == most else _("%(least)s bis %(most)s") % {"least": least, "most": most}


def _weeks(pair: tuple[int, int]) -> str:
    if pair == (0, 0):
        return ""
    if pair == (1, 1):
        return _("bis zu einer Woche")
    if pair[0] >= 52:
        return _("dauerhaft")
    return _("%(range)s Wochen") % {"range": _range(pair)}


def _duration(pair: tuple[int, int]) -> str:
    """Minutes as people say them: up to three hours in minutes, then in hours, from two days on in days."""
    if pair == (0, 0):
        return ""
    if pair[1] <= 180:
        return _("%(range)s Minuten") % {"range": _range(pair)}
    hours = (max(1, round(pair[0] / 60)), round(pair[1] / 60))
    if pair[1] <= 960:
        return _("%(range)s Stunden") % {"range": _range(hours)}
    return _("%(range)s Tage zu acht Stunden") % {
        "range": _range((max(1, round(hours[0] / 8)), round(hours[1] / 8)))
    }


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to three methods side by side, as a table that reads aloud."""
    pages.depends_on(request, "toolbox")
    known = queries.cards()
    asked = [known[key] for key in dict.fromkeys(request.GET.getlist("m")) if key in known]
    chosen = asked[:MOST_COMPARED]
    columns = [{key: value for key, _name, value in facts_of(card)} for card in chosen]
    keys = dict.fromkeys(key for column in columns for key in column)
    rows = [
        (words.FIELDS[key], [column.get(key, "") for column in columns])
        for key in words.FIELDS
        if key in keys
    ]
    context = {
        "chosen": [(card, drawn(card)) for card in chosen],
        "rows": rows,
        "too_many": len(asked) > MOST_COMPARED,
        "most": MOST_COMPARED,
        "others": [card for card in queries.matching(Filters()) if card not in chosen],
    }
    return render(request, "toolbox/compare.html", context)
