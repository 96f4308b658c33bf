# SPDX-License-Identifier: EUPL-1.2
"""Where a working day begins: the start page and the lists of cases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Refusal

from .. import actions, queries, rules
from ..access import staff_page
from ..doors import menu, render_desk
from ..forms import TriageForm
from ..models import Case
from ..roles import Role

A_PAGE = 25
A_GLANCE = 6


def page_of(request: HttpRequest, rows: QuerySet[Any], size: int = A_PAGE) -> Page[Any]:
    """The page of a list that the address asks for; a wrong number gives the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("seite"))


@require_safe
@staff_page(*Role)
def start(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    pages = menu(request)
    reads = rules.can(rules.may_read_cases, person)
    context: dict[str, Any] = {
        "desk_pages": pages,
        "waiting": [page for page in pages if page.count],
        "reads": reads,
        "triages": rules.can(rules.may_triage, person),
    }
    if reads:
        context |= {
            "mine": list(queries.in_order(queries.assigned_to(person))[:A_GLANCE]),
            "ours": list(queries.in_order(queries.of_offices_of(person))[:A_GLANCE]),
            "late": list(queries.in_order(queries.overdue_for(person))[:A_GLANCE]),
        }
    return render_desk(request, "desk/start.html", context)


@require_safe
@staff_page(*rules.READERS)
def cases(request: HttpRequest) -> HttpResponse:
    wanted = queries.filter_of(request.GET)
    page = page_of(request, queries.in_order(queries.cases(wanted, request.user)))
    return render_desk(
        request,
        "desk/cases.html",
        {"page": page, "wanted": wanted, "choices": queries.choices(), "narrowed": narrowed(wanted)},
    )


def narrowed(wanted: queries.CaseFilter) -> bool:
    return not wanted.is_empty


@require_safe
@staff_page(*rules.READERS)
def overdue(request: HttpRequest) -> HttpResponse:
    page = page_of(request, queries.in_order(queries.overdue_for(request.user)))
    return render_desk(request, "desk/overdue.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.CONCEPTUAL)
def triage(request: HttpRequest) -> HttpResponse:
    form = TriageForm(request.POST or None)
    ticked = {int(value) for value in request.POST.getlist("fall") if value.isdigit() and len(value) < 18}
    status = 200
    if request.method == "POST":
        if not ticked:
            form.add_error(None, _("Bitte kreuzen Sie in der Liste mindestens einen Fall an."))
        if form.is_valid() and ticked:
            return redirect(once(form.cleaned_data["once"], lambda: _hand_out(request, form, ticked)))
        status = 422
    rows = queries.waiting_for_triage().select_related("office")
    page = page_of(request, rows)
    return render_desk(
        request, "desk/triage.html", {"page": page, "form": form, "ticked": ticked}, status=status
    )


def _hand_out(request: HttpRequest, form: TriageForm, ticked: set[int]) -> str:
    """Hands out each ticked case by itself: one that a colleague took meanwhile does not hold up the
    others.
    """
    clean, done = form.cleaned_data, 0
    for case in Case.objects.filter(pk__in=ticked).order_by("pk"):
        seen = request.POST.get(f"version-{case.pk}", "")
        try:
            fresh = actions.assign_case(
                case=case,
                office=clean["office"],
                due_on=clean["due_on"] or case.due_on,
                assignee=case.assignee,
                by=request.user,
                seen=int(seen) if seen.isdigit() else None,
            )
            if clean["to"] and clean["to"] != fresh.status:
                actions.change_status(case=fresh, to=clean["to"], by=request.user)
            done += 1
        except Refusal as refusal:
            messages.error(request, _("Fall %(number)s: %(why)s") % {"number": case.number, "why": refusal})
    if done:
        messages.success(
            request,
            capfirst(
                ngettext(
                    "%(number)d Fall an %(office)s gegeben.", "%(number)d Fälle an %(office)s gegeben.", done
                )
                % {"number": done, "office": clean["office"]}
            ),
        )
    return request.get_full_path()
