# SPDX-License-Identifier: EUPL-1.2
"""The offices that answer."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Refusal

from .. import actions, rules
from ..access import staff_page
from ..doors import render_desk, show_refusal
from ..forms import OfficeForm
from ..models import FINISHED, Office

FIELDS = ("name", "short", "email", "signature")


@require_safe
@staff_page(*rules.OFFICE_EDITORS)
def offices(request: HttpRequest) -> HttpResponse:
    open_cases = Count("cases", filter=Q(cases__shelved_at=None) & ~Q(cases__status__in=FINISHED))
    return render_desk(
        request, "desk/offices.html", {"offices": Office.objects.annotate(open_cases=open_cases)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.OFFICE_EDITORS)
def office(request: HttpRequest, slug: str = "") -> HttpResponse:
    row = Office.objects.filter(slug=slug).first() if slug else None
    if slug and row is None:
        raise Refusal(_("Dieses Amt gibt es nicht oder nicht mehr."), status=404)
    form = OfficeForm(
        request.POST or None, initial={name: getattr(row, name) for name in FIELDS} if row else None
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data

        def deed() -> str:
            saved = actions.save_office(values=clean, by=request.user, office=row)
            messages.success(request, _("„%(office)s“ ist gespeichert.") % {"office": saved})
            return "desk:offices"

        try:
            return redirect(once(clean["once"], deed))
        except Refusal as refusal:
            show_refusal(form, refusal)
    return render_desk(
        request,
        "desk/office.html",
        {"form": form, "office": row},
        status=422 if form.is_bound and form.errors else 200,
    )
