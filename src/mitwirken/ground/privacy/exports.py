# SPDX-License-Identifier: EUPL-1.2
"""The register of processing as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.ground import pages
from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.ui import odt, pdf
from mitwirken.ground.ui.paper import Paper

from . import papers


def file_of(paper: Paper, *, ending: str, name: str) -> HttpResponse:
    """The paper as `pdf` (opens in the browser) or `odt` (to write on in it)."""
    if ending == "odt":
        response = HttpResponse(odt.odt_of(paper), content_type=odt.MIME)
    else:
        html = render_to_string("privacy/paper_pdf.html", {"paper": paper})
        instead = _(
            "PDF kann dieser Server nicht herstellen. Es gibt die Seite zum Lesen und eine ODT-Datei."
        )
        response = HttpResponse(pdf.pdf_of(html, instead=instead), content_type="application/pdf")
    how = "inline" if ending == "pdf" else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name}.{ending}"'
    return response


def _register(request: HttpRequest, ending: str) -> HttpResponse:
    pages.depends_on(request, "privacy")
    require_pace(address_of(request), "privacy.paper", at_most=60, seconds=600)
    return file_of(papers.register_paper(), ending=ending, name="verzeichnis-der-verarbeitung")


@require_safe
def register_pdf(request: HttpRequest) -> HttpResponse:
    """Refuses where the server cannot make PDFs, and names what there is instead."""
    return _register(request, "pdf")


@require_safe
def register_odt(request: HttpRequest) -> HttpResponse:
    return _register(request, "odt")


@require_safe
def register_json(request: HttpRequest) -> JsonResponse:
    pages.depends_on(request, "privacy")
    return JsonResponse(papers.register_plain(), json_dumps_params={"ensure_ascii": False, "indent": 2})
