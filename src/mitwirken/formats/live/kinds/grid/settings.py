# SPDX-License-Identifier: EUPL-1.2
"""What can be set for a grid in the run sheet, and its limits."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ...models import Stage, StageKind
from .. import Setting

MOST_TOPICS = 200
MOST_OF_ONE = 10
MOST_SLOTS = 12
SETTINGS = (
    Setting(
        "slots",
        _("Zeitfenster"),
        3,
        "number",
        least=1,
        most=MOST_SLOTS,
        help=_("Fehlende werden angelegt, wenn der Schritt beginnt."),
    ),
    Setting("slot_minutes", _("Minuten je Zeitfenster"), 45, "number", least=5, most=240),
    Setting("rooms", _("Räume"), 4, "number", least=1, most=60),
    Setting(
        "pitch_seconds",
        _("Sekunden je Vorstellung"),
        60,
        "number",
        most=600,
        help=_("0 heißt: Themen werden nicht vorgestellt und sind gleich aufgenommen."),
    ),
    Setting(
        "source",
        _("Was in den Plan kommt"),
        "topic",
        "choice",
        choices=(("topic", _("Themen")), ("offer", _("Angebote"))),
    ),
    Setting("choose", _("Wer ein Thema einbringt, wählt Zeit und Raum selbst"), False, "flag"),
    Setting(
        "poster",
        _("Tafel auf der Leinwand am Anfang"),
        "none",
        "choice",
        choices=(
            ("none", _("keine")),
            ("open-space", _("Open Space: vier Grundsätze und ein Gesetz")),
            ("barcamp", _("Barcamp: so läuft es")),
        ),
    ),
)


def given_of(stage: Stage) -> dict[str, Any]:
    """What is set for a grid, with the defaults."""
    given = stage.settings_of(StageKind.GRID)
    return {setting.key: given.get(setting.key, setting.default) for setting in SETTINGS}
