# SPDX-License-Identifier: EUPL-1.2
"""Starter words that several templates share. German, because they are text of the city and not of the screen."""

WITHOUT_NET = (
    "Papierbogen liegen aus: [Bitte ergänzen: Orte, zum Beispiel Bezirksverwaltungsstelle und Bibliothek]. "
    "Am Telefon nehmen wir Beiträge auf: [Bitte ergänzen: Nummer und Zeiten]. "
    "Alles zählt genauso wie im Netz."
)
CONTACT = "[Bitte ergänzen: Team, E-Mail-Adresse, Telefon, Sprechzeiten]"
FIXED = (
    "Der Rahmen: [Bitte ergänzen: Budget, Gesetze, frühere Beschlüsse]\nDer Ort: [Bitte ergänzen: wo genau]"
)
DECIDED_BY = "[Bitte ergänzen: Gremium], auf Vorschlag von [Bitte ergänzen: Amt]"
EVERYBODY = "Alle, die in Dortmund leben, arbeiten, lernen oder sich hier gern aufhalten"
