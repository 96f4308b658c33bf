# SPDX-License-Identifier: EUPL-1.2
"""The words of the place to practise: German, like every process that is written in the city. All of it is made up."""

from typing import Final

TITLE: Final = "Übungsplatz"
QUESTION: Final = "Was würde den erfundenen Lindenplatz schöner machen?"
TEXTS: Final = {
    "summary": "Hier probieren Sie aus, wie Mitmachen geht: vorschlagen, mitreden, unterstützen. Nichts davon zählt. "
    "In der Nacht wird alles gelöscht.",
    "body": "<h2>Der erfundene Fall</h2><p>Der Lindenplatz in der erfundenen Siedlung Neuhof ist 40 mal 50 Meter groß. "
    "Es gibt zwei Bänke, eine alte Linde und viel Asphalt. Im nächsten Jahr wird er umgebaut.</p>"
    "<h2>Was Sie üben können</h2><ul><li>Schreiben Sie einen Vorschlag, so kurz Sie können.</li>"
    "<li>Sagen Sie zu einem Vorschlag, was dafür und was dagegen spricht.</li>"
    "<li>Unterstützen Sie einen Vorschlag und nehmen Sie es wieder zurück.</li>"
    "<li>Ändern Sie Ihren Vorschlag und sehen Sie, was andere dann lesen.</li></ul>"
    "<p>Schreiben Sie auch hier nichts über wirkliche Menschen.</p>",
    "audience": "Alle, die üben möchten. Dafür brauchen Sie ein Konto.",
    "influence": "konsultation",
    "fixed": "Die Linde bleibt stehen\nDer Platz bleibt ohne Autos\nFür den Umbau gibt es 80.000 Euro",
    "open": "Wo man sitzt\nWas gepflanzt wird\nOb es Wasser gibt",
    "decided_by": "Niemand, denn hier wird nur geübt.",
    "without_net": "Üben geht auch auf Papier: Drucken Sie den Bogen aus und füllen Sie ihn zu zweit aus.",
    "contact": "Fragen zum Üben beantwortet das Kernteam.",
}
PHASE: Final = "Üben"
PHASE_TEXT: Final = "Alles ist offen, jeden Tag von vorn. Was Sie schreiben, sehen andere, die heute üben."
CATEGORIES: Final = ("Sitzen und Treffen", "Pflanzen und Wasser", "Wege")
# Title, text, category, who it came from.
EXAMPLES: Final = (
    (
        "Eine lange Bank um die Linde",
        "Rund um die Linde soll eine Bank stehen, auf der zwölf Menschen Platz haben. Zwei Plätze bleiben ohne Lehne, damit "
        "man mit dem Rollstuhl danebenfahren kann.",
        "Sitzen und Treffen",
        "Beispiel 1, erfunden",
    ),
    (
        "Trinkbrunnen statt Zierbrunnen",
        "Im Sommer ist der Platz zu heiß. Ein Trinkbrunnen hilft allen und kostet weniger als ein Zierbrunnen.",
        "Pflanzen und Wasser",
        "Beispiel 2, erfunden",
    ),
    (
        "Alles muss weg",
        "Der Platz ist hässlich und die Stadt tut nie etwas. Reißt alles ab.",
        "Wege",
        "Beispiel 3, erfunden: Wie antworten Sie darauf?",
    ),
)
