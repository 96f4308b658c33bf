# SPDX-License-Identifier: EUPL-1.2
"""What can be printed or typed in now, and printing with numbers."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal
from mitwirken.ground.desk.roles import has_role
from mitwirken.ground.ui import pdf, practice

from .. import actions, drawing, queries, registry, rules
from ..forms import CopiesForm, SheetNumberForm
from ..models import PrintedForm


def _groups(person: object) -> list[tuple[registry.PaperForm, list[registry.Offer]]]:
    """What the person may print and type in, by form."""
    groups = []
    for form in registry.forms_in_order():
        if has_role(person, *form.roles):
            offers = form.offers()
            if offers:
                groups.append((form, offers))
    return groups


@require_safe
@staff_page(*rules.CLERKS)
def start(request: HttpRequest) -> HttpResponse:
    """A number from a sheet, or what somebody says on the phone; and the sheets to print."""
    form = SheetNumberForm(request.GET if "bogen" in request.GET else None)
    if form.is_bound and form.is_valid() and form.found is not None:
        print_, copy = form.found
        return redirect("paper:enter", print_.code, copy)
    context = {
        "form": form,
        "groups": _groups(request.user),
        "stacks": list(queries.open_stacks(request.user)),
        "entries": list(queries.last_entries(request.user)),
    }
    return render_desk(request, "paper/desk/start.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.CLERKS)
def copies(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """How many numbered sheets?"""
    form_kind, row = registry.find(kind, pk)
    rules.require_may_enter(request.user, form_kind)
    print_ = actions.current_print(kind=kind, pk=pk)
    if print_.practice:
        practice.mark(request)
    form = CopiesForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made, first, last = actions.print_copies(
                    kind=kind, pk=pk, number=form.cleaned_data["number"], by=request.user
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                return redirect("paper:printed", made.code, first, last)
    return render_desk(
        request,
        "paper/desk/copies.html",
        {"form": form, "kind": form_kind, "print": print_, "row": row},
        status=status,
    )


def _range(request: HttpRequest, code: str, first: int, last: int) -> PrintedForm:
    print_ = queries.print_with_code(code)
    if print_ is None or not 1 <= first <= last <= print_.copies or last - first >= rules.MOST_COPIES:
        raise Refusal(_("Diese Bögen gibt es nicht."), status=404)
    rules.require_may_enter(request.user, registry.form_named(print_.kind))
    return print_


@require_safe
@staff_page(*rules.CLERKS)
def printed(request: HttpRequest, code: str, first: int, last: int) -> HttpResponse:
    """The numbered sheets as a page to print."""
    print_ = _range(request, code, first, last)
    if print_.practice:
        practice.mark(request)
    context = {
        "print": print_,
        "form_name": registry.form_named(print_.kind).name,
        "pages": drawing.pages(print_, range(first, last + 1)),
        "pdf_url": reverse("paper:printed_pdf", args=[code, first, last]) if pdf.is_offered() else "",
        "back": reverse("paper:start"),
        "phone": settings.PHONE,
    }
    with override(print_.language):
        return render(request, "paper/sheets.html", context)


@require_safe
@staff_page(*rules.CLERKS)
def printed_pdf(request: HttpRequest, code: str, first: int, last: int) -> HttpResponse:
    print_ = _range(request, code, first, last)
    response = HttpResponse(drawing.as_pdf(print_, range(first, last + 1)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bogen-{code}-{first}-{last}.pdf"'
    return response
