# SPDX-License-Identifier: EUPL-1.2
"""A plan as a file: for the committee as PDF, to write on in it as OpenDocument text."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.ui import odt, pdf
from mitwirken.ground.ui.paper import Paper

from .. import concept
from ..forms.finder import FinderForm
from ..queries import plans


def paper_of(request: HttpRequest) -> Paper:
    """The concept of the plan in the address."""
    form = FinderForm(request.GET)
    if not form.is_valid():
        raise Refusal(
            _("Diese Adresse ist unvollständig. Bitte beginnen Sie beim Plan noch einmal."), status=400
        )
    shown = plans.evaluated(form.answers(), plans.chain_of(request.GET.getlist("s")))
    return concept.compose(shown, form.said(), title=request.GET.get("titel", "").strip()[:140])


def _file(data: bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    how = "inline" if ending == "pdf" else "attachment"
    response["Content-Disposition"] = f'{how}; filename="beteiligungskonzept.{ending}"'
    return response


@require_safe
def concept_pdf(request: HttpRequest) -> HttpResponse:
    """Refuses where the server cannot make PDFs, and names the page to print."""
    require_pace(address_of(request), "toolbox.report", at_most=60, seconds=600)
    html = render_to_string("toolbox/paper_pdf.html", {"paper": paper_of(request)})
    instead = _(
        "PDF kann dieser Server nicht herstellen. Das Konzept gibt es als Seite zum Drucken und als ODT-Datei."
    )
    return _file(pdf.pdf_of(html, instead=instead), "application/pdf", "pdf")


@require_safe
def concept_odt(request: HttpRequest) -> HttpResponse:
    """For those who write on in it."""
    require_pace(address_of(request), "toolbox.report", at_most=60, seconds=600)
    return _file(odt.odt_of(paper_of(request)), odt.MIME, "odt")
