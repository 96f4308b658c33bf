# SPDX-License-Identifier: EUPL-1.2
"""Try-outs as a report for the Umsetzungskonzept: composed once, drawn as page, PDF and OpenDocument; and two side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mitwirken.ground.ui.paper import Block, Heading, Items, Paper, Paragraph, Table

from .models import Tryout
from .queries import tryouts as queries
from .queries.tryouts import MOST_REPORTED, Filters
from .tryouts import COUNTED, name_of


def asked_for(given: QueryDict) -> list[Tryout]:
    """The try-outs named in the address (`t=slug`), otherwise those that fit its filters."""
    slugs = given.getlist("t")
    if slugs:
        return queries.chosen(slugs, MOST_REPORTED)
    return list(queries.listed(Filters.from_address(given))[:MOST_REPORTED])


def number(value: int) -> str:
    return str(number_format(value, use_l10n=True, force_grouping=True))


def days(row: Tryout) -> str:
    first = date_format(row.began_on)
    if row.ended_on is None:
        return _("seit %(day)s") % {"day": first}
    if row.ended_on == row.began_on:
        return first
    return _("%(first)s bis %(last)s") % {"first": first, "last": date_format(row.ended_on)}


def methods(row: Tryout) -> str:
    return ", ".join(method.name for method in row.methods.all())


def verdict(row: Tryout) -> str:
    return str(row.get_verdict_display()) if row.verdict else _("Ergebnis steht noch aus")


def ways(row: Tryout) -> str:
    """`online 12 (40 %), vor Ort 18 (60 %)`"""
    mix = queries.mix(row)
    if mix is None:
        return ""
    return ", ".join(
        f"{bar['name']} {bar['value']}" + (f" ({bar['note']})" if bar["note"] else "") for bar in mix.bars
    )


def counted(row: Tryout) -> list[tuple[str, str]]:
    """The numbers that were taken by themselves, then the office's own: name, value."""
    found = []
    for group in queries.groups(row.counted):
        for line in group.lines:
            parts = f" ({line.part_words})" if line.parts else ""
            found.append((f"{line.name}{parts}", line.words))
    for each in row.numbers:
        note = f" ({each['note']})" if each.get("note") else ""
        found.append((f"{each['name']}{note}", str(each["value"])))
    return found


def _facts(row: Tryout) -> list[tuple[str, str]]:
    known = [
        (_("Methode"), methods(row)),
        (_("Wann"), days(row)),
        (_("Federführung"), str(row.office or "")),
        (_("Beteiligte"), queries.people_words(row)),
        (_("Wege"), ways(row)),
        (_("Arbeitsstunden der Stadt"), number(row.hours) if row.hours is not None else ""),
        (_("Ausgaben in Euro"), number(row.euros) if row.euros is not None else ""),
        (_("Empfehlung"), verdict(row)),
    ]
    return [(name, value) for name, value in known if value]


def compose(rows: Sequence[Tryout]) -> Paper:
    """The report: an overview, then each try-out on a sheet of its own. One alone is the whole paper."""
    language = get_language() or "de"
    today = date_format(timezone.localdate())
    if len(rows) == 1:
        row = rows[0]
        return Paper(
            title=row.title,
            eyebrow=_("Erprobung"),
            lead=row.question,
            language=language,
            author=str(row.office or settings.CITY),
            blocks=[*_one(row), *_closing(today)],
        )
    blocks: list[Block] = []
    if rows:
        blocks.append(Heading(_("Überblick")))
        blocks.append(
            Table(
                _("Alle Erprobungen in diesem Bericht"),
                (_("Erprobung"), _("Methode"), _("Wann"), _("Beteiligte"), _("Empfehlung")),
                [
                    (row.title, methods(row), days(row), queries.people_words(row) or "–", verdict(row))
                    for row in rows
                ],
                widths=(4, 3, 3, 2, 3),
            )
        )
        learned = [f"{row.title}: {row.advice.strip().splitlines()[0]}" for row in rows if row.advice.strip()]
        if learned:
            blocks += [Heading(_("Was wir daraus machen")), Items(learned)]
    else:
        blocks.append(Paragraph(_("Zu dieser Auswahl gibt es noch keine Erprobung.")))
    for row in rows:
        blocks += [Heading(row.title, new_page=True), Paragraph(row.question, label=_("Frage"))]
        blocks += _one(row, level=2)
    return Paper(
        title=_("Erprobungen in %(city)s") % {"city": settings.CITY},
        eyebrow=_("Bericht für das Umsetzungskonzept"),
        lead=ngettext(
            "%(n)d Erprobung, mit dem, was gelang, und dem, was nicht gelang",
            "%(n)d Erprobungen, mit dem, was gelang, und dem, was nicht gelang",
            len(rows),
        )
        % {"n": len(rows)},
        language=language,
        author=str(settings.CITY),
        blocks=[*blocks, *_closing(today)],
    )


def _one(row: Tryout, level: int = 1) -> Iterable[Block]:
    yield Paragraph(row.hypothesis, label=_("Annahme, vorher aufgeschrieben"))
    yield Table(_("Auf einen Blick"), (_("Angabe"), _("Wert")), _facts(row), widths=(2, 4))
    numbers = counted(row)
    if numbers:
        yield Heading(_("Zahlen"), level)
        yield Table(_("Was gezählt wurde"), (_("Was"), _("Zahl")), numbers, widths=(5, 1))
    for title, text in (
        (_("Was gelang"), row.worked),
        (_("Was nicht gelang"), row.worked_not),
        (_("Was wir empfehlen"), row.advice),
    ):
        if text.strip():
            yield Heading(title, level)
            yield Paragraph(text)
    if row.process is not None and row.process.is_public:
        yield Paragraph(
            row.process.title,
            label=_("Prozess"),
            url=f"{settings.BASE_URL}{row.process.get_absolute_url()}",
        )
    for event in row.shown_events:  # type: ignore[attr-defined]
        yield Paragraph(event.title, label=_("Treffen"), url=f"{settings.BASE_URL}{event.get_absolute_url()}")
    yield Paragraph(
        _("Seite dieser Erprobung"), url=f"{settings.BASE_URL}{row.get_absolute_url()}", quiet=True
    )


def _closing(today: str) -> Iterable[Block]:
    yield Paragraph(
        _(
            "Stand: %(day)s. Zahlen aus Prozessen und Treffen hat die Plattform beim Veröffentlichen der Erprobung gezählt. Zahlen unter 5 über Menschen werden nicht genannt."
        )
        % {"day": today},
        quiet=True,
    )


def side_by_side(rows: Sequence[Tryout]) -> list[tuple[str, list[str]]]:
    """What can be compared, one line a thing; a line that nobody can fill is left out."""
    columns = [_column(row) for row in rows]
    lines = []
    for part in range(len(columns[0]) if columns else 0):
        names = dict.fromkeys(name for column in columns for name in column[part])
        if part == 2:
            # What was counted stands in the order of the pages, also where only the second has it.
            known = {str(name_of(key)): place for place, key in enumerate(COUNTED)}
            names = dict.fromkeys(sorted(names, key=lambda name: known[name]))
        lines += [(name, [column[part].get(name, "") for column in columns]) for name in names]
    return [(name, cells) for name, cells in lines if any(cells)]


def _column(row: Tryout) -> tuple[dict[str, str], ...]:
    """What is said of one: before, at a glance, counted, the office's own numbers, after."""
    facts = dict(_facts(row))
    verdict = {_("Empfehlung"): facts.pop(_("Empfehlung"))}
    counted = {
        str(line.name): line.words + (f" ({line.part_words})" if line.parts else "")
        for group in queries.groups(row.counted)
        for line in group.lines
    }
    own = {
        str(each["name"]): str(each["value"]) + (f" ({each['note']})" if each.get("note") else "")
        for each in row.numbers
    }
    return (
        {_("Frage"): row.question, _("Annahme, vorher aufgeschrieben"): row.hypothesis},
        facts,
        counted,
        own,
        {
            _("Was gelang"): row.worked,
            _("Was nicht gelang"): row.worked_not,
            **verdict,
            _("Was wir empfehlen"): row.advice,
        },
    )
