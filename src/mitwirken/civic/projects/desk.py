# SPDX-License-Identifier: EUPL-1.2
"""The Vorhabenliste at the desk: written by offices, published by those who answer for participation."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_conflict, show_refusal

from . import actions, queries, rules
from .forms import ProjectForm
from .models import Project

A_PAGE = 25
A_GLANCE = 6


@require_safe
@staff_page(*rules.WRITERS)
def projects(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.at_the_desk(), A_PAGE).get_page(request.GET.get("seite"))
    return render_desk(request, "projects/desk_list.html", {"page": page})


def _find(pk: int) -> Project:
    row = queries.with_names(Project.objects.filter(pk=pk)).first() if pk < 2**63 else None
    if row is None:
        raise Refusal(_("Dieses Vorhaben gibt es nicht."), status=404)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.WRITERS)
def project(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = _find(pk) if pk is not None else None
    if row is not None:
        rules.may_write(request.user, row.office)
    form = ProjectForm(request.POST or None, person=request.user, project=row)
    status, pairs = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def deed() -> str:
                actions.save_project(
                    draft=form.draft(), by=request.user, project=row, seen=form.cleaned_data["seen"]
                )
                messages.success(request, _("Das Vorhaben ist gespeichert."))
                return "projects:desk"

            try:
                return redirect(once(form.cleaned_data["once"], deed))
            except Conflict as conflict:
                if row is not None:  # a new one has no rival
                    pairs = show_conflict(form, conflict, row)
                status = 409
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
    context = {
        "project": row,
        "form": form,
        "pairs": pairs,
        "publishes": rules.can(rules.may_publish, request.user),
    }
    return render_desk(request, "projects/desk_project.html", context, status=status)


@require_POST
@staff_page(*rules.KEEPERS)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    actions.publish_project(project=_find(pk), by=request.user)
    messages.success(request, _("Das Vorhaben steht jetzt auf der öffentlichen Liste."))
    return redirect("projects:desk")


@require_POST
@staff_page(*rules.KEEPERS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    actions.close_project(project=row, by=request.user, closed=row.closed_at is None)
    messages.success(request, _("Gespeichert."))
    return redirect("projects:desk")


def board_panel(request: HttpRequest) -> SafeString:
    """What comes next, on the core team's board."""
    context = {"projects": queries.soon(A_GLANCE)}
    return render_to_string("projects/board_panel.html", context, request=request)
