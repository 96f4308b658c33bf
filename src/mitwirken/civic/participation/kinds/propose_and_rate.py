# SPDX-License-Identifier: EUPL-1.2
from datetime import time

from django.utils.translation import gettext_lazy as _

from ..blueprints import DateTemplate, PhaseTemplate, ProcessTemplate
from . import words

TEMPLATE = ProcessTemplate(
    key="ideen",
    position=10,
    name=_("Ideen sammeln und bewerten"),
    when=_("Wenn Sie noch keinen Entwurf haben und wissen wollen, was Menschen brauchen und was vielen davon wichtig ist."),
    effort=_("Etwa 12 Wochen. Rechnen Sie mit zwei bis vier Stunden in der Woche für Antworten und Prüfung."),
    influence="mitgestaltung",
    texts={
        "summary": "[Bitte ergänzen: Worum geht es?] Sagen Sie uns, was bleiben soll, was fehlt und was stört. "
        "Aus den Vorschlägen entsteht der Plan.",
        "body": "<h2>Worum es geht</h2><p>[Bitte ergänzen: der Ort heute, der Anlass, das Ziel]</p>"
        "<h2>So läuft die Beteiligung</h2><ol><li><strong>Ideen sammeln:</strong> Sie machen Vorschläge und lesen die der anderen.</li>"
        "<li><strong>Prüfen:</strong> Wir fassen ähnliche Ideen zusammen und prüfen, was geht.</li>"
        "<li><strong>Bewerten:</strong> Zu jedem machbaren Vorschlag sagen Sie Ja, Nein oder neutral.</li></ol>"
        "<h2>Was mit Ihrem Vorschlag passiert</h2><p>Jeder Vorschlag bekommt einen Stand. Wird etwas nicht umgesetzt, steht der Grund dabei.</p>",
        "audience": words.EVERYBODY,
        "fixed": words.FIXED,
        "open": "Was gebaut, gepflanzt oder aufgestellt wird\nWas zuerst angegangen wird",
        "decided_by": words.DECIDED_BY,
        "without_net": words.WITHOUT_NET,
        "contact": words.CONTACT,
    },
    phases=(
        PhaseTemplate(
            "Ideen sammeln", "proposals", 42,
            "Machen Sie Vorschläge, so viele Sie möchten. Sie können Vorschläge anderer unterstützen und Argumente dazu schreiben.",
            ("propose", "comment", "rate"), {"rating": "support", "ask_for_place": True},
        ),
        PhaseTemplate(
            "Prüfen und zusammenfassen", "review", 14,
            "Wir prüfen jeden Vorschlag und fassen gleiche Ideen zusammen. Wer eine Idee hatte, bleibt genannt.",
        ),
        PhaseTemplate(
            "Gemeinsam bewerten", "proposals", 28,
            "Zu jedem machbaren Vorschlag gibt es drei Antworten: Zustimmung, Ablehnung, neutral. "
            "Sie können Ihre Antwort bis zum letzten Tag ändern. Das Ergebnis sehen Sie nach dem Ende.",
            ("comment", "rate"), {"rating": "agreement", "hidden_until_close": True},
        ),
    ),
    dates=(
        DateTemplate("Auftakt vor Ort", 7, time(17, 0), time(19, 0), "[Bitte ergänzen: stufenlos erreichbarer Ort]"),
        DateTemplate("Ergebnis und Gespräch", 91, time(18, 0), time(20, 0), "[Bitte ergänzen: stufenlos erreichbarer Ort]"),
    ),
    categories=("Wege und Barrierefreiheit", "Natur und Klima", "Spiel und Sport", "Treffen und Ausruhen", "Sicherheit und Sauberkeit"),
)  # fmt: skip
