# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff: merge two proposals, take a merge back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import render_desk
from mitwirken.ground.desk.roles import Role

from . import actions, queries, rules
from .forms import MergeForm
from .models import Proposal


def _any(number: int) -> Proposal:
    row = Proposal.objects.select_related("process", "merged_into").filter(pk=number).first()
    if row is None:
        raise Refusal(_("Diesen Vorschlag gibt es nicht."), status=404)
    return row


@staff_page(*rules.TRIAGE, Role.MODERATION)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, number: int) -> HttpResponse:
    row = _any(number)
    form = MergeForm(request.POST or None, initial={"target": request.GET.get("mit", "")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.merge_proposals(
                source=row,
                target=_any(form.cleaned_data["target"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("Zusammengeführt. Beide Verfasser*innen sind genannt und bekommen eine Nachricht.")
            )
            return redirect(_any(form.cleaned_data["target"]).get_absolute_url())
    return render_desk(
        request,
        "proposals/desk_merge.html",
        {
            "proposal": row,
            "process": row.process,
            "form": form,
            "similar": [
                p
                for p in queries.similar_to(row.process, row.title, row.text, but=row.pk)
                if not p.merged_into_id
            ],
        },
        status=422 if form.is_bound and not getattr(form, "picking", False) else 200,
    )


@staff_page(*rules.TRIAGE, Role.MODERATION)
@require_POST
def unmerge(request: HttpRequest, number: int) -> HttpResponse:
    row = _any(number)
    actions.unmerge_proposal(proposal=row, by=request.user)
    messages.success(request, _("Getrennt. Beide Vorschläge stehen wieder für sich."))
    return redirect(row.get_absolute_url())
