# SPDX-License-Identifier: EUPL-1.2
"""What can be set for tables in the run sheet, and the words for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ...models import Stage, StageKind
from .. import Setting
from .places import ASSIGNED, BOOKED, FIXED, FREE

TONES = (
    "",
    _("grün"),
    _("orange"),
    _("blau"),
    _("rot"),
    _("violett"),
    _("ocker"),
    _("türkis"),
    _("rosa"),
    _("oliv"),
    _("braun"),
    _("grau"),
    _("indigo"),
)


ABOUT = {
    "agreed": _("Einigkeit"),
    "disputed": _("Uneinigkeit"),
    "open": _("Offene Fragen"),
}


MOST_PAIRS = 60
SETTINGS = (
    Setting(
        "policy",
        _("Wer wo sitzt"),
        ASSIGNED,
        "choice",
        (
            (ASSIGNED, _("wird in jeder Runde neu gemischt")),
            (FIXED, _("feste, ausgewogene Gruppen")),
            (FREE, _("alle gehen, wohin sie wollen")),
            (BOOKED, _("Plätze an Ständen werden gebucht")),
        ),
    ),
    Setting("size", _("Menschen je Tisch"), 5, "number", least=2, most=30),
    Setting("hosts", _("An jedem Tisch bleibt jemand als Gastgeber*in"), False, "flag"),
    Setting("notes", _("Am Tisch wird mitgeschrieben"), True, "flag"),
    Setting("per_table_question", _("Jeder Tisch hat eine eigene Frage"), False, "flag"),
    Setting("windows", _("Zeitfenster (bei gebuchten Plätzen)"), 3, "number", least=1, most=12),
    Setting(
        "window_minutes",
        _("Minuten je Zeitfenster"),
        0,
        "number",
        help=_("0: die Dauer des Schritts gleichmäßig geteilt"),
        most=240,
    ),
    Setting("swap", _("Zur Halbzeit wechseln, wer den Stand betreut"), False, "flag"),
)


def given_of(stage: Stage) -> dict[str, Any]:
    """What is set for tables, with the defaults."""
    given = stage.settings_of(StageKind.TABLES)
    return {setting.key: given.get(setting.key, setting.default) for setting in SETTINGS}
