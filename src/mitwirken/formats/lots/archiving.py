# SPDX-License-Identifier: EUPL-1.2
"""The protocols of what was drawn, for the city archive: numbers and no list."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from mitwirken.civic.archive.registry import Book
from mitwirken.civic.participation.models import Process

from . import protocol, queries
from .models import Draw, State


def _rows(process: Process) -> list[Draw]:
    return [row for row in queries.of_process(process) if row.state == State.DRAWN]


def _path(row: Draw) -> str:
    return f"auslosungen/{row.pk}.html"


def addresses(process: Process) -> list[tuple[str, str]]:
    return [(reverse("lots:protocol", args=[row.pk]), _path(row)) for row in _rows(process)]


def write(book: Book, process: Process) -> None:
    rows = _rows(process)
    for row in rows:
        paper = protocol.compose(row, listed=False)
        book.page(_path(row), row.title, render_to_string("lots/archive.html", {"paper": paper}))
    if rows:
        book.data("daten/auslosungen.json", map(_plain, rows))


def _plain(row: Draw) -> dict[str, Any]:
    names = (
        "title", "purpose", "who", "pool", "seats", "substitutes", "quotas", "closed_at", "size", "digest",
        "seed_source", "seed_at", "seed", "drawn_at", "result",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def process_of(number: int) -> int | None:
    return Draw.objects.filter(pk=number).values_list("process_id", flat=True).first()
