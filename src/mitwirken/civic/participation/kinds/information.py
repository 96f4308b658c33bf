# SPDX-License-Identifier: EUPL-1.2
from django.utils.translation import gettext_lazy as _

from ..blueprints import PhaseTemplate, ProcessTemplate
from . import words

TEMPLATE = ProcessTemplate(
    key="information",
    position=60,
    name=_("Nur informieren"),
    when=_("Wenn nichts mehr offen ist und Sie ehrlich sagen, was kommt, wann und warum. Das ist besser als eine Beteiligung ohne Wirkung."),
    effort=_("Eine Stunde zum Start, danach bei jeder Neuigkeit wenige Minuten."),
    influence="information",
    texts={
        "summary": "[Bitte ergänzen: Was geschieht, wann und warum?] Hier lesen Sie, wie es weitergeht, und wen Sie fragen können.",
        "body": "<h2>Was geschieht</h2><p>[Bitte ergänzen: das Vorhaben in drei Sätzen]</p><h2>Was das für Sie heißt</h2>"
        "<p>[Bitte ergänzen: Sperrungen, Lärm, neue Wege, Zeiten]</p><h2>Warum es keine Beteiligung gibt</h2><p>[Bitte ergänzen: der Grund]</p>",
        "fixed": "Das Vorhaben ist beschlossen: [Bitte ergänzen: Beschluss und Datum]",
        "decided_by": "[Bitte ergänzen: Gremium]",
        "without_net": "Auskunft gibt es auch am Telefon und vor Ort: [Bitte ergänzen: Nummer, Adresse, Zeiten].",
        "contact": words.CONTACT,
    },
    phases=(PhaseTemplate("Information", "information", 90, "Hier gibt es etwas zu lesen. Verfolgen Sie den Prozess, dann melden wir uns bei Neuigkeiten."),),
    decided_after=-90,
)  # fmt: skip
