# SPDX-License-Identifier: EUPL-1.2
"""For staff: where somebody is missing, and a pile of sheets to type in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.civic.participation.models import Process
from mitwirken.civic.participation.rules import manages, require_manage
from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal
from mitwirken.ground.desk.roles import Role

from . import actions, queries, rules
from .forms import PileForm

READERS = (Role.PROCESS, Role.EDITOR, Role.CORE, Role.OMBUDS, Role.OFFICE)
MANAGERS = (Role.PROCESS, Role.CORE)


@staff_page(*READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """Every process that asks or has figures, with what is missing in it; for managers the way to a pile of sheets."""
    listed = queries.asking_or_shown()
    views = queries.views(listed)
    rows = [
        {
            "process": each,
            "view": views[each.pk],
            "may_enter": manages(request.user, each) and rules.takes_answers(each),
        }
        for each in listed
    ]
    return render_desk(
        request, "representation/desk/overview.html", {"rows": rows, "town": queries.view(None)}
    )


@staff_page(*MANAGERS)
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """A pile of sheets: numbers only."""
    process = Process.objects.filter(pk=pk, published_at__isnull=False).first()
    if process is None:
        raise Refusal(_("Diesen Prozess gibt es nicht oder nicht mehr."), status=404)
    person: Any = request.user
    require_manage(person, process)
    form = PileForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                n = once(
                    form.cleaned_data["once"],
                    lambda: str(actions.enter_pile(process=process, pile=form.draft(), by=person)),
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                messages.success(
                    request,
                    ngettext("Ein Bogen ist gezählt.", "%(n)s Bogen sind gezählt.", int(n)) % {"n": n}
                    + " "
                    + _("Neue Zahlen erscheinen montags, wenn mindestens fünf Antworten warten."),
                )
                return redirect("representation:desk")
    return render_desk(
        request, "representation/desk/enter.html", {"process": process, "form": form}, status=status
    )
