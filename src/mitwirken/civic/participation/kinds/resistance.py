# SPDX-License-Identifier: EUPL-1.2
from datetime import time

from django.utils.translation import gettext_lazy as _

from ..blueprints import DateTemplate, PhaseTemplate, ProcessTemplate
from . import words

TEMPLATE = ProcessTemplate(
    key="widerstand",
    position=40,
    name=_("Widerstand messen (systemisches Konsensieren)"),
    when=_("Wenn ein Thema strittig ist und Sie die Lösung suchen, mit der die meisten gut leben können."),
    effort=_("Etwa 8 Wochen. Planen Sie Zeit ein, um Bedenken zu lesen und Vorschläge nachzubessern."),
    influence="mitgestaltung",
    texts={
        "summary": "[Bitte ergänzen: Worum geht es?] Wir fragen nicht nur, was Sie gut finden, sondern wie groß Ihr Widerstand ist. "
        "Gesucht ist die Lösung mit dem kleinsten Widerstand.",
        "body": "<h2>Worum es geht</h2><p>[Bitte ergänzen: der Streitpunkt, fair aus allen Blickwinkeln]</p><h2>Warum Widerstand?</h2>"
        "<p>Ein Ja oder Nein zeigt nicht, wie stark eine Sorge ist. Auf der Skala von 0 (kein Problem) bis 10 (auf keinen Fall) wird sie sichtbar. "
        "Zum Vergleich steht immer auch dabei: Wir lassen alles, wie es ist.</p>",
        "audience": words.EVERYBODY,
        "fixed": words.FIXED,
        "open": "Welche der Lösungen umgesetzt wird\nWie sie gestaltet wird, damit Bedenken kleiner werden",
        "decided_by": words.DECIDED_BY,
        "without_net": words.WITHOUT_NET,
        "contact": words.CONTACT,
    },
    phases=(
        PhaseTemplate("Lösungen vorschlagen", "proposals", 21, "Schlagen Sie Lösungen vor. Schreiben Sie Bedenken als Argument dazu.", ("propose", "comment")),
        PhaseTemplate("Nachbessern", "review", 14, "Wir prüfen die Lösungen und arbeiten Bedenken ein."),
        PhaseTemplate(
            "Widerstand messen", "proposals", 21,
            "Geben Sie jeder Lösung einen Wert von 0 (kein Widerstand) bis 10 (sehr großer Widerstand). Am Ende steht vorn, was im Schnitt den kleinsten hat.",
            ("comment", "rate"), {"rating": "resistance", "scale_max": 10, "hidden_until_close": True},
        ),
    ),
    dates=(DateTemplate("Gesprächsabend: Was macht Sorgen?", 14, time(18, 0), time(20, 30), "[Bitte ergänzen: stufenlos erreichbarer Ort]"),),
)  # fmt: skip
