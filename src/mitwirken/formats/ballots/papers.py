# SPDX-License-Identifier: EUPL-1.2
"""A filled-in ballot paper: from what a form sends to choices, with a sentence where it does not keep to the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.ground.deeds.refusal import Refusal

from .counting import Choices, Item, Setup
from .models import Kind
from .words import money

MARKED = "o"
"""The name of the boxes to tick; `p-CODE` holds points, `r-CODE` the place in a ranking."""


def read(setup: Setup, items: Sequence[Item], data: Any) -> dict[str, int]:
    """What was filled in, as it stands; numbers that are none are left out and `problem` speaks of them by their absence."""
    known = {item.code for item in items}
    if setup.kind in {Kind.APPROVAL, Kind.BASKET}:
        return {code: 1 for code in data.getlist(MARKED) if code in known}
    sign = "p" if setup.kind == Kind.POINTS else "r"
    found = {}
    for code in known:
        raw = str(data.get(f"{sign}-{code}", "")).strip()
        if raw.isascii() and raw.isdigit() and len(raw) <= 4 and int(raw) > 0:
            found[code] = int(raw)
    return found


def problem(setup: Setup, items: Sequence[Item], choices: Choices, currency: str = "EUR") -> str:
    """What does not keep to the rule, in a sentence that says how to mend it; empty where all is well."""
    costs = {item.code: item.cost for item in items}
    if any(code not in costs for code in choices):
        return _(
            "Ein angekreuztes Projekt steht nicht auf diesem Stimmzettel. Laden Sie die Seite bitte neu."
        )
    number = len(choices)
    if number < max(1, setup.least):
        return ngettext(
            "Wählen Sie mindestens ein Projekt. Bisher sind es %(now)d.",
            "Wählen Sie mindestens %(n)d Projekte. Bisher sind es %(now)d.",
            max(1, setup.least),
        ) % {"n": max(1, setup.least), "now": number}
    if setup.most is not None and number > setup.most:
        return ngettext(
            "Wählen Sie höchstens ein Projekt. Jetzt sind es %(now)d.",
            "Wählen Sie höchstens %(n)d Projekte. Jetzt sind es %(now)d.",
            setup.most,
        ) % {"n": setup.most, "now": number}
    if setup.kind == Kind.BASKET:
        over = sum(costs[code] for code in choices) - setup.budget
        if over > 0:
            return _("Ihre Auswahl kostet %(money)s zu viel. Nehmen Sie ein Projekt heraus.") % {
                "money": money(over, currency)
            }
    if setup.kind == Kind.POINTS:
        spent = sum(choices.values())
        if spent > setup.points:
            return _(
                "Sie haben %(spent)d Punkte vergeben, es gibt aber nur %(all)d. Nehmen Sie einige zurück."
            ) % {
                "spent": spent,
                "all": setup.points,
            }
        if setup.points_each is not None and max(choices.values()) > setup.points_each:
            return _("Auf ein Projekt gehen höchstens %(n)d Punkte.") % {"n": setup.points_each}
    if setup.kind == Kind.RANKING and len(set(choices.values())) != number:
        return _("Zwei Projekte haben denselben Platz. Geben Sie jeden Platz nur einmal.")
    return ""


def clean(setup: Setup, items: Sequence[Item], choices: Choices, currency: str = "EUR") -> dict[str, int]:
    """The choices in one spelling: sorted, ranks without gaps. Refuses what does not keep to the rule."""
    wrong = problem(setup, items, choices, currency)
    if wrong:
        raise Refusal(wrong, status=422)
    if setup.kind == Kind.RANKING:
        order = sorted(choices, key=lambda code: choices[code])
        return dict(sorted((code, at) for at, code in enumerate(order, 1)))
    return dict(sorted(choices.items()))


def standing_now(setup: Setup, items: Sequence[Item], choices: Choices, currency: str = "EUR") -> str:
    """Where a paper stands while it is filled in: what is left, or how many are chosen."""
    if setup.kind == Kind.BASKET:
        rest = setup.budget - sum(item.cost for item in items if item.code in choices)
        if rest < 0:
            return _("%(money)s zu viel") % {"money": money(-rest, currency)}
        return _("Noch %(rest)s von %(all)s") % {
            "rest": money(rest, currency),
            "all": money(setup.budget, currency),
        }
    if setup.kind == Kind.POINTS:
        rest = setup.points - sum(choices.values())
        if rest < 0:
            return ngettext("%(n)d Punkt zu viel", "%(n)d Punkte zu viel", -rest) % {"n": -rest}
        return _("Noch %(rest)d von %(all)d Punkten") % {"rest": rest, "all": setup.points}
    if setup.most is not None:
        return _("%(n)d von höchstens %(most)d gewählt") % {"n": len(choices), "most": setup.most}
    return _("%(n)d gewählt") % {"n": len(choices)}


def in_words(setup: Setup, items: Sequence[Item], choices: Choices) -> list[str]:
    """A paper as lines to read: what was chosen, best first where there is an order."""
    names: Mapping[str, str] = {item.code: item.title for item in items}
    if setup.kind == Kind.RANKING:
        order = sorted(choices, key=lambda code: choices[code])
        return [f"{at}. {names.get(code, code)}" for at, code in enumerate(order, 1)]
    if setup.kind == Kind.POINTS:
        order = sorted(choices, key=lambda code: (-choices[code], code))
        return [
            ngettext("%(title)s: %(n)d Punkt", "%(title)s: %(n)d Punkte", choices[code])
            % {"title": names.get(code, code), "n": choices[code]}
            for code in order
        ]
    return [names.get(code, code) for code in sorted(choices)]
