# SPDX-License-Identifier: EUPL-1.2
"""What can be set; which turns are words and which are chairs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from ...models import Stage, TurnKind, TurnState
from .. import Setting, kind_named

WORDS = (TurnKind.SPEAK, TurnKind.REPLY)
CHAIR = (TurnKind.CHAIR,)
OURS = (*WORDS, *CHAIR)
OPEN = (TurnState.WAITING, TurnState.LIVE)
MOST_HANDS = 40
SHOWN = 12
"""So many of those who wait stand on phones and on the wall; the console shows all."""
SETTINGS = (
    Setting(
        "mode",
        gettext_lazy("Wie gesprochen wird"),
        "queue",
        "choice",
        (
            ("queue", gettext_lazy("Redeliste")),
            ("fishbowl", gettext_lazy("Innenkreis mit freiem Stuhl (Fishbowl)")),
        ),
    ),
    Setting(
        "seconds",
        gettext_lazy("Sekunden für einen Beitrag"),
        120,
        "number",
        most=1800,
        help=gettext_lazy(
            "0: ohne Uhr. Danach läuft die Uhr weiter und wird auffällig; niemand wird unterbrochen."
        ),
    ),
    Setting("alternate", gettext_lazy("Raum und online wechseln sich ab"), True, "flag"),
    Setting("chairs", gettext_lazy("Stühle im Innenkreis"), 5, "number", least=2, most=12),
    Setting("empty", gettext_lazy("Davon bleiben frei"), 1, "number", least=1, most=3),
    Setting(
        "fixed",
        gettext_lazy("Wer fest im Innenkreis sitzt"),
        [],
        "lines",
        help=gettext_lazy(
            "Ein Name in jeder Zeile. Wer die Aufgabe „Podium“ hat, sitzt dort mit dem eigenen Telefon und steht auch ohne diese Liste fest."
        ),
    ),
)


def settings_of(stage: Stage) -> dict[str, Any]:
    return kind_named("talk").of(stage)


def most_seated(given: Mapping[str, Any]) -> int:
    return max(1, int(given["chairs"]) - int(given["empty"]))
