# SPDX-License-Identifier: EUPL-1.2
"""How the phases of a process came out, for the city archive."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mitwirken.civic.archive.registry import Book
from mitwirken.civic.participation.models import Phase, Process

from . import panels, queries
from .registry import setup_of

LIST = "ergebnisse.html"
AT_ONCE = 500


def _phases(process: Process) -> list[Phase]:
    """Those that were rated and whose result everybody may see."""
    rows = process.phases.select_related("process").order_by("starts_at", "pk")
    return [phase for phase in rows if setup_of(phase) is not None and queries.results_open(phase)]


def _path(phase: Phase) -> str:
    return f"ergebnisse/{phase.pk}.html"


def addresses(process: Process) -> list[tuple[str, str]]:
    phases = _phases(process)
    if not phases:
        return []
    first = (reverse("participation:process", args=[process.slug]) + "#ergebnisse", LIST)
    return [first, *((reverse("rating:results", args=[phase.pk]), _path(phase)) for phase in phases)]


def write(book: Book, process: Process) -> None:
    phases = _phases(process)
    entries = [{"title": phase.title, "path": _path(phase)} for phase in phases]
    book.page(LIST, _("Ergebnisse"), render_to_string("rating/archive_list.html", {"entries": entries}))
    for phase in phases:
        setup: Any = setup_of(phase)
        choice = queries.candidates_of(phase)
        rows: Any = queries.in_order_of_result(phase, choice) if choice else []
        lines = [
            line
            for page in Paginator(rows, AT_ONCE)
            for line in (queries.ranked(phase, choice, page) if choice else [])
        ]
        turnout = panels.by_channel(queries.turnout(phase))
        context = panels.described(phase, setup) | {"lines": lines, "turnout": turnout}
        book.page(_path(phase), phase.title, render_to_string("rating/archive.html", context))
