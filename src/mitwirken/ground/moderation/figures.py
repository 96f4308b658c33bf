# SPDX-License-Identifier: EUPL-1.2
"""The figures of a year as tables, for the page and for a file. Counts under five are not shown (`docs/rules/small-cells.md`)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mitwirken.kernels import small_cells

from . import queries
from .models import Category, Ground, Step, Verdict


@dataclass(frozen=True)
class Line:
    """`number` is None where it is too small to be shown."""

    key: str
    name: Any
    number: int | None


@dataclass(frozen=True)
class Table:
    key: str
    name: Any
    lines: list[Line]
    total: int | None


def tables_of(year: int) -> list[Table]:
    """One query. Whether a machine decided is no table: no machine can."""
    numbers = queries.tallies(year)
    return [
        _table(numbers, "reports", _("Meldungen"), {one.value: one.label for one in Category}),
        _table(numbers, "decided", _("Entscheidungen"), {one.value: one.label for one in Verdict}),
        _table(
            numbers,
            "origin",
            _("Wie es zu den Entscheidungen kam"),
            {
                "reported": _("nach einer Meldung oder einem Widerspruch"),
                "own": _("durch eigene Prüfung"),
                "held": _("nachdem ein Filter angehalten hatte"),
            },
        ),
        _table(
            numbers, "ground", _("Worauf sich das Verbergen stützt"), {one.value: one.label for one in Ground}
        ),
        _table(
            numbers,
            "time",
            _("Wie lange Meldungen warteten"),
            {
                "day": _("unter einem Tag"),
                "week": _("unter einer Woche"),
                "longer": _("länger"),
            },
        ),
        _table(
            numbers,
            "objections",
            _("Wie über Widersprüche entschieden wurde"),
            {
                "changed": _("anders als vorher"),
                "confirmed": _("wie vorher"),
            },
        ),
        _table(numbers, "measures", _("Maßnahmen gegen Missbrauch"), {one.value: one.label for one in Step}),
    ]


def _table(numbers: dict[str, int], group: str, name: Any, names: dict[str, Any]) -> Table:
    counts = {key: numbers.get(f"{group}.{key}", 0) for key in names}
    total = sum(counts.values())
    if not total:
        # Nothing happened: that is nobody's secret, and worth saying.
        return Table(group, name, [Line(key, names[key], 0) for key in names], 0)
    shown = small_cells.shown(counts)
    return Table(
        group,
        name,
        [Line(key, names[key], shown[key]) for key in names],
        total if total >= small_cells.LEAST else None,
    )


def csv_of(year: int) -> str:
    """One line a figure; an empty number is one that is not shown."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["year", "table", "key", "name", "number"])
    for table in tables_of(year):
        for line in table.lines:
            rows.writerow([year, table.key, line.key, line.name, "" if line.number is None else line.number])
        rows.writerow([year, table.key, "total", "", "" if table.total is None else table.total])
    rows.writerow([year, "automated", "total", _("Automatisch entschieden"), 0])
    return out.getvalue()
