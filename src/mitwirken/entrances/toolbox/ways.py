# SPDX-License-Identifier: EUPL-1.2
"""How a method takes place on this platform: as contributions that people hand in, as a live format, as a meeting, or beside it.

A method without a line here and without a live script is a meeting when it has a session, and otherwise a text that says what
happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mitwirken.formats.events.models import Kind as EventKind
from mitwirken.kernels.recommendation.facts import Method


@dataclass(frozen=True)
class Collect:
    """A phase in which people hand something in. `text` is what the page says, German starter text of the city."""

    verbs: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


_SUPPORT: Final = {"rating": "support"}
_IDEAS: Final = ("propose", "comment", "rate")
COLLECT: Final[Mapping[str, Collect]] = {
    "ideenplattform": Collect(
        _IDEAS,
        _SUPPORT,
        "Machen Sie Vorschläge, so viele Sie möchten. Sie können Vorschläge anderer unterstützen und Argumente dazu schreiben.",
    ),
    "kartendialog": Collect(
        _IDEAS,
        {**_SUPPORT, "ask_for_place": True},
        "Zeigen Sie auf der Karte, wo etwas gut ist, fehlt oder stört. Es geht auch ohne Karte, mit dem Stadtbezirk.",
    ),
    "postkarten": Collect(
        _IDEAS,
        _SUPPORT,
        "Postkarten mit einem Satz liegen aus. Wir tragen sie hier ein; sie zählen wie alles andere. Online geht es auch.",
    ),
    "buergerhaushalt": Collect(
        _IDEAS,
        _SUPPORT,
        "Sagen Sie, wofür die Stadt Geld ausgeben oder sparen soll. Jeder Vorschlag bekommt eine Stellungnahme.",
    ),
    "buergerbudget": Collect(
        ("propose", "comment"),
        {"ask_for_place": True},
        "Schlagen Sie vor, was mit dem Geld gemacht werden soll. Die Ämter prüfen Kosten und Machbarkeit.",
    ),
    "textkommentierung": Collect(
        _IDEAS,
        _SUPPORT,
        "Schreiben Sie je Hinweis einen Beitrag, am besten mit der Seite oder dem Abschnitt.",
    ),
    "online_konsultation": Collect(
        _IDEAS,
        _SUPPORT,
        "Lesen Sie die Unterlagen und schreiben Sie uns, was fehlt, was nicht passt und was gut ist.",
    ),
    "ideenwettbewerb": Collect(
        _IDEAS, _SUPPORT, "Reichen Sie Ihre Idee ein, allein oder im Team. Danach bewerten Jury und Publikum."
    ),
    "meinungskarte": Collect(
        _IDEAS,
        {"rating": "agreement"},
        "Schreiben Sie kurze Aussagen, und sagen Sie zu denen anderer Ja, Nein oder neutral.",
    ),
    "photovoice": Collect(
        ("propose", "comment"),
        {"ask_for_place": True},
        "Zeigen Sie mit einem Foto und einigen Worten, was Sie bewegt.",
    ),
    "konsensieren": Collect(
        ("comment", "rate"),
        {"rating": "resistance", "scale_max": 10, "hidden_until_close": True},
        "Geben Sie jeder Lösung einen Wert von 0 (kein Widerstand) bis 10 (sehr großer Widerstand). Es gewinnt, was den kleinsten hat.",
    ),
    "crowd25_10": Collect(
        ("comment", "rate"),
        {"rating": "points", "points": 5, "hidden_until_close": True},
        "Sie haben fünf Punkte. Häufen oder verteilen Sie sie.",
    ),
}
MEETING: Final[Mapping[str, str]] = {
    "stadtspaziergang": EventKind.WALK,
    "ar_rundgang": EventKind.WALK,
    "kinderdetektive": EventKind.WALK,
    "barriere_check": EventKind.WALK,
    "aufsuchende_beteiligung": EventKind.STAND,
    "ausstellung": EventKind.STAND,
    "planning_for_real": EventKind.STAND,
    "sprechstunde": EventKind.OFFICE_HOUR,
}
# What the city does by itself and no people come together for.
BESIDE: Final = frozenset(
    {
        "online_umfrage",
        "delphi",
        "buergerpanel",
        "maengelmelder",
        "helferboerse",
        "citizen_science",
        "reallabor",
    }
)


def collects(method: Method) -> Collect | None:
    return COLLECT.get(method.key)


def meets(method: Method) -> str | None:
    """The kind of event at which it takes place, or None where nobody meets."""
    if method.key in MEETING:
        return MEETING[method.key]
    if method.key in COLLECT or method.key in BESIDE or method.minutes == (0, 0):
        return None
    return EventKind.OTHER
