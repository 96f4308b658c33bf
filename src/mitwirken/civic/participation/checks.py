# SPDX-License-Identifier: EUPL-1.2
"""The check before the start (Vorab-Prüfung): has everybody been thought of? Each point is met, or it is said why not. Public."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

# Left where only the office knows the words, e.g. "[Bitte ergänzen: Budget]".
PLACEHOLDER: Final = re.compile(r"\[Bitte [^\]]{1,200}\]")

YES: Final = "ja"
NO: Final = "nein"
MOST_WORDS: Final = 400


@dataclass(frozen=True)
class Check:
    """A point: the question for the office, and what readers see before the answer."""

    key: str
    question: Any
    help: Any
    name: Any


CHECKS: Final = (
    Check(
        "sprache",
        _("Sind die Texte in klarer Sprache, und gibt es sie in den Sprachen, die hier gesprochen werden?"),
        _("Zum Beispiel: Kurzfassung auf Türkisch und Arabisch, Faltblatt in Leichter Sprache."),
        _("Sprache"),
    ),
    Check(
        "ort",
        _("Sind die Orte stufenlos und ohne Auto zu erreichen?"),
        _("Nennen Sie Haltestelle, Aufzug, Toilette und Induktionsschleife."),
        _("Orte"),
    ),
    Check(
        "zeit",
        _("Liegen die Termine so, dass auch Berufstätige und Familien kommen können?"),
        _("Verschiedene Wochentage und Tageszeiten, nicht in den Ferien."),
        _("Zeiten"),
    ),
    Check(
        "betreuung",
        _("Ist für Kinder und für Menschen, die Angehörige pflegen, gesorgt?"),
        _("Betreuung, ein Angebot für Kinder oder eine Zeit, zu der es ohne geht."),
        _("Betreuung"),
    ),
    Check(
        "ohne_netz",
        _("Kann man ohne Internet in allem genauso mitmachen?"),
        _("Papier, Telefon, Schalter: gleiche Fristen, gleiche Antwort."),
        _("Ohne Internet"),
    ),
    Check(
        "gruppen",
        _("Wird jede Gruppe, die es betrifft, auf einem Weg erreicht, den sie nutzt?"),
        _("Wer betroffen ist und wie Sie hingehen, statt zu warten."),
        _("Wen wir erreichen"),
    ),
    Check(
        "antwort",
        _("Steht fest, wer bis wann sagt, was aus den Beiträgen wurde?"),
        _("Wer antwortet, an welchem Tag, an welcher Stelle."),
        _("Antwort"),
    ),
    Check(
        "daten",
        _("Wird nur gefragt, was für die Beteiligung nötig ist?"),
        _("Keine Anschrift, kein Geburtstag, wenn es auch ohne geht."),
        _("Daten"),
    ),
)


@dataclass(frozen=True)
class Answered:
    """A point with what the office said to it."""

    check: Check
    state: str
    words: str

    @property
    def settled(self) -> bool:
        """Met, or said why not, in words that are no starter text any more."""
        if PLACEHOLDER.search(self.words):
            return False
        return self.state == YES or (self.state == NO and bool(self.words.strip()))


def answered(given: Mapping[str, Any]) -> list[Answered]:
    """All points with their answers; `state` is empty where there is none yet."""
    return [
        Answered(check, str(row.get("state", "")), str(row.get("words", "")))
        for check in CHECKS
        for row in [given.get(check.key) or {}]
    ]


def unsettled(given: Mapping[str, Any]) -> list[Check]:
    """The points that keep a process from being published: nobody has answered them, or a no has no reason."""
    return [row.check for row in answered(given) if not row.settled]


def inherited(because: str) -> dict[str, dict[str, str]]:
    """The answers for a process that began elsewhere, where nobody asked: no to every point, and why that is so."""
    return {check.key: {"state": NO, "words": because[:MOST_WORDS]} for check in CHECKS}
