# SPDX-License-Identifier: EUPL-1.2
from datetime import time

from django.utils.translation import gettext_lazy as _

from ..blueprints import DateTemplate, PhaseTemplate, ProcessTemplate
from . import words

TEMPLATE = ProcessTemplate(
    key="punkte",
    position=30,
    name=_("Prioritäten setzen mit Punkten"),
    when=_("Wenn es mehr gute Ideen gibt als Geld oder Zeit und Sie wissen wollen, was zuerst kommen soll."),
    effort=_("Etwa 8 Wochen. Der größte Teil der Arbeit ist die Prüfung der Liste vor der Punktevergabe."),
    influence="konsultation",
    texts={
        "summary": "[Bitte ergänzen: Worum geht es?] Erst sammeln wir Stellen und Ideen, dann verteilen Sie fünf Punkte: Was soll zuerst angepackt werden?",
        "body": "<h2>Worum es geht</h2><p>[Bitte ergänzen: Anlass und Rahmen]</p><h2>So funktionieren die Punkte</h2>"
        "<ul><li>Sie haben fünf Punkte.</li><li>Sie können sie häufen oder verteilen.</li><li>Sie können bis zum letzten Tag umverteilen.</li>"
        "<li>Zwischenstände zeigen wir nicht, damit niemand nur dem Trend folgt.</li></ul>"
        "<h2>Was mit dem Ergebnis passiert</h2><p>Die Rangliste geht mit einer Schätzung von Kosten und Zeit in das Gremium. "
        "Weicht die Entscheidung ab, steht hier der Grund.</p>",
        "audience": words.EVERYBODY,
        "fixed": words.FIXED,
        "open": "Was zuerst verbessert wird\nWelche Lösung wo erprobt wird",
        "decided_by": words.DECIDED_BY,
        "without_net": words.WITHOUT_NET,
        "contact": words.CONTACT,
    },
    phases=(
        PhaseTemplate(
            "Hinweise und Ideen sammeln", "proposals", 28,
            "Nennen Sie Orte und Ideen. Gleiche Hinweise fassen wir zusammen.",
            ("propose", "comment"), {"ask_for_place": True},
        ),
        PhaseTemplate("Sichten und prüfen", "review", 14, "Jeder Hinweis bekommt einen Stand. In die Punktevergabe kommt, was machbar ist."),
        PhaseTemplate(
            "Fünf Punkte verteilen", "proposals", 21,
            "Sie haben fünf Punkte. Häufen oder verteilen Sie sie, bis zum letzten Tag änderbar. Das Ergebnis sehen Sie nach dem Ende.",
            ("comment", "rate"), {"rating": "points", "points": 5, "hidden_until_close": True},
        ),
    ),
    dates=(DateTemplate("Punkte-Stand auf dem Markt", 49, time(9, 0), time(13, 0), "[Bitte ergänzen: Markt]", "Punkte kleben statt klicken. Die Karten zählen mit."),),
    categories=("Sofort machbar", "Braucht Planung"),
)  # fmt: skip
