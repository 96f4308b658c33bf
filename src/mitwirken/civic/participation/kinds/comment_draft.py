# SPDX-License-Identifier: EUPL-1.2
from datetime import time

from django.utils.translation import gettext_lazy as _

from ..blueprints import DateTemplate, PhaseTemplate, ProcessTemplate
from . import words

TEMPLATE = ProcessTemplate(
    key="entwurf",
    position=20,
    name=_("Entwurf kommentieren"),
    when=_("Wenn ein Plan oder Text vorliegt und Sie Hinweise, Einwände und Fragen dazu brauchen, bevor entschieden wird."),
    effort=_("Etwa 6 Wochen. Rechnen Sie mit einem Tag für die Stellungnahmen am Ende."),
    influence="konsultation",
    texts={
        "summary": "Der Entwurf für [Bitte ergänzen: Vorhaben] liegt vor. Lesen Sie ihn und sagen Sie uns, was fehlt, was nicht passt und was gut ist.",
        "body": "<h2>Worum es geht</h2><p>[Bitte ergänzen: Anlass und Ziel des Entwurfs]</p>"
        "<h2>Was mit Ihrem Hinweis passiert</h2><p>Wir beantworten jeden Hinweis: übernommen, teilweise übernommen oder nicht, jeweils mit Grund. "
        "Die Übersicht geht mit dem Entwurf in das Gremium.</p>",
        "documents": "<ul><li>[Bitte ergänzen: Entwurf als barrierefreies Dokument, mit Link]</li></ul>",
        "audience": words.EVERYBODY,
        "fixed": words.FIXED,
        "open": "Der Text des Entwurfs, Abschnitt für Abschnitt",
        "decided_by": words.DECIDED_BY,
        "without_net": "Der Entwurf liegt aus: [Bitte ergänzen: Orte und Öffnungszeiten]. Hinweise auf Papier oder am Telefon zählen genauso: "
        "[Bitte ergänzen: Adresse, Nummer und Zeiten].",
        "contact": words.CONTACT,
    },
    phases=(
        PhaseTemplate(
            "Entwurf lesen und kommentieren", "proposals", 28,
            "Schreiben Sie je Hinweis einen Beitrag, am besten mit der Seite oder dem Abschnitt. Sie können Hinweise anderer unterstützen und ergänzen.",
            ("propose", "comment", "rate"), {"rating": "support"},
        ),
        PhaseTemplate("Stellungnahmen", "review", 14, "Wir beantworten jeden Hinweis und überarbeiten den Entwurf."),
    ),
    dates=(DateTemplate("Sprechstunde zum Entwurf", 10, time(16, 0), time(18, 0), "[Bitte ergänzen: stufenlos erreichbarer Ort]"),),
    categories=("Hinweis", "Einwand", "Frage", "Lob"),
    decided_after=45,
)  # fmt: skip
