# SPDX-License-Identifier: EUPL-1.2
"""The figures of a year for the report to council and public: page, CSV, PDF, ODT."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.ui import odt, pdf

from .. import queries, report, rules
from ..access import staff_page
from ..doors import render_desk


@require_safe
@staff_page(*rules.READERS)
def figures(request: HttpRequest) -> HttpResponse:
    years = queries.years()
    asked = request.GET.get("jahr", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else years[0]
    context = {
        "year": year,
        "years": years,
        "paper": report.paper_of(year, settings.CITY),
        "has_pdf": pdf.is_offered(),
    }
    return render_desk(request, "desk/figures.html", context)


def _known(year: int) -> int:
    if year not in queries.years():
        raise Refusal(_("Für dieses Jahr gibt es keine Zahlen."), status=404)
    return year


def _file(body: str | bytes, kind: str, year: int, ending: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="beteiligung-{year}.{ending}"'
    return response


@require_safe
@staff_page(*rules.READERS)
def figures_csv(request: HttpRequest, year: int) -> HttpResponse:
    return _file("".join(report.csv_of(_known(year))), "text/csv; charset=utf-8", year, "csv")


@require_safe
@staff_page(*rules.READERS)
def figures_pdf(request: HttpRequest, year: int) -> HttpResponse:
    html = render_to_string("desk/paper_pdf.html", {"paper": report.paper_of(_known(year), settings.CITY)})
    instead = _("Laden Sie stattdessen das ODT oder drucken Sie die Seite.")
    return _file(pdf.pdf_of(html, instead=instead), "application/pdf", year, "pdf")


@require_safe
@staff_page(*rules.READERS)
def figures_odt(request: HttpRequest, year: int) -> HttpResponse:
    return _file(odt.odt_of(report.paper_of(_known(year), settings.CITY)), odt.MIME, year, "odt")
