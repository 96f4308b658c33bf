# SPDX-License-Identifier: EUPL-1.2
"""The paths, a unit, its check, the certificate, the self-check, the roles. Nothing of it is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.ground import pages
from mitwirken.ground.deeds.refusal import Refusal

from .. import helping, needs
from ..units import PATHS, Question, Unit, Words, for_role, on_path
from ..units import units as all_units

ICONS = {"verwaltung": "desk", "politik": "vote", "zivilgesellschaft": "hands"}


def leads() -> dict[str, str]:
    return {
        "verwaltung": _("Für alle, die in der Verwaltung Menschen beteiligen, ihnen schreiben und ihnen antworten."),
        "politik": _("Für Rat, Bezirksvertretung und Ausschüsse: Ergebnisse einordnen und mit ihnen entscheiden."),
        "zivilgesellschaft": _("Für Initiativen, Vereine und Nachbarschaften, die selbst etwas anstoßen möchten."),
    }  # fmt: skip


@dataclass(frozen=True)
class Card:
    """A unit as lists show it, in the reader's language."""

    unit: Unit
    words: Words


@dataclass(frozen=True)
class Way:
    key: str
    name: Any
    lead: str
    icon: str
    cards: list[Card]

    @property
    def minutes(self) -> int:
        return sum(card.unit.minutes for card in self.cards)

    @property
    def keys(self) -> str:
        return " ".join(card.unit.key for card in self.cards)


def card_of(unit: Unit) -> Card:
    return Card(unit, unit.in_language(get_language() or "de"))


def way_of(key: str) -> Way:
    return Way(key, needs.PATH_NAMES[key], leads()[key], ICONS[key], [card_of(unit) for unit in on_path(key)])


def _unit(key: str) -> Unit:
    unit = all_units().get(key)
    if unit is None:
        raise Refusal(_("Diese Einheit gibt es nicht oder nicht mehr."), status=404)
    return unit


@require_safe
def paths(request: HttpRequest) -> HttpResponse:
    pages.depends_on(request, "learning")
    trails = [way_of(key) for key in PATHS]
    return render(request, "learning/paths.html", {"trails": trails, "many": len(all_units())})


@require_safe
def path(request: HttpRequest, path: str) -> HttpResponse:
    if path not in PATHS:
        raise Refusal(_("Diesen Lernweg gibt es nicht."), status=404)
    pages.depends_on(request, "learning")
    return render(
        request, "learning/path.html", {"way": way_of(path), "trails": [way_of(key) for key in PATHS]}
    )


@require_safe
def unit(request: HttpRequest, key: str) -> HttpResponse:
    found = _unit(key)
    pages.depends_on(request, "learning")
    context = {**_about(found), "questions": list(enumerate(card_of(found).words.check))}
    return render(request, "learning/unit.html", context)


def _about(unit: Unit) -> dict[str, Any]:
    path = unit.paths[0]
    row = on_path(path)
    place = row.index(unit)
    return {
        "unit": unit,
        "words": card_of(unit).words,
        "names": [needs.PATH_NAMES[each] for each in unit.paths],
        "path": path,
        "path_name": needs.PATH_NAMES[path],
        "next": card_of(row[place + 1]) if place + 1 < len(row) else None,
    }


@dataclass(frozen=True)
class Option:
    text: str
    chosen: bool
    right: bool


@dataclass(frozen=True)
class Marked:
    question: Question
    options: list[Option]
    answered: bool
    right: bool


def marked(question: Question, given: list[str]) -> Marked:
    """An answer beside what is right. Numbers that are no option count as not said."""
    chosen = {
        int(each)
        for each in given
        if each.isascii() and each.isdigit() and int(each[:3]) < len(question.options)
    }
    options = [
        Option(text, number in chosen, number in question.right)
        for number, text in enumerate(question.options)
    ]
    return Marked(question, options, bool(chosen), chosen == question.right)


@require_safe
def result(request: HttpRequest, key: str) -> HttpResponse:
    """The check explained: the answers stand in the address and are kept nowhere."""
    found = _unit(key)
    answers = [
        marked(question, request.GET.getlist(f"f{number}")[:10])
        for number, question in enumerate(card_of(found).words.check)
    ]
    context = {**_about(found), "answers": answers, "right": sum(each.right for each in answers)}
    return render(request, "learning/result.html", context)


@require_safe
def certificate(request: HttpRequest, key: str) -> HttpResponse:
    """A sheet to print. The name is written by hand or typed on the page; it is never sent."""
    found = _unit(key)
    pages.depends_on(request, "learning")
    return render(request, "learning/certificate.html", _about(found))


@dataclass(frozen=True)
class Need:
    task: needs.Task
    answer: str


@require_safe
def needs_page(request: HttpRequest) -> HttpResponse:
    """The self-check on one page: answers in the address, units with reasons below, nothing kept."""
    answers = needs.cleaned(request.GET)
    proposed = [(each, card_of(each.unit)) for each in needs.propose(answers)]
    context = {
        "trails": [(key, needs.PATH_NAMES[key]) for key in PATHS],
        "way": answers.get("weg", ""),
        "tasks": [Need(task, answers.get(task.key, "")) for task in needs.TASKS],
        "choices": needs.ANSWERS,
        "asked": bool(request.GET),
        "answered": any(key != "weg" for key in answers),
        "proposed": proposed,
        "minutes": sum(each.unit.minutes for each, _card in proposed),
    }
    return render(request, "learning/needs.html", context)


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    pages.depends_on(request, "learning")
    shown = [(each, [card_of(unit) for unit in for_role(each.role.value)]) for each in helping.ROLES]
    return render(request, "learning/roles.html", {"roles": shown})
