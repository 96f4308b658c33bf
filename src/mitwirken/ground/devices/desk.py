# SPDX-License-Identifier: EUPL-1.2
"""Setting devices up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import confirm, form_status, render_desk, show_refusal

from . import actions, queries, rules
from .forms import DeviceForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.ROLES)
def overview(request: HttpRequest) -> HttpResponse:
    """Which devices there are, and a new one with its code."""
    form, made, code, status = DeviceForm(request.POST or None), None, "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made, code = actions.set_up(by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                # Shown in the answer itself: it is kept nowhere, so it cannot be fetched after a redirect.
                form, status = DeviceForm(), 200
    context = {"form": form, "made": made, "code": code, "devices": list(queries.devices())}
    return render_desk(request, "devices/desk/overview.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.ROLES)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.running(pk)
    if row is None:
        raise Refusal(_("Dieses Gerät ist schon abgemeldet."), status=404)
    return confirm(
        request,
        lambda: actions.end(device=row, by=request.user),
        title=_("Gerät „%(name)s“ abmelden?") % {"name": row.name},
        text=_(
            "Sein Code gilt nicht mehr, und wer gerade daran sitzt, wird mit dem nächsten Klick abgemeldet."
        ),
        yes=_("Abmelden"),
        back=reverse("devices:desk"),
        danger=True,
    )
