# SPDX-License-Identifier: EUPL-1.2
"""What somebody has to do next in a case, said in a line each, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import FINISHED, Part, PartStatus
from .cases import CasePage

GONE = (PartStatus.DECLINED, PartStatus.CALLED_OFF)


@dataclass(frozen=True)
class Step:
    """`anchor` is where on the page of the case it is done."""

    words: str
    icon: str
    anchor: str


def next_steps(page: CasePage, person: Any, *, works: bool) -> list[Step]:
    """Reads only what the page has loaded."""
    case, mine = page.case, set(person.offices)
    found: list[Step] = []
    if case.shelved_at is not None:
        return found
    if case.is_untaken and case.office_id in mine:
        found.append(
            Step(
                _("Ihr Amt hat diesen Fall bekommen: übernehmen Sie ihn oder geben Sie ihn zurück."),
                "mail",
                "zuteilung",
            )
        )
    found += [_of_part(part) for part in page.parts if part.is_open and part.office_id in mine]
    if page.draft is not None and any(office.pk in mine for office in page.signing.missing):
        found.append(
            Step(
                _("Der Entwurf wartet auf die Unterschrift Ihres Amts: lesen und unterschreiben."),
                "edit",
                "antwort",
            )
        )
    if works and case.status not in FINISHED:
        found += _of_leading_office(page)
    return found


def _of_part(part: Part) -> Step:
    words = {"office": part.office.name, "day": date_format(part.due_on)}
    if part.status == PartStatus.ASKED:
        return Step(
            _("%(office)s wird bis %(day)s gebraucht: übernehmen oder sagen, wer es sein könnte.") % words,
            "mail",
            f"teil-{part.pk}",
        )
    return Step(_("%(office)s hat bis %(day)s eine Rückmeldung zugesagt.") % words, "work", f"teil-{part.pk}")


def _of_leading_office(page: CasePage) -> list[Step]:
    case = page.case
    if case.office_id is None:
        return [Step(_("Noch ist kein Amt zuständig: teilen Sie den Fall zu."), "home", "zuteilung")]
    if page.draft is None:
        if case.first_answered_at is not None:
            return []
        words = {"day": date_format(case.first_answer_due_on)}
        return [
            Step(
                _("Die Antwort ist noch nicht begonnen. Sie ist bis %(day)s versprochen.") % words,
                "edit",
                "antwort",
            )
        ]
    found = []
    if page.comments:
        words_of_comments = ngettext(
            "%(number)d Kommentar zum Entwurf ist noch offen.",
            "%(number)d Kommentare zum Entwurf sind noch offen.",
            page.comments,
        ) % {"number": page.comments}
        found.append(Step(words_of_comments, "talk", "antwort"))
    if page.signing.missing:
        offices = ", ".join(office.name for office in page.signing.missing)
        found.append(
            Step(_("Es fehlt die Unterschrift von: %(offices)s.") % {"offices": offices}, "clock", "antwort")
        )
    elif page.signing.lacks_second_eyes:
        found.append(Step(_("Hier unterschreiben zwei Menschen. Es fehlt noch jemand."), "people", "antwort"))
    else:
        found.append(
            Step(_("Der Entwurf kann unterschrieben und veröffentlicht werden."), "check", "antwort")
        )
    return found
