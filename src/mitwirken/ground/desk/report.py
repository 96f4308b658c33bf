# SPDX-License-Identifier: EUPL-1.2
"""The figures of a year, composed once: a page, a PDF and an ODT are drawn from the same, and a CSV carries the same numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from csv import writer

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.ui.paper import Block, Heading, Paper, Paragraph, Table

from . import queries
from .registry import contributions

BOM = "\ufeff"
"""Excel takes a CSV for Windows-1252 unless it begins with this."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def tables_of(year: int) -> list[Table]:
    """What came in by which way, how fast the city answered, what became of it, and by whom."""
    told = queries.figures(year)
    return [_by_channel(year), _answers(told), _statuses(told), _offices(told)]


def _by_channel(year: int) -> Table:
    rows = []
    for kind in contributions():
        found = kind.count(year)
        numbers = [found.get(channel, 0) for channel in Channel.values]
        rows.append([str(kind.name), *map(str, numbers), str(sum(numbers))])
    return Table(
        _("Beiträge nach Weg"),
        [_("Art"), *(str(channel.label) for channel in Channel), _("zusammen")],
        rows,
    )


def _days(number: int | None) -> str:
    return "–" if number is None else str(number)


def _answers(told: queries.YearFigures) -> Table:
    share = "–" if told.in_time_share is None else f"{told.in_time_share} %"
    rows = [
        [_("Fälle eingegangen"), str(told.received)],
        [_("davon beantwortet"), str(told.answered)],
        [_("davon in der Frist"), f"{told.in_time} ({share})"],
        [_("noch ohne Antwort"), str(told.waiting)],
        [_("Arbeitstage bis zur ersten Antwort, mittlerer Wert"), _days(told.median_days)],
        [_("Arbeitstage bis zur ersten Antwort, längste Zeit"), _days(told.longest_days)],
        [_("veröffentlichte Antworten"), str(told.answers)],
        [_("davon Berichtigungen"), str(told.corrections)],
        [_("von mehreren Menschen unterschrieben"), str(told.co_signed)],
        [_("Rückmeldungen anderer Ämter"), str(told.parts)],
        [_("davon in der Frist"), str(told.parts_in_time)],
    ]
    return Table(_("Antworten"), [_("Was"), _("Zahl")], rows, widths=(4, 1))


def _statuses(told: queries.YearFigures) -> Table:
    rows = [[str(status.label), str(number)] for status, number in told.statuses]
    return Table(
        _("Welchen Stand Fälle in diesem Jahr erreicht haben"), [_("Stand"), _("Fälle")], rows, widths=(4, 1)
    )


def _offices(told: queries.YearFigures) -> Table:
    rows = [
        [row.office or _("noch ohne Amt"), str(row.answered), str(row.in_time), _days(row.median_days)]
        for row in told.offices
    ]
    head = [_("Amt"), _("beantwortet"), _("in der Frist"), _("Arbeitstage, mittlerer Wert")]
    return Table(_("Nach Amt"), head, rows)


def paper_of(year: int, city: str) -> Paper:
    blocks: list[Block] = []
    for table in tables_of(year):
        blocks.append(Heading(table.caption))
        blocks.append(table if table.rows else Paragraph(_("In diesem Jahr gab es das nicht."), quiet=True))
    blocks.append(
        Paragraph(
            _(
                "Gezählt sind die Fälle, die in dem Jahr eingegangen sind, so wie sie heute stehen. Übungen zählen "
                "nicht mit. Arbeitstage sind Montag bis Freitag ohne die Feiertage in Nordrhein-Westfalen."
            ),
            quiet=True,
        )
    )
    return Paper(
        title=_("Beteiligung %(year)d in Zahlen") % {"year": year},
        blocks=blocks,
        author=city,
        eyebrow=city,
    )


def csv_of(year: int) -> Iterator[str]:
    """One line a number: table, line, column, value."""
    yield BOM + _line(["tabelle", "zeile", "spalte", "wert"])
    for table in tables_of(year):
        for row in table.rows:
            for column, value in zip(table.head[1:], row[1:], strict=True):
                yield _line([table.caption, row[0], column, value])


def _line(cells: list[str]) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe in front."""
    buffer = io.StringIO()
    writer(buffer).writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return buffer.getvalue()
