# SPDX-License-Identifier: EUPL-1.2
from django.utils.translation import gettext_lazy as _

from ..blueprints import PhaseTemplate, ProcessTemplate
from . import words

TEMPLATE = ProcessTemplate(
    key="umfrage",
    position=45,
    name=_("Viele Menschen befragen"),
    when=_("Wenn Sie von vielen dasselbe wissen wollen: wie etwas genutzt wird, was stört, was wichtig ist. Nicht, wenn neue Ideen gesucht werden."),
    effort=_("Ein halber Tag für gute Fragen und einen Probelauf, zwei Stunden für das Ergebnis, dazu das Eintippen der Bögen."),
    influence="konsultation",
    texts={
        "summary": "[Bitte ergänzen: Was wollen Sie wissen, und wozu?] Die Umfrage dauert wenige Minuten. Was herauskommt, steht danach auf dieser Seite.",
        "body": "<h2>Worum es geht</h2><p>[Bitte ergänzen: das Vorhaben in drei Sätzen]</p><h2>Was mit den Antworten geschieht</h2>"
        "<p>[Bitte ergänzen: Wer sie liest, und was davon abhängt]</p>",
        "fixed": "[Bitte ergänzen: was schon beschlossen ist]",
        "open": "[Bitte ergänzen: was die Antworten noch ändern können]",
        "decided_by": "[Bitte ergänzen: Gremium]",
        "without_net": "Den Fragebogen gibt es auf Papier und am Telefon: [Bitte ergänzen: Nummer, Adresse, Zeiten].",
        "contact": words.CONTACT,
    },
    phases=(
        PhaseTemplate("Umfrage", "surveys", 28, "Antworten Sie online, auf Papier oder am Telefon. Sie können jederzeit unterbrechen.", ("answer",)),
        PhaseTemplate("Ergebnis", "information", 28, "Hier steht, was herauskam und was die Stadt daraus macht."),
    ),
    decided_after=14,
)  # fmt: skip
