# SPDX-License-Identifier: EUPL-1.2
"""The meetings of a process, for the city archive."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mitwirken.civic.archive.registry import Book
from mitwirken.civic.participation.models import Process

from . import queries
from .models import Event

LIST = "veranstaltungen.html"


def rows(process: Process) -> list[Event]:
    return list(queries.public(Event.objects.filter(process=process)).order_by("starts_at", "pk"))


def _path(event: Event) -> str:
    return f"veranstaltungen/{event.slug}.html"


def addresses(process: Process) -> list[tuple[str, str]]:
    found = rows(process)
    if not found:
        return []
    return [
        (reverse("events:overview"), LIST),
        *((event.get_absolute_url(), _path(event)) for event in found),
    ]


def write(book: Book, process: Process) -> None:
    found = rows(process)
    entries = [{"event": event, "path": _path(event)} for event in found]
    book.page(LIST, _("Veranstaltungen"), render_to_string("events/archive_list.html", {"entries": entries}))
    for event in found:
        context = {"event": event, "answers": queries.answers(event)}
        book.page(_path(event), event.title, render_to_string("events/archive.html", context))
    book.data("daten/veranstaltungen.json", map(_plain, found))


def _plain(event: Event) -> dict[str, Any]:
    names = (
        "slug",
        "title",
        "summary",
        "kind",
        "mode",
        "venue",
        "starts_at",
        "ends_at",
        "cancelled_at",
        "cancelled_because",
    )
    return {name: getattr(event, name) for name in names}


def process_of(number: int) -> int | None:
    return Event.objects.filter(pk=number).values_list("process_id", flat=True).first()
