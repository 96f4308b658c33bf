# SPDX-License-Identifier: EUPL-1.2
"""The city's answer as a letter, in the measures of DIN 5008 B: the address stands where the window of the envelope is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.ground.desk.models import Answer, Case, CaseStatus
from mitwirken.ground.ui import pdf
from mitwirken.ground.ui.paper import Block, Heading, Paper, Paragraph

from . import queries
from .models import Entry


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, from where, about what, and the text as blocks."""

    address: tuple[str, ...]
    sender: str
    day: str
    reference: str
    office: str
    paper: Paper


def compose(entry: Entry, case: Case, answer: Answer, address: str) -> Letter:
    """The letter for what was typed in, with the newest answer."""
    row = row_of(entry)
    name = str(row) if row is not None else entry.form.title
    number = str(getattr(row, "number", "") or "")
    about = f"„{name}“" + (f" ({number})" if number else "")
    came = date_format(timezone.localtime(entry.at), "j. F Y")
    status = CaseStatus(case.status)
    blocks: list[Block] = [
        Paragraph(_("Guten Tag,")),
        Paragraph(
            _(
                "vielen Dank für Ihren Beitrag %(about)s vom %(day)s. Er ist %(way)s bei uns angekommen und zählt wie jeder andere."
            )
            % {"about": about, "day": came, "way": entry.get_channel_display()}
        ),
        Heading(_("Unsere Antwort"), 2),
        Paragraph(answer.text),
        Paragraph(
            _("%(status)s. %(meaning)s") % {"status": status.label, "meaning": status.meaning},
            label=_("Stand"),
        ),
        Paragraph(_followed(entry)),
        Paragraph(
            "\n".join(
                part
                for part in (
                    _("Mit freundlichen Grüßen"),
                    answer.signature,
                    answer.signed_office_words,
                    answer.signed_role_words,
                )
                if part
            )
        ),
    ]
    return Letter(
        address=tuple(line.strip() for line in address.splitlines() if line.strip())[:6],
        sender=settings.POSTAL_ADDRESS or _("Stadt %(city)s") % {"city": settings.CITY},
        day=date_format(timezone.localdate(), "j. F Y"),
        reference=entry.number,
        office=answer.signed_office_words,
        paper=Paper(
            title=_("Antwort auf Ihren Beitrag %(about)s") % {"about": about},
            blocks=blocks,
            author=settings.CITY,
        ),
    )


def _followed(entry: Entry) -> str:
    words = {"number": entry.number, "secret": entry.spoken_secret, "phone": settings.PHONE}
    if settings.PHONE:
        return (
            _(
                "Möchten Sie wissen, wie es weitergeht? Rufen Sie an: %(phone)s. Nennen Sie die Quittung %(number)s und den Code %(secret)s."
            )
            % words
        )
    return (
        _(
            "Möchten Sie wissen, wie es weitergeht? Nennen Sie uns die Quittung %(number)s und den Code %(secret)s."
        )
        % words
    )


def row_of(entry: Entry) -> Any:
    """What the entry became, if it is still there for everybody."""
    try:
        kind = kind_named(entry.subject_kind)
    except Refusal:
        return None
    return kind.public(kind.rows()).filter(pk=entry.subject_id).first()


def letters_for(chosen: Iterable[tuple[Entry, str]]) -> list[Letter]:
    """The letters of several entries, in two queries for cases and answers."""
    pairs = list(chosen)
    cases = queries.cases_of([entry for entry, _address in pairs])
    answers = queries.newest_answers(cases.values())
    made = []
    for entry, address in pairs:
        case = cases.get((entry.subject_kind, entry.subject_id))
        if case is not None and case.pk in answers:
            made.append(compose(entry, case, answers[case.pk], address))
    return made


def as_page(letters: list[Letter]) -> str:
    return render_to_string("paper/letters.html", {"letters": letters, "city": settings.CITY})


def as_pdf(letters: list[Letter]) -> bytes:
    """All letters as one file. Never kept: it names people."""
    html = render_to_string("paper/letters_pdf.html", {"letters": letters, "city": settings.CITY})
    return pdf.pdf_of(html, style="paper/letter.css", keep=False)


@dataclass(frozen=True)
class ToPassOn:
    """An entry with what the city answered on it."""

    entry: Entry
    case: Case | None
    answer: Answer | None


def with_cases(entries: Iterable[Entry]) -> dict[int, ToPassOn]:
    """Entries by number with case and newest answer, in two queries."""
    rows = list(entries)
    cases = queries.cases_of(rows)
    answers = queries.newest_answers(cases.values())
    found = {}
    for entry in rows:
        case = cases.get((entry.subject_kind, entry.subject_id))
        found[entry.pk] = ToPassOn(entry, case, answers.get(case.pk) if case else None)
    return found
