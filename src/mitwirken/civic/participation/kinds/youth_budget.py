# SPDX-License-Identifier: EUPL-1.2
from datetime import time

from django.utils.translation import gettext_lazy as _

from ..blueprints import DateTemplate, PhaseTemplate, ProcessTemplate
from . import words

TEMPLATE = ProcessTemplate(
    key="jugendbudget",
    position=50,
    name=_("Jugendbudget"),
    when=_("Wenn junge Menschen über eine feste Summe selbst entscheiden. Die Zusage muss vorher stehen."),
    effort=_("Etwa 14 Wochen, am besten im Schulhalbjahr. Schulen und Jugendtreffs brauchen sechs Wochen Vorlauf."),
    influence="mitentscheidung",
    texts={
        "summary": "[Bitte ergänzen: Summe] Euro für [Bitte ergänzen: Bezirk]: Ihr habt die Ideen, ihr stimmt ab, wir setzen um.",
        "body": "<h2>Worum es geht</h2><p>Ihr entscheidet, wofür das Geld ausgegeben wird. Das Ergebnis gilt, wenn die Regeln eingehalten sind.</p>"
        "<h2>Die Regeln</h2><ul><li>Ein Projekt kostet höchstens [Bitte ergänzen: Summe] Euro.</li><li>Es liegt in [Bitte ergänzen: Bezirk] und steht allen offen.</li>"
        "<li>Keine laufenden Gehälter, nichts nur für eine einzelne Gruppe.</li></ul>"
        "<h2>So läuft es ab</h2><ol><li>Ideen einreichen</li><li>Check mit einer Jugendjury: erlaubt? bezahlbar?</li><li>Abstimmen</li><li>Umsetzen, ihr seid dabei</li></ol>",
        "audience": "Alle von 12 bis 21 Jahren, die in [Bitte ergänzen: Bezirk] wohnen, lernen oder ihre Freizeit verbringen",
        "fixed": "Das Geld: [Bitte ergänzen: Summe] Euro insgesamt\nDie Abstimmung ist bindend, wenn die Regeln eingehalten sind",
        "open": "Welche Projekte Geld bekommen\nWie und wo sie umgesetzt werden",
        "decided_by": "Jugendliche per Abstimmung, bestätigt durch [Bitte ergänzen: Bezirksvertretung]",
        "without_net": "In Schulen und Jugendtreffs gibt es Papierzettel und Wahlurnen: [Bitte ergänzen: Orte]. Sie zählen genauso.",
        "contact": words.CONTACT,
    },
    phases=(
        PhaseTemplate("Ideen einreichen", "proposals", 42, "Reicht Ideen ein, so viele ihr wollt. Schreibt dazu, was es ungefähr kostet.", ("propose", "comment"), {"ask_for_place": True, "ask_for_cost": True}),
        PhaseTemplate("Check mit der Jugendjury", "review", 21, "Geprüft wird: Kosten, Ort, offen für alle, erlaubt."),
        PhaseTemplate("Abstimmen", "proposals", 28, "Zu jedem Projekt: Zustimmung, Ablehnung oder neutral. Die Projekte mit der größten Zustimmung werden der Reihe nach bezahlt, bis das Geld verplant ist.", ("comment", "rate"), {"rating": "agreement", "hidden_until_close": True}),
        PhaseTemplate("Umsetzen", "information", 90, "Die Gewinnerprojekte werden umgesetzt. Jeder Schritt steht auf dieser Seite.", gap=7),
    ),
    dates=(
        DateTemplate("Ideenwerkstatt", 14, time(15, 0), time(18, 0), "[Bitte ergänzen: Jugendtreff]"),
        DateTemplate("Das Ergebnis", 93, time(16, 0), time(18, 0), "[Bitte ergänzen: Ort]"),
    ),
    categories=("Sport und Bewegung", "Chillen und Treffen", "Musik und Kunst", "Lernen und Zukunft", "Umwelt und Stadtteil"),
    decided_after=-80,
)  # fmt: skip
