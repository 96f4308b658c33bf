# SPDX-License-Identifier: EUPL-1.2
"""The register of processing (Art. 30 GDPR) for paper and for machines, composed from the declarations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mitwirken.ground.ui.paper import Block, Heading, Items, Paper, Paragraph

from . import queries
from .registry import Declaration


def controller() -> str:
    """Who answers for the processing: as the operator set it, otherwise the city."""
    return settings.CONTROLLER or _("Stadt %(city)s") % {"city": settings.CITY}


def recipients_of(one: Declaration) -> str:
    if one.public:
        return _("alle, es ist öffentlich")
    return "; ".join(str(who) for who in one.recipients) or _("nur Sie und die Technik der Plattform")


def erasure_of(one: Declaration) -> str:
    words = capfirst(str(one.on_erase_words))
    if one.contribution:
        words += f", {_('wenn Sie auch Ihre Texte entfernen möchten; sonst bleibt der Text ohne Ihren Namen stehen')}"
    return f"{words}: {one.reason}" if one.reason else words


def lines_of(one: Declaration) -> list[tuple[str, str]]:
    """What Art. 30 wants to know of some fields, each with its heading."""
    return [
        (_("Was"), "; ".join(capfirst(str(label)) for label in one.labels)),
        (_("Wofür"), capfirst(str(one.purpose))),
        (_("Rechtsgrundlage"), capfirst(str(one.basis))),
        (_("Wie lange"), capfirst(str(one.retention))),
        (_("Wer es sieht"), capfirst(recipients_of(one))),
        (_("Wenn Sie Ihr Konto löschen"), erasure_of(one)),
    ]


def safeguards() -> list[str]:
    """Art. 32 in a few lines: what the software does by itself, wherever it runs."""
    return [
        _("Öffentlich steht ein Pseudonym; nach dem Namen wird nie gefragt."),
        _("Beschäftigte melden sich mit einem zweiten Faktor an und sehen nur, was ihre Aufgabe braucht."),
        _("Passwörter liegen nur als Prüfwert vor, Zugänge werden gegen Raten gebremst."),
        _("Fotos verlieren beim Hochladen Ort, Zeit und Gerät."),
        _("Lesen geht ohne Cookie, und nichts wird von fremden Anbietern geladen."),
        _("Was seine Zeit überlebt hat, löscht das Programm jede Nacht und hält die Zahlen fest."),
    ]


def register_paper() -> Paper:
    """The whole register: who answers for it, how it is protected, and a table for each group of fields."""
    blocks: list[Block] = [
        Heading(_("Wer verantwortlich ist")),
        Paragraph(controller(), label=_("Verantwortlich")),
        Paragraph(
            settings.DATA_PROTECTION_OFFICER or _("in der Datenschutzerklärung der Stadt genannt"),
            label=_("Datenschutzbeauftragte*r"),
        ),
        Paragraph("; ".join(settings.PROCESSORS) or _("keine"), label=_("Auftragsverarbeiter")),
        Paragraph(_("keine durch das Programm"), label=_("Übermittlung in Drittländer")),
        Heading(_("Wie die Daten geschützt sind")),
        Items(safeguards()),
        Heading(_("Was verarbeitet wird"), new_page=True),
    ]
    for group in queries.register():
        blocks.append(Heading(str(group.name), level=2))
        for one in group.declarations:
            blocks += [Paragraph(text, label=label) for label, text in lines_of(one)]
    return Paper(
        title=_("Verzeichnis der Verarbeitungstätigkeiten"),
        lead=_("Nach Art. 30 DSGVO, erzeugt aus dem Programm am %(day)s.")
        % {"day": date_format(timezone.localdate(), "DATE_FORMAT")},
        blocks=blocks,
        language=get_language() or settings.LANGUAGE_CODE,
        author=controller(),
    )


def register_plain() -> dict[str, Any]:
    """The same for machines; keys are the software's own words, so that two versions can be compared."""
    return {
        "generated_at": timezone.now(),
        "controller": controller(),
        "data_protection_officer": settings.DATA_PROTECTION_OFFICER,
        "processors": settings.PROCESSORS,
        "third_countries": [],
        "safeguards": safeguards(),
        "activities": [
            {
                "model": group.model,
                "name": str(group.name),
                "fields": {name: str(label) for name, label in one.fields.items()},
                "purpose": str(one.purpose),
                "basis": str(one.basis),
                "retention": str(one.retention),
                "expires_after_days": one.expire.days if one.expire is not None else None,
                "erased_by_machine": one.expire is not None or one.expire_where is not None,
                "public": one.public,
                "recipients": [str(who) for who in one.recipients],
                "on_erasure": str(one.on_erase),
                "stays_on_request": one.contribution,
                "reason": str(one.reason),
            }
            for group in queries.register()
            for one in group.declarations
        ],
    }
