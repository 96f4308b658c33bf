# SPDX-License-Identifier: EUPL-1.2
"""For staff: packages of finished processes, made, fetched, offered, handed over."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mitwirken.civic.participation.models import Process
from mitwirken.civic.participation.rules import manages
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal
from mitwirken.ground.desk.roles import Role

from . import actions, queries

READERS = (Role.PROCESS, Role.CORE, Role.OMBUDS)
MANAGERS = (Role.PROCESS, Role.CORE)


class DaysForm(forms.Form):
    """When a package was offered and handed over."""

    offered_on = forms.DateField(
        label=gettext_lazy("Angeboten am"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    handed_over_on = forms.DateField(
        label=gettext_lazy("Übergeben am"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@staff_page(*READERS)
def packages(request: HttpRequest) -> HttpResponse:
    """Every process that is over."""
    rows = [
        {"process": process, "package": package, "manages": manages(request.user, process)}
        for process, package in queries.desk_list()
    ]
    return render_desk(request, "archive/desk/packages.html", {"rows": rows})


def _find(pk: int) -> Process:
    process = queries.over().filter(pk=pk).first()
    if process is None:
        raise Refusal(_("Diesen Prozess gibt es nicht, oder er ist noch nicht vorbei."), status=404)
    return process


@staff_page(*MANAGERS)
@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    package = actions.make_package(process=_find(pk), by=person)
    messages.success(request, _("Das Paket ist fertig: %(n)d Seiten.") % {"n": package.pages})
    return redirect("archive:package", pk)


@staff_page(*READERS)
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """The packages of a process, and the days of the youngest."""
    process = _find(pk)
    rows = queries.of_process(process)
    may = manages(request.user, process)
    form, status = None, 200
    if rows and may:
        first = rows[0]
        form = DaysForm(
            request.POST or None,
            initial={"offered_on": first.offered_on, "handed_over_on": first.handed_over_on},
        )
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    actions.note_days(package=first, by=request.user, **form.cleaned_data)
                except Refusal as refusal:
                    show_refusal(form, refusal)
                    status = form_status(refusal)
                else:
                    messages.success(request, _("Gespeichert."))
                    return redirect("archive:package", pk)
    context = {"process": process, "packages": rows, "form": form, "manages": may}
    return render_desk(request, "archive/desk/package.html", context, status=status)


@staff_page(*READERS)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, in pieces."""
    process = _find(pk)
    found = queries.current(process)
    if found is None or not default_storage.exists(found.file):
        raise Refusal(
            _("Ein Paket ist noch nicht da. Machen Sie eines, oder warten Sie bis morgen."), status=404
        )
    response = FileResponse(
        default_storage.open(found.file, "rb"),
        as_attachment=True,
        filename=f"{process.slug}-{found.made_at:%Y-%m-%d}.zip",
        content_type="application/zip",
    )
    return cast("HttpResponse", response)
