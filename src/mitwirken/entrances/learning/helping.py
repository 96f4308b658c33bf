# SPDX-License-Identifier: EUPL-1.2
"""What each role of the desk is for, in words for whoever holds it and for everybody who wants to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.desk.roles import Role


@dataclass(frozen=True)
class RoleHelp:
    """`may` and `may_not` agree with the rules of the rooms; a test compares them with the pages that open."""

    role: Role
    icon: str
    purpose: Any
    may: tuple[Any, ...]
    may_not: Any
    first: Any


ROLES: Final = (
    RoleHelp(
        Role.PROCESS, "flag",
        _("Plant eine Beteiligung, hält die Fäden zusammen und sorgt dafür, dass am Ende eine Antwort steht."),
        (_("Prozesse des eigenen Amts anlegen, ändern, veröffentlichen und abschließen"), _("neue Fälle an Ämter verteilen"), _("Antworten für das eigene Amt unterschreiben"), _("Veranstaltungen planen und für andere eintragen")),
        _("Prozesse anderer Ämter ändern oder über Meldungen entscheiden."),
        _("Üben Sie zuerst auf dem Übungsplatz, wie ein Fall vom Eingang bis zur Antwort läuft."),
    ),
    RoleHelp(
        Role.EDITOR, "edit",
        _("Schreibt und pflegt die Texte, damit alle verstehen, worum es geht."),
        (_("Texte von Prozessen und Seiten schreiben"), _("Veranstaltungen mit Texten und Bildern pflegen"), _("für andere eintragen, was am Telefon oder auf Papier kommt")),
        _("Fälle bearbeiten, im Namen eines Amts antworten oder die Zuständigkeit ändern."),
        _("Nehmen Sie einen Text, der schon steht, und machen Sie ihn ein Drittel kürzer."),
    ),
    RoleHelp(
        Role.MODERATION, "shield",
        _("Achtet darauf, dass hier alle reden können: prüft Meldungen und entscheidet mit Begründung."),
        (_("Meldungen prüfen und Beiträge verbergen oder wieder zeigen"), _("Widersprüche beantworten"), _("gleiche Vorschläge zusammenführen")),
        _("über eigene Beiträge entscheiden oder etwas ohne Begründung verbergen."),
        _("Lesen Sie drei alte Entscheidungen und sagen Sie, ob Sie den Grund verstehen."),
    ),
    RoleHelp(
        Role.OFFICE, "home",
        _("Prüft als zuständiges Amt, was geht, und antwortet mit Namen des Amts."),
        (_("Fälle des eigenen Amts bearbeiten: Stand, Notizen, Etappen"), _("Antworten entwerfen und für das eigene Amt unterschreiben"), _("in der Diskussion für das Amt antworten")),
        _("Fälle anderer Ämter bearbeiten oder einen Fall an ein fremdes Amt geben. Das macht, wer verteilt."),
        _("Beantworten Sie auf dem Übungsplatz einen Vorschlag, den das Amt ablehnen muss."),
    ),
    RoleHelp(
        Role.POLITICS, "vote",
        _("Liest mit, was Menschen einbringen und was die Verwaltung antwortet, und nimmt es in die Beratung mit."),
        (_("Fälle, Stände und veröffentlichte Antworten lesen"), _("sehen, was überfällig ist")),
        _("Notizen und Entwürfe der Verwaltung lesen oder an Fällen arbeiten."),
        _("Suchen Sie einen Prozess, über den Ihr Gremium entscheidet, und lesen Sie, was dort versprochen ist."),
    ),
    RoleHelp(
        Role.CORE, "hands",
        _("Das Kernteam hilft allen Ämtern, springt ein und achtet darauf, dass Zusagen gehalten werden."),
        (_("alle Prozesse verwalten"), _("Fälle verteilen und bearbeiten"), _("in der Diskussion für jedes Amt antworten"), _("Ämter pflegen")),
        _("über Meldungen entscheiden oder Rollen vergeben."),
        _("Schauen Sie auf die Liste „Überfällig“ und rufen Sie das erste Amt darauf an."),
    ),
    RoleHelp(
        Role.OMBUDS, "heart",
        _("Hilft Menschen, die nicht weiterkommen, und schaut von außen auf Fristen und Fairness."),
        (_("alle Fälle lesen, verteilen und bearbeiten"), _("für andere eintragen"), _("Hinweise auf Barrieren beantworten")),
        _("Prozesse anlegen oder über Meldungen entscheiden."),
        _("Tragen Sie auf dem Übungsplatz einen Vorschlag ein, als käme er von jemandem am Telefon."),
    ),
    RoleHelp(
        Role.ADMIN, "key",
        _("Hält das System am Laufen und gibt Menschen die Rollen, die sie brauchen."),
        (_("Menschen einladen, Rollen geben und nehmen"), _("Ämter pflegen")),
        _("Fälle lesen oder im Namen eines Amts antworten."),
        _("Prüfen Sie, ob jemand eine Rolle hat, die er nicht mehr braucht."),
    ),
)  # fmt: skip
