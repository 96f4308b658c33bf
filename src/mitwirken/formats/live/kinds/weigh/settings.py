# SPDX-License-Identifier: EUPL-1.2
"""What can be set: how it is weighed, what, and how much each has to give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ...models import ItemKind, ItemStatus, SignalKind, Stage
from .. import Setting, kind_named

DOTS = 5
MOST_HANDS = 5_000
MOST_AT_TABLE = 50
STEPS = (1, 2, 3, 4, 5)
SIGNAL = {
    "dots": SignalKind.DOT,
    "poll": SignalKind.CHOICE,
    "quiz": SignalKind.CHOICE,
    "interest": SignalKind.INTEREST,
    "scale": SignalKind.RATING,
    "agree": SignalKind.RATING,
}
OF: dict[str, tuple[Any, str]] = {
    "": (_("was da ist"), ""),
    "option": (_("Möglichkeiten von unten"), ItemKind.OPTION),
    "cluster": (_("Gruppen von Karten"), ItemKind.CLUSTER),
    "card": (_("Karten"), ItemKind.CARD),
    "question": (_("Fragen"), ItemKind.QUESTION),
    "topic": (_("Themen"), ItemKind.TOPIC),
    "harvest": (_("Ergebnisse"), ItemKind.HARVEST),
}
AUTOMATIC = ("option", "harvest", "cluster", "topic", "card")
SHOWN = (ItemStatus.VISIBLE, ItemStatus.LIVE)
SETTINGS = (
    Setting(
        "mode",
        _("Wie?"),
        "dots",
        "choice",
        (
            ("dots", _("Punkte verteilen")),
            ("poll", _("Abstimmen")),
            ("quiz", _("Quiz")),
            ("interest", _("Interesse zeigen")),
            ("scale", _("Von 1 bis 5 bewerten")),
            ("agree", _("Auf Aussagen der Meinungskarte antworten")),
        ),
    ),
    Setting("of", _("Was?"), "", "choice", tuple((key, words) for key, (words, _kind) in OF.items())),
    Setting(
        "options",
        _("Möglichkeiten, eine in jeder Zeile"),
        [],
        "lines",
        help=_("Beim Quiz beginnen die richtigen Antworten mit einem *."),
    ),
    Setting(
        "budget",
        _("So viel hat jede Person zu vergeben"),
        0,
        "number",
        help=_("0: fünf Punkte, bei Abstimmungen eine Wahl."),
        most=100,
    ),
    Setting("most", _("Davon höchstens auf eine Sache"), 0, "number", help=_("0: beliebig viele."), most=100),
    Setting(
        "statements",
        _("So viele Aussagen der Meinungskarte"),
        10,
        "number",
        help=_(
            "Sie werden gelost. Das Treffen gehört zu einem Prozess, dessen Meinungskarte gerade offen ist."
        ),
        least=1,
        most=40,
    ),
    Setting("hidden", _("Ergebnis erst zeigen, wenn geschlossen ist"), False, "flag"),
)


def settings_of(stage: Stage) -> dict[str, Any]:
    return kind_named("weigh").of(stage)


def budget_of(given: Mapping[str, Any], right: int = 1) -> int:
    """How much one seat may give: dots, or choices of a poll. 0: any number (interest, scale)."""
    if given["mode"] == "dots":
        return int(given["budget"]) or DOTS
    if given["mode"] == "quiz":
        return int(given["budget"]) or max(1, right)
    if given["mode"] == "poll":
        return int(given["budget"]) or 1
    return int(given["budget"]) if given["mode"] == "interest" else 0


def most_of(given: Mapping[str, Any]) -> int:
    """How many dots one thing may get from one seat."""
    budget = budget_of(given)
    return min(int(given["most"]) or budget, budget) if given["mode"] == "dots" else 1
