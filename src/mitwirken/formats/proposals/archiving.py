# SPDX-License-Identifier: EUPL-1.2
"""Proposals with what was said on them and what the city answered, for the city archive. Without who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mitwirken.civic.archive.registry import Book
from mitwirken.civic.participation.models import Process
from mitwirken.formats.deliberation import queries as deliberation
from mitwirken.formats.deliberation.models import TOP, Argument
from mitwirken.ground.desk import queries as cases

from . import queries, tables
from .models import Proposal

LIST = "vorschlaege.html"
AT_ONCE = 100


def _path(pk: int) -> str:
    return f"vorschlaege/{pk}.html"


def _rows(process: Process) -> Any:
    return queries.public(Proposal.objects.filter(process=process)).order_by("pk")


def addresses(process: Process) -> list[tuple[str, str]]:
    keys = list(_rows(process).values_list("pk", flat=True))
    if not keys:
        return []
    return [
        (reverse("proposals:list", args=[process.slug]), LIST),
        *((reverse("proposals:proposal", args=[process.slug, pk]), _path(pk)) for pk in keys),
    ]


def write(book: Book, process: Process) -> None:
    statuses: dict[int, Any] = {}
    for some in _chunks(process):
        ids = [row.pk for row in some]
        views = cases.public_views(queries.KIND, ids)
        said = _said(ids)
        for row in some:
            case = views.get(row.pk)
            statuses[row.pk] = case.status_words if case else ""
            sides = [
                (kind.label, [one for one in said.get(row.pk, []) if one["row"].kind == kind]) for kind in TOP
            ]
            context = {"proposal": row, "case": case, "sides": [side for side in sides if side[1]]}
            book.page(
                _path(row.pk),
                f"{row.number}: {row.title}",
                render_to_string("proposals/archive.html", context),
            )
    entries = (
        {"title": row.title, "number": row.number, "path": _path(row.pk), "status": statuses.get(row.pk, "")}
        for some in _chunks(process)
        for row in some
    )
    book.page(
        LIST, _("Vorschläge"), render_to_string("proposals/archive_list.html", {"entries": list(entries)})
    )
    book.data("daten/vorschlaege.json", tables.proposal_rows(_rows(process)))
    book.data("daten/beitraege.json", tables.argument_rows(process))
    book.data("daten/bewertungen.json", tables.rating_rows(process))


def _chunks(process: Process) -> Iterator[list[Proposal]]:
    last = 0
    while True:
        rows = (
            _rows(process).filter(pk__gt=last).select_related("process", "category", "place", "merged_into")
        )
        some = list(rows.prefetch_related("pictures").defer("place__outline")[:AT_ONCE])
        if not some:
            return
        yield some
        last = some[-1].pk


def _said(ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """What everybody may read on some proposals, replies under what they reply to, in the order of time."""
    rows = deliberation.public(Argument.objects.filter(subject_kind=queries.KIND, subject_id__in=ids))
    tops: dict[int, dict[str, Any]] = {}
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.select_related("office").order_by("created_at", "pk"):
        if row.parent_id is None:
            tops[row.pk] = {"row": row, "replies": []}
            found.setdefault(row.subject_id, []).append(tops[row.pk])
        elif row.parent_id in tops:
            tops[row.parent_id]["replies"].append(row)
    return found


def process_of(number: int) -> int | None:
    return Proposal.objects.filter(pk=number).values_list("process_id", flat=True).first()


def process_of_argument(number: int) -> int | None:
    row = Argument.objects.filter(pk=number).first()
    return process_of(row.subject_id) if row is not None and row.subject_kind == queries.KIND else None
