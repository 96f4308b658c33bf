# SPDX-License-Identifier: EUPL-1.2
"""Try-outs as open data, and the report as PDF and OpenDocument."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.ground import pages
from mitwirken.ground.api import streams
from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.ui import odt, pdf
from mitwirken.ground.ui.paper import Paper
from mitwirken.kernels import small_cells

from .. import report
from ..models import Tryout
from ..queries import tryouts as queries
from ..tryouts import CHANNELS, COUNTED

_SAME = (
    "slug", "title", "question", "hypothesis", "began_on", "ended_on", "people", "hours", "euros", "worked", "worked_not", "verdict",
    "advice", "published_at",
)  # fmt: skip
COLUMNS = (
    "number", *_SAME, "methods", "process", "events", "office", *(f"people_{key}" for key in CHANNELS),
    *(f"counted_{key.replace('.', '_')}" for key in COUNTED), "own_numbers", "url",
)  # fmt: skip


def _plain(chunk: Sequence[Tryout]) -> list[dict[str, Any]]:
    """A number of people below five is empty here as well, like one that is not known."""
    made = []
    for row in chunk:
        counted = {str(each["key"]): each["value"] for each in row.counted}
        mix = queries.mix(row) if row.channels else None
        said = {key: count for key, _name, count in mix.ways} if mix else {}
        made.append(
            {name: getattr(row, name) for name in _SAME}
            | {
                "number": row.pk,
                "people": None if (row.people or 0) < small_cells.LEAST else row.people,
                "methods": " ".join(method.key for method in row.methods.all()),
                "process": row.process.slug if row.process and row.process.is_public else "",
                "events": " ".join(event.slug for event in row.shown_events),  # type: ignore[attr-defined]
                "office": row.office.name if row.office else "",
                "own_numbers": "\n".join(
                    " | ".join(filter(None, (each["name"], each["value"], each.get("note", ""))))
                    for each in row.numbers
                ),
                "url": f"{settings.BASE_URL}{row.get_absolute_url()}",
            }
            | {f"people_{key}": said.get(key) for key in CHANNELS}
            | {f"counted_{key.replace('.', '_')}": counted.get(key) for key in COUNTED}
        )
    return made


@require_safe
def tryouts(request: HttpRequest, format: str) -> StreamingHttpResponse:
    """All published try-outs in one file."""
    rows = queries.whole(queries.public())
    return streams.file_of(
        request, streams.in_chunks(rows, _plain), COLUMNS, name="erprobungen", format=format
    )


def _paper(request: HttpRequest) -> Paper:
    pages.depends_on(request, "toolbox")
    require_pace(address_of(request), "toolbox.report", at_most=60, seconds=600)
    return report.compose(report.asked_for(request.GET))


def _file(paper: Paper, data: bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    name = slugify(paper.title)[:60] or "bericht"
    how = "inline" if ending == "pdf" else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name}.{ending}"'
    return response


@require_safe
def report_pdf(request: HttpRequest) -> HttpResponse:
    """Refuses where the server cannot make PDFs, and names the page to print."""
    paper = _paper(request)
    html = render_to_string("toolbox/paper_pdf.html", {"paper": paper})
    instead = _(
        "PDF kann dieser Server nicht herstellen. Den Bericht gibt es als Seite zum Drucken und als ODT-Datei."
    )
    return _file(paper, pdf.pdf_of(html, instead=instead), "application/pdf", "pdf")


@require_safe
def report_odt(request: HttpRequest) -> HttpResponse:
    """For those who write on in it."""
    paper = _paper(request)
    return _file(paper, odt.odt_of(paper), odt.MIME, "odt")
