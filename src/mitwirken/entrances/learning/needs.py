# SPDX-License-Identifier: EUPL-1.2
"""The self-check: from how sure somebody feels about a few tasks to units, with the reason for each.

The rule: a task that comes up soon counts 3, one that somebody is unsure about 2, one they can do nothing. A unit has the sum of
its tasks; one on the chosen path comes before one that is not; then the order of the path. At most six are proposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from .units import PATHS, Unit, units

MOST: Final = 6
SOON, UNSURE, CAN = "bald", "unsicher", "kann"
WEIGHT: Final = {SOON: 3, UNSURE: 2, CAN: 0}
ANSWERS: Final = (
    (CAN, _("Das kann ich gut")),
    (UNSURE, _("Da bin ich unsicher")),
    (SOON, _("Das steht bald an")),
)
PATH_NAMES: Final = {
    "verwaltung": _("Verwaltung"),
    "politik": _("Politik"),
    "zivilgesellschaft": _("Zivilgesellschaft"),
}


@dataclass(frozen=True)
class Task:
    key: str
    words: Any
    units: tuple[str, ...]


TASKS: Final = (
    Task("rahmen", _("Sagen, was offen ist und was schon feststeht"), ("was-ist-offen", "einfluss-stufen")),
    Task(
        "fragen",
        _("Fragen stellen und Texte schreiben, die alle verstehen"),
        ("gute-fragen", "leichte-sprache"),
    ),
    Task(
        "erreichen",
        _("Menschen erreichen, die sonst fehlen"),
        ("barrierefrei-einladen", "aufsuchend", "zufallsauswahl"),
    ),
    Task("treffen", _("Ein Treffen vorbereiten und leiten"), ("fishbowl", "world-cafe", "hybrid")),
    Task(
        "streit", _("Ruhig bleiben, wenn es scharf wird"), ("umgang-mit-streit", "moderation-und-meinung")
    ),
    Task(
        "antworten",
        _("Ergebnisse festhalten und darauf antworten"),
        ("antworten-schreiben", "protokoll", "zahlen-lesen"),
    ),
    Task("recht", _("Wissen, was rechtlich gilt"), ("gemeindeordnung", "datenschutz", "moderation-und-meinung")),
    Task(
        "wirken",
        _("Mit einem Vorschlag oder einem Ergebnis etwas bewegen"),
        ("vorschlag", "ratsmitglied", "zahlen-lesen"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Proposed:
    unit: Unit
    points: int
    soon: tuple[Any, ...]
    unsure: tuple[Any, ...]
    on_path: bool


def cleaned(given: Mapping[str, str]) -> dict[str, str]:
    """What of an address is an answer; the rest counts as not said."""
    answers = {task.key: given.get(task.key, "") for task in TASKS}
    found = {key: value for key, value in answers.items() if value in WEIGHT}
    if given.get("weg") in PATHS:
        found["weg"] = given["weg"]
    return found


def propose(answers: Mapping[str, str]) -> list[Proposed]:
    """The units that fit, best first. Deterministic; keeps nothing."""
    path = answers.get("weg", "")
    found = []
    for unit in units().values():
        tasks = [task for task in TASKS if unit.key in task.units]
        soon = tuple(task.words for task in tasks if answers.get(task.key) == SOON)
        unsure = tuple(task.words for task in tasks if answers.get(task.key) == UNSURE)
        points = WEIGHT[SOON] * len(soon) + WEIGHT[UNSURE] * len(unsure)
        if points:
            found.append(Proposed(unit, points, soon, unsure, path in unit.paths))
    found.sort(key=lambda each: (not each.on_path, -each.points, each.unit.position, each.unit.key))
    return found[:MOST]
