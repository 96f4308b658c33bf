# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff: enter a proposal for somebody, merge two, take a merge back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mitwirken.civic.participation.models import Process
from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import render_desk
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.pictures.actions import store_picture
from mitwirken.ground.ui import practice

from . import actions, queries, rules
from .forms import EnterForm, MergeForm
from .models import Proposal


@staff_page(*rules.ENTERING)
def choose(request: HttpRequest) -> HttpResponse:
    """For which process something came in."""
    running = [
        process
        for process in Process.objects.filter(published_at__isnull=False).prefetch_related("phases")
        if any("propose" in phase.verbs and phase.is_open() for phase in queries.phases(process))
    ]
    return render_desk(request, "proposals/desk_choose.html", {"processes": running})


@staff_page(*rules.ENTERING)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """One screen for somebody on the phone, a sheet of paper, a person at the stall."""
    process = queries.reachable_process(slug)
    if process is None:
        raise Refusal(
            _("Diese Beteiligung gibt es nicht oder sie ist noch nicht veröffentlicht."), status=404
        )
    if process.practice:
        practice.mark(request)
    rules.require_open(process)
    form = EnterForm(
        request.POST or None,
        request.FILES or None,
        process=process,
        initial={"channel": request.GET.get("weg")},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:

            def deed() -> str:
                kept = (
                    [store_picture(values["picture"], alt=values["alt"], by=request.user)]
                    if values.get("picture")
                    else []
                )
                row = actions.submit_proposal(
                    process=process,
                    clean=form.as_clean(kept),
                    channel=values["channel"],
                    entered_by=request.user,
                    author_label=values["author_label"],
                    contact_note=values["contact_note"],
                )
                return row.get_absolute_url()

            address = once(request.POST.get("once", ""), deed)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            number = address.rstrip("/").rsplit("/", 1)[-1]
            messages.success(
                request,
                _(
                    "Eingetragen als V-%(number)s. Nennen Sie der Person die Nummer: Damit findet sie den Vorschlag wieder."
                )
                % {"number": number},
            )
            return redirect("proposals:enter", slug) if "next" in request.POST else redirect(address)
    return render_desk(
        request,
        "proposals/desk_enter.html",
        {"process": process, "form": form, "once": new_token()},
        status=422 if form.is_bound and not getattr(form, "picking", False) else 200,
    )


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
