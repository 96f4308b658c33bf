# SPDX-License-Identifier: EUPL-1.2
"""What a try-out (Erprobung) says, as plain values, and what the numbers are called that are taken by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel

MOST_METHODS: Final = 3
MOST_EVENTS: Final = 12
MOST_NUMBERS: Final = 20


@dataclass(frozen=True)
class OwnNumber:
    """A number that the office knows and the platform does not, with what it counts."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class TryoutDraft:
    """All that the office says. `channels` are people by way; a way that nobody counted is not in it."""

    title: str
    began_on: date
    question: str = ""
    hypothesis: str = ""
    methods: Sequence[str] = ()
    ended_on: date | None = None
    process: Any = None
    events: Sequence[Any] = ()
    office: Any = None
    people: int | None = None
    channels: Mapping[str, int] = field(default_factory=dict)
    hours: int | None = None
    euros: int | None = None
    numbers: Sequence[OwnNumber] = ()
    worked: str = ""
    worked_not: str = ""
    verdict: str = ""
    advice: str = ""


# By group, in the order in which they are shown. A key with a dot is a part of the one before the dot.
GROUPS: Final[Mapping[str, tuple[Any, tuple[str, ...]]]] = {
    "process": (_("Im Prozess"), ("people", "sheets", "proposals", "arguments", "ratings")),
    "events": (_("Bei den Treffen"), ("events", "signed_up", "present", "waiting", "feedback")),
    "live": (
        _("Im Protokoll"),
        (
            "seats",
            "items",
            "results",
            "recommendations",
            "answered",
            "accepted",
            "declined",
            "proposed",
        ),
    ),
}
COUNTED: Final[Mapping[str, Any]] = {
    "people": _("Menschen, die mit Konto oder bestätigter Adresse mitgemacht haben"),
    "sheets": _("ausgefüllte Bewertungsbögen"),
    "proposals": _("Vorschläge"),
    "arguments": _("Beiträge zu Vorschlägen"),
    "ratings": _("Bewertungen"),
    "events": _("Treffen"),
    "signed_up": _("angemeldete Plätze"),
    "present": _("waren da"),
    "waiting": _("auf der Warteliste"),
    "feedback": _("Rückmeldungen"),
    "feedback.yes": _("sehr gelohnt"),
    "feedback.rather": _("eher gelohnt"),
    "feedback.hardly": _("eher nicht gelohnt"),
    "feedback.no": _("nicht gelohnt"),
    "seats": _("haben live mitgemacht"),
    "seats.room": _("im Raum"),
    "seats.online": _("online"),
    "items": _("Beiträge im Treffen"),
    "results": _("Ergebnisse"),
    "recommendations": _("Empfehlungen an die Stadt"),
    "answered": _("davon beantwortet"),
    "accepted": _("davon angenommen, in Umsetzung oder umgesetzt"),
    "declined": _("davon abgelehnt"),
    "proposed": _("Ergebnisse, aus denen Vorschläge wurden"),
}
CHANNELS: Final[Mapping[str, Any]] = {
    Channel.ONLINE.value: _("online"),
    Channel.ROOM.value: _("vor Ort"),
    Channel.PAPER.value: _("auf Papier"),
    Channel.PHONE.value: _("am Telefon"),
}


def name_of(key: str) -> Any:
    """What a number that was taken by itself is called."""
    if key in COUNTED:
        return COUNTED[key]
    return CHANNELS.get(key.rpartition(".")[2], key)
