# SPDX-License-Identifier: EUPL-1.2
"""What the public sent in, to look at: publish, decline with a reason, make an example of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal

from ..actions import tips as actions
from ..forms.tips import DeclineForm
from ..models import Tip, TipState
from ..queries import tips as queries
from ..rules.keepers import KEEPERS


@staff_page(*KEEPERS)
@require_safe
def tips(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first; what was decided, the newest first."""
    state = request.GET.get("stand", "")
    state = state if state in TipState.values else TipState.WAITING
    page = Paginator(queries.desk_list(state), 30).get_page(request.GET.get("seite", "1"))
    context = {
        "page": page,
        "state": state,
        "states": list(TipState.choices),
        "noun": "tips",
    }
    return render_desk(request, "toolbox/desk/tips.html", context)


@staff_page(*KEEPERS)
@require_http_methods(["GET", "POST"])
def tip(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, and the decision on it."""
    row = Tip.objects.filter(pk=pk).select_related("method", "decided_by").first() if pk < 2**63 else None
    if row is None:
        raise Refusal(_("Diesen Tipp gibt es nicht oder nicht mehr."), status=404)
    form = DeclineForm(request.POST if request.POST.get("tun") == "decline" else None)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            address = _decide(request, row, form)
        except Refusal as refusal:
            if refusal.status == 409 or not form.is_bound:
                raise
            show_refusal(form, refusal)
            status = form_status(refusal)
        else:
            if address:
                return redirect(address)
    return render_desk(request, "toolbox/desk/tip.html", {"tip": row, "form": form}, status=status)


def _decide(request: HttpRequest, row: Tip, form: DeclineForm) -> str:
    """Carries out what the button says and gives where to go, or nothing when the form is not complete."""
    deed = request.POST.get("tun", "")
    if deed == "publish":
        actions.publish_tip(tip=row, by=request.user)
        messages.success(request, _("Veröffentlicht. Er steht jetzt bei der Methode."))
    elif deed == "example":
        made = actions.make_example(tip=row, by=request.user)
        messages.success(request, _("Entwurf angelegt. Bitte ergänzen Sie, was noch fehlt."))
        return reverse("toolbox:desk_example_edit", args=[made.pk])
    elif deed == "decline":
        if not form.is_valid():
            return ""
        actions.decline_tip(tip=row, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Nicht übernommen. Wer ihn geschickt hat, liest den Grund."))
    else:
        raise Refusal(_("Das gibt es hier nicht."), status=400)
    return reverse("toolbox:desk_tips")
