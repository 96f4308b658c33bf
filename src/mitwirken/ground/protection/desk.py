# SPDX-License-Identifier: EUPL-1.2
"""Pages of the city's side of data protection."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_conflict, show_refusal
from mitwirken.ground.desk.roles import has_role
from mitwirken.ground.privacy import queries as privacy
from mitwirken.ground.ui import odt, pdf

from . import actions, queries, rules
from .assessment import assessment_paper
from .forms import AnswerForm, IncidentForm
from .models import Incident, Request

A_PAGE = 25


@require_safe
@staff_page(*rules.READERS)
def start(request: HttpRequest) -> HttpResponse:
    """What waits: requests of people, incidents whose clock runs."""
    answers = has_role(request.user, *queries.ANSWERERS)
    context = {
        "answers": answers,
        "waiting": list(queries.waiting()[:A_PAGE]) if answers else [],
        "incidents": list(queries.open_incidents()),
        "last_run": privacy.last_retention_run(),
    }
    return render_desk(request, "protection/desk_start.html", context)


@require_safe
@staff_page(*rules.READERS)
def erasing(request: HttpRequest) -> HttpResponse:
    """What is erased when, and what was."""
    context = {"due": privacy.due(), "runs": privacy.runs(), "last_run": privacy.last_retention_run()}
    return render_desk(request, "protection/desk_erasing.html", context)


@require_safe
@staff_page(*rules.READERS)
def assessment(request: HttpRequest) -> HttpResponse:
    """The impact assessment, prefilled: to read and to print."""
    paper = assessment_paper()
    return render_desk(request, "protection/desk_assessment.html", {"paper": paper})


@require_safe
@staff_page(*rules.READERS)
def assessment_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same as `pdf`, or as `odt` to finish it there."""
    if ending not in ("pdf", "odt"):
        raise Refusal(_("Diese Datei gibt es nicht."), status=404)
    paper = assessment_paper()
    if ending == "odt":
        response = HttpResponse(odt.odt_of(paper), content_type=odt.MIME)
    else:
        html = render_to_string("protection/paper_pdf.html", {"paper": paper})
        instead = _(
            "PDF kann dieser Server nicht herstellen. Es gibt die Seite zum Drucken und eine ODT-Datei."
        )
        response = HttpResponse(pdf.pdf_of(html, instead=instead), content_type="application/pdf")
    how = "inline" if ending == "pdf" else "attachment"
    response["Content-Disposition"] = f'{how}; filename="folgenabschaetzung.{ending}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*queries.ANSWERERS)
def asked(request: HttpRequest, pk: int) -> HttpResponse:
    row = Request.objects.select_related("answered_by").filter(pk=pk).first()
    if row is None:
        raise Refusal(_("Dieses Anliegen gibt es nicht oder nicht mehr."), status=404)
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def deed() -> str:
                actions.answer(request=row, text=form.cleaned_data["text"], by=request.user)
                messages.success(request, _("Beantwortet. Die Person bekommt eine Nachricht."))
                return reverse("protection:start")

            try:
                return redirect(once(form.cleaned_data["once"], deed))
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
    return render_desk(request, "protection/desk_request.html", {"row": row, "form": form}, status=status)


@require_safe
@staff_page(*rules.READERS)
def incidents(request: HttpRequest) -> HttpResponse:
    page = Paginator(Incident.objects.all(), A_PAGE).get_page(request.GET.get("seite"))
    return render_desk(
        request, "protection/desk_incidents.html", {"page": page, "incidents": page.object_list}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.READERS)
def incident(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new incident, or one in the record with all that happened to it."""
    row = Incident.objects.filter(pk=pk).first() if pk else None
    if pk and row is None:
        raise Refusal(_("Diese Datenpanne gibt es nicht."), status=404)
    first = (
        {name: getattr(row, name) for name in actions.FIELDS}
        if row
        else {"known_at": timezone.now(), "risk": "offen"}
    )
    form = IncidentForm(request.POST or None, initial=first | {"seen": row.version if row else 0})
    status, pairs = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def deed() -> str:
                saved = actions.save_incident(
                    values=form.values(), by=request.user, incident=row, seen=form.cleaned_data["seen"]
                )
                messages.success(request, _("Festgehalten."))
                return saved.get_absolute_url()

            try:
                return redirect(once(form.cleaned_data["once"], deed))
            except Conflict as conflict:
                pairs = show_conflict(form, conflict, row) if row else []
                status = form_status(conflict)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
    entries = list(row.entries.select_related("by")) if row else []
    meta: Any = Incident._meta
    names = {name: meta.get_field(name).verbose_name for name in actions.FIELDS}
    names["closed_at"] = _("abgeschlossen am")
    history = [
        (
            entry,
            [
                (names.get(change["field"], change["field"]), change["was"], change["now"])
                for change in entry.changes
            ],
        )
        for entry in entries
    ]
    context = {"row": row, "form": form, "pairs": pairs, "history": history}
    return render_desk(request, "protection/desk_incident.html", context, status=status)


@require_POST
@staff_page(*rules.READERS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row = Incident.objects.filter(pk=pk).first()
    if row is None:
        raise Refusal(_("Diese Datenpanne gibt es nicht."), status=404)
    actions.close_incident(incident=row, by=request.user)
    messages.success(request, _("Abgeschlossen. Der Nachweis bleibt, wie er ist."))
    return redirect(row)
