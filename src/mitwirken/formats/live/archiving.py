# SPDX-License-Identifier: EUPL-1.2
"""The minutes of the meetings of a process, for the city archive: those that were released to everybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mitwirken.civic.archive.pages import body_of
from mitwirken.civic.archive.registry import Book
from mitwirken.civic.participation.models import Process

from . import minutes
from .models import Gathering, Item
from .queries import Look

LIST = "protokolle.html"


def _rows(process: Process) -> list[Gathering]:
    found = Gathering.objects.filter(
        event__process=process, event__published_at__isnull=False, released_at__isnull=False
    )
    return list(found.select_related("event").order_by("event__starts_at", "pk"))


def _path(gathering: Gathering) -> str:
    return f"protokolle/{gathering.code.lower()}.html"


def addresses(process: Process) -> list[tuple[str, str]]:
    rows = _rows(process)
    if not rows:
        return []
    return [("/protokolle/", LIST), *((minutes.gathering_url(row), _path(row)) for row in rows)]


def write(book: Book, process: Process) -> None:
    rows = _rows(process)
    entries = [{"gathering": row, "path": _path(row)} for row in rows]
    book.page(LIST, _("Protokolle"), render_to_string("live/archive_list.html", {"entries": entries}))
    for row in rows:
        context = _context(row)
        html = body_of(render_to_string("live/minutes_pdf.html", context))
        title = _("Protokoll: %(title)s") % {"title": row.event.title}
        book.page(_path(row), title, html.replace("<h1", "<h2").replace("</h1>", "</h2>"))
        book.data(f"daten/protokoll-{row.code.lower()}.json", [minutes.as_data(context["minutes"])])


def _context(gathering: Gathering) -> dict[str, Any]:
    found = minutes.compose(Look(gathering))
    return {
        "gathering": gathering,
        "event": gathering.event,
        "minutes": found,
        "number_words": minutes.number_words(found.numbers),
        "address": "",
        "city": settings.CITY,
    }


def process_of_item(number: int) -> int | None:
    """Of what was said in a gathering."""
    found = Item.objects.filter(pk=number).values_list("gathering__event__process_id", flat=True)
    return found.first()
