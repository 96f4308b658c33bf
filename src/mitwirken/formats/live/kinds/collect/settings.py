# SPDX-License-Identifier: EUPL-1.2
"""What can be set, and how each sort of contribution is spoken of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ...models import ItemKind, ItemStatus, Stage
from .. import Setting, kind_named

FEW = 20
"""So many questions stand open on a phone; the others are folded and do not count as shown."""
QUESTIONS_EACH = 3
MOST_LINES = 200
MOST_TABLE_LINES = 20
LIKE = 0.55
OPEN = (ItemStatus.QUEUED, ItemStatus.VISIBLE, ItemStatus.LIVE, ItemStatus.DRAFT)
HELD_BACK = (ItemStatus.DRAFT, ItemStatus.QUEUED)
SETTLED = (ItemStatus.ANSWERED, ItemStatus.WRITTEN, ItemStatus.REJECTED)
WHOLE = ("question", "topic", "offer", "need", "action")
"""What is one board in the whole gathering."""


SORTED = (
    ItemKind.CARD,
    ItemKind.QUESTION,
    ItemKind.NOTE,
    ItemKind.ACTION,
    ItemKind.TOPIC,
    ItemKind.OFFER,
    ItemKind.NEED,
)
"""What can be put into a group."""


@dataclass(frozen=True)
class Words:
    """How one sort of contribution is spoken of."""

    kind: str
    many: Any
    add: Any
    label: Any
    icon: str
    empty: Any
    said: Any
    title: Any = ""  # label of a title, where it has one


WHAT: dict[str, Words] = {
    "question": Words(
        ItemKind.QUESTION,
        _("Fragen"),
        _("Frage stellen"),
        _("Ihre Frage"),
        "question",
        _("Noch keine Fragen. Die erste darf gern von Ihnen sein."),
        _("Ihre Frage ist da."),
    ),
    "card": Words(
        ItemKind.CARD,
        _("Karten"),
        _("Karte schreiben"),
        _("Ein Gedanke, eine Karte"),
        "edit",
        _("Noch keine Karten."),
        _("Ihre Karte liegt auf dem Tisch."),
    ),
    "topic": Words(
        ItemKind.TOPIC,
        _("Themen"),
        _("Thema vorschlagen"),
        _("Worum soll es gehen?"),
        "talk",
        _("Noch keine Themen."),
        _("Ihr Thema steht auf der Liste."),
        _("Titel"),
    ),
    "offer": Words(
        ItemKind.OFFER,
        _("Angebote"),
        _("Etwas anbieten"),
        _("Was bringen Sie mit?"),
        "hands",
        _("Noch keine Angebote."),
        _("Ihr Angebot steht auf der Liste."),
        _("Titel"),
    ),
    "need": Words(
        ItemKind.NEED,
        _("Gesuche"),
        _("Etwas suchen"),
        _("Was brauchen Sie?"),
        "search",
        _("Noch keine Gesuche."),
        _("Ihr Gesuch steht auf der Liste."),
        _("Titel"),
    ),
    "note": Words(
        ItemKind.NOTE,
        _("Notizen"),
        _("Notiz schreiben"),
        _("Ihre Notiz"),
        "edit",
        _("Noch keine Notizen."),
        _("Notiert."),
    ),
    "action": Words(
        ItemKind.ACTION,
        _("Aufgaben"),
        _("Aufgabe festhalten"),
        _("Was ist zu tun?"),
        "check",
        _("Noch keine Aufgaben."),
        _("Die Aufgabe steht auf der Liste."),
    ),
    "answer": Words(
        ItemKind.NOTE,
        _("Antworten"),
        _("Antwort schreiben"),
        _("Ihre Antwort"),
        "answer",
        _("Noch keine Antworten."),
        _("Ihre Antwort ist da."),
    ),
}
SETTINGS = (
    Setting(
        "what",
        _("Was wird gesammelt?"),
        "card",
        "choice",
        tuple((key, words.many) for key, words in WHAT.items()),
    ),
    Setting("hidden", _("Verdeckt sammeln, dann alle zugleich aufdecken"), False, "flag"),
    Setting("moderated", _("Die Moderation gibt jeden Beitrag frei"), False, "flag"),
    Setting(
        "budget",
        _("So viele dürfen von einer Person offen sein"),
        0,
        "number",
        help=_("0: bei Fragen drei, sonst beliebig viele."),
        most=50,
    ),
    Setting(
        "ranked",
        _("Nach Wunsch ordnen"),
        True,
        "flag",
        help=_(
            "Bei Fragen: drei von fünf Plätzen nach Stimmen, zwei nach Los, damit auch neue gesehen werden."
        ),
    ),
    Setting("anonymous", _("Ohne Namen"), False, "flag"),
    Setting(
        "board",
        _("Name des Bretts"),
        "",
        "text",
        help=_(
            "Schritte mit demselben Namen zeigen dasselbe. Fragen stehen auch ohne Namen in allen Schritten."
        ),
    ),
)


def settings_of(stage: Stage) -> dict[str, Any]:
    return kind_named("collect").of(stage)


def what_of(stage: Stage) -> str:
    return str(settings_of(stage)["what"])


def budget_of(given: Mapping[str, Any]) -> int:
    """How many of one's own may be open at once; 0: any number."""
    return int(given["budget"]) or (QUESTIONS_EACH if given["what"] == "question" else 0)
