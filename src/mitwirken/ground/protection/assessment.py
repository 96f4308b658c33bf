# SPDX-License-Identifier: EUPL-1.2
"""The data protection impact assessment (Art. 35 GDPR), prefilled with what the software knows of itself.

What only the city can judge is left open and marked. The criteria are those of the European guidelines (WP 248): two that
are met point to an assessment.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mitwirken.ground.privacy import papers
from mitwirken.ground.privacy.queries import register
from mitwirken.ground.ui.paper import Block, Heading, Items, Paper, Paragraph, Table


def _open(words: str = "") -> str:
    return f"[{words or _('von der Stadt auszufüllen')}]"


def _criteria() -> list[list[str]]:
    return [
        [_("Bewerten oder Einstufen von Menschen"), _("nein: es gibt keine Profile")],
        [
            _("Automatische Entscheidungen mit Rechtsfolgen"),
            _("nein: über Beiträge und Anliegen entscheiden Menschen"),
        ],
        [_("Systematische Überwachung"), _("nein: Lesen geht ohne Cookie und ohne Zählpixel")],
        [
            _("Vertrauliche oder besondere Daten (Art. 9)"),
            _("ja: Beiträge und Bewertungen können politische Meinungen zeigen"),
        ],
        [_("Verarbeitung in großem Umfang"), _open(_("ja, wenn die ganze Stadt beteiligt wird"))],
        [_("Abgleichen oder Zusammenführen von Datensätzen"), _("nein")],
        [_("Daten schutzbedürftiger Menschen"), _open(_("ja, wenn Kinder und Jugendliche beteiligt werden"))],
        [_("Neue Technik"), _("nein: Webseiten und Formulare, keine Auswertung durch fremde Dienste")],
        [
            _("Hindernis beim Ausüben eines Rechts"),
            _("nein: jede Beteiligung geht auch am Telefon, auf Papier und vor Ort"),
        ],
    ]


def _risks() -> list[list[str]]:
    level = _open(_("gering, mittel, hoch"))
    return [
        [
            _("Jemand wird an einem Beitrag erkannt und angefeindet"),
            _(
                "Pseudonyme; keine Namenspflicht; Punkte auf der Karte gerundet; Melden ohne Konto; Beiträge zurückziehen"
            ),
            level,
        ],
        [
            _("Aus Bewertungen wird eine politische Haltung abgelesen"),
            _(
                "Bewertungen sind nie öffentlich einer Person zugeordnet und werden nach dem Ende von ihr getrennt"
            ),
            level,
        ],
        [
            _("Unbefugte sehen Kontaktdaten"),
            _(
                "Rollen; zweiter Faktor; Nachsehen nur mit Grund, der festgehalten wird; verschlüsselte Übertragung"
            ),
            level,
        ],
        [
            _("Daten bleiben länger als nötig"),
            _("Fristen an jedem Feld; nächtliches Löschen mit Nachweis; unbenutzte Konten werden gelöscht"),
            level,
        ],
        [
            _("Daten gehen verloren oder werden verändert"),
            _("Sicherung in eine Datei, Einspielen geprüft; Verlauf der Änderungen"),
            level,
        ],
        [
            _("Fotos verraten Ort oder zeigen Menschen"),
            _("Angaben im Bild werden entfernt; Hinweis auf das Recht am eigenen Bild; Entfernen auf Wunsch"),
            level,
        ],
    ]


def assessment_paper() -> Paper:
    """To be printed, or opened as OpenDocument text and finished there. Names of fields come from the declarations."""
    groups = register()
    purposes = dict.fromkeys(capfirst(str(one.purpose)) for group in groups for one in group.declarations)
    bases = dict.fromkeys(capfirst(str(one.basis)) for group in groups for one in group.declarations)
    published = [
        f"{group.name}: {'; '.join(str(label) for one in group.declarations if one.public for label in one.labels)}"
        for group in groups
        if any(one.public for one in group.declarations)
    ]
    blocks: list[Block] = [
        Heading(_("1. Ob eine Abschätzung nötig ist")),
        Paragraph(_("Ab zwei erfüllten Merkmalen ist sie in der Regel nötig. Hier spricht schon die Art der Beiträge dafür.")),
        Table(_("Schwellwertprüfung"), [_("Merkmal"), _("Trifft es zu?")], _criteria(), widths=(2, 3)),
        Heading(_("2. Was geplant ist"), new_page=True),
        Paragraph(papers.controller(), label=_("Verantwortlich")),
        Paragraph("; ".join(settings.PROCESSORS) or _("keine"), label=_("Auftragsverarbeiter")),
        Paragraph(_open(_("welche Beteiligungen, wie viele Menschen, welcher Zeitraum")), label=_("Umfang")),
        Heading(_("Zwecke"), level=2),
        Items(list(purposes)),
        Heading(_("Rechtsgrundlagen"), level=2),
        Items(list(bases)),
        Heading(_("Arten von Daten und wie lange sie bleiben"), level=2),
        Table(
            "",
            [_("Was"), _("Felder"), _("Wie lange")],
            [
                [
                    str(group.name),
                    "; ".join(str(label) for one in group.declarations for label in one.labels),
                    "; ".join(dict.fromkeys(str(one.retention) for one in group.declarations)),
                ]
                for group in groups
            ],
            widths=(2, 3, 3),
        ),
        Heading(_("Was öffentlich wird"), level=2),
        Items(published),
        Heading(_("3. Notwendig und angemessen"), new_page=True),
        Items(
            [
                _("Nach dem Namen wird nie gefragt; zum Mitmachen reicht eine bestätigte E-Mail-Adresse."),
                _("Jedes Feld hat einen Zweck und eine Frist, sonst lässt sich das Programm nicht veröffentlichen."),
                _("Auskunft, Berichtigung, Einschränkung, Widerspruch und Löschung gehen im eigenen Konto, mit Beleg."),
                _("Ohne Konto und ohne Netz geht es auch: Telefon, Papier, vor Ort."),
            ]
        ),
        Paragraph(_open(_("Abwägung der Stadt"))),
        Heading(_("4. Risiken und was dagegen getan ist")),
        Table(_("Risiken"), [_("Risiko"), _("Maßnahmen"), _("Was bleibt")], _risks(), widths=(3, 4, 2)),
        Heading(_("Schutzmaßnahmen"), level=2),
        Items(papers.safeguards()),
        Heading(_("5. Wer gehört wurde")),
        Paragraph(_open(), label=_("Rat der oder des Datenschutzbeauftragten")),
        Paragraph(_open(_("zum Beispiel Seniorenbeirat, Jugendforum, Behindertenpolitisches Netzwerk")), label=_("Betroffene oder ihre Vertretung")),
        Heading(_("6. Ergebnis")),
        Paragraph(_open(_("vertretbar, vertretbar mit weiteren Maßnahmen, Aufsicht vorher fragen (Art. 36)")), label=_("Ergebnis")),
        Paragraph(_open(), label=_("Ort, Tag, Unterschrift")),
        Paragraph(_open(_("spätestens in zwei Jahren und bei jeder größeren Änderung")), label=_("Nächste Prüfung")),
    ]  # fmt: skip
    return Paper(
        title=_("Datenschutz-Folgenabschätzung"),
        eyebrow=_("Entwurf"),
        lead=_(
            "Nach Art. 35 DSGVO, vorausgefüllt aus dem Programm am %(day)s. Was in eckigen Klammern steht, ergänzt die Stadt."
        )
        % {"day": date_format(timezone.localdate(), "DATE_FORMAT")},
        blocks=blocks,
        language=get_language() or settings.LANGUAGE_CODE,
        author=papers.controller(),
    )
