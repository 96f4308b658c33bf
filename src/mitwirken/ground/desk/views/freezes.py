# SPDX-License-Identifier: EUPL-1.2
"""The days before elections on which the city publishes nothing new."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Refusal

from .. import actions, queries, rules
from ..access import staff_page
from ..doors import form_status, render_desk, show_refusal
from ..forms import FreezeForm
from ..models import Freeze


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.FREEZERS)
def freezes(request: HttpRequest) -> HttpResponse:
    form = FreezeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data

            def deed() -> str:
                actions.set_freeze(
                    starts_on=data["starts_on"],
                    ends_on=data["ends_on"],
                    occasion=data["occasion"],
                    by=request.user,
                )
                messages.success(
                    request, _("Gespeichert. An diesen Tagen veröffentlicht die Stadt nichts Neues.")
                )
                return reverse("desk:freezes")

            try:
                return redirect(once(data["once"], deed))
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
    context = {"form": form, "freezes": Freeze.objects.select_related("by")[:20], "now": queries.freeze_now()}
    return render_desk(request, "desk/freezes.html", context, status=status)


@require_POST
@staff_page(*rules.FREEZERS)
def freeze_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = Freeze.objects.filter(pk=pk).first()
    if row is not None:
        actions.end_freeze(freeze=row, by=request.user)
        messages.success(request, _("Aufgehoben. Ab jetzt kann wieder veröffentlicht werden."))
    return redirect("desk:freezes")
