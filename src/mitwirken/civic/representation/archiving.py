# SPDX-License-Identifier: EUPL-1.2
"""Who took part, for the city archive."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mitwirken.civic.archive.registry import Book

from . import queries
from .models import Figure

PAGE = "wer-macht-mit.html"


def addresses(process: Any) -> list[tuple[str, str]]:
    if not Figure.objects.filter(process=process).exists():
        return []
    return [(reverse("representation:process", args=[process.slug]), PAGE)]


def write(book: Book, process: Any) -> None:
    view = queries.view(process)
    book.page(PAGE, _("Wer macht mit?"), render_to_string("representation/archive.html", {"view": view}))
    book.data(
        "daten/wer-macht-mit.json",
        (
            {"question": table.trait, "value": line.value, "count": line.count, "answers": view.answers}
            for table in view.tables
            for line in table.lines
        ),
    )
