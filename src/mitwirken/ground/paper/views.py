# SPDX-License-Identifier: EUPL-1.2
"""Pages for everybody: a blank sheet, and what became of what a receipt is for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk import queries as cases
from mitwirken.ground.ui import pdf, practice

from . import actions, drawing, letters, queries, registry
from .forms import ReceiptForm
from .models import PrintedForm

A_YEAR = 365 * 24 * 3600


def _blank(request: HttpRequest, kind: str, pk: int) -> tuple[registry.PaperForm, Any, PrintedForm]:
    form, row = registry.find(kind, pk)
    if not form.may_see(row, request.user):
        raise Refusal(_("Dazu gibt es keinen Bogen oder keinen mehr."), status=404)
    print_ = actions.current_print(kind=kind, pk=pk)
    if print_.practice:
        practice.mark(request)
    return form, row, print_


@require_safe
def blank(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """An empty sheet to fill in by hand. What comes back is typed in at the desk and counts alike."""
    form, _row, print_ = _blank(request, kind, pk)
    context = {
        "print": print_,
        "form_name": form.name,
        "pages": drawing.pages(print_),
        "pdf_url": reverse("paper:blank_pdf", args=[kind, pk]) if pdf.is_offered() else "",
        "phone": settings.PHONE,
    }
    return render(request, "paper/sheets.html", context)


@require_safe
def blank_pdf(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    _form, _row, print_ = _blank(request, kind, pk)
    response = HttpResponse(drawing.as_pdf(print_), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bogen-{print_.code}.pdf"'
    return response


@require_safe
def places(request: HttpRequest, code: str) -> HttpResponse:
    """Where things stand on a print; it never changes."""
    print_ = queries.print_with_code(code)
    if print_ is None:
        raise Refusal(_("Diesen Bogen gibt es nicht."), status=404)
    response = HttpResponse(drawing.places(print_, screen=True), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_ask(request: HttpRequest) -> HttpResponse:
    """Number and code of a receipt lead to what became of it."""
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        require_pace(address_of(request), "paper.receipt", at_most=20, seconds=600)
        found = queries.with_receipt(form.cleaned_data["number"], form.cleaned_data["secret"])
        if found is not None:
            return redirect("paper:receipt", found.pk, found.secret)
        form.add_error(
            None, _("Nummer und Code passen nicht zusammen. Bitte vergleichen Sie beide mit der Quittung.")
        )
    return render(request, "paper/receipt_ask.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_safe
def receipt(request: HttpRequest, number: int, secret: str) -> HttpResponse:
    """When it came, by which way, whether it counts, and what the city says. Shows nobody's name."""
    require_pace(address_of(request), "paper.receipt", at_most=60, seconds=600)
    entry = queries.with_receipt(str(number), secret)
    if entry is None:
        raise Refusal(_("Diese Quittung gibt es nicht oder nicht mehr."), status=404)
    if entry.form.practice:
        practice.mark(request)
    context = {
        "entry": entry,
        "kind": (kind := registry.form_named(entry.form.kind)),
        "told": kind.tells(entry.undo),
        "row": letters.row_of(entry),
        "case": cases.public_view(entry.subject_kind, entry.subject_id) if entry.subject_kind else None,
    }
    return render(request, "paper/receipt.html", context)
