# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff: all gatherings, and a new one in three minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.formats.events.actions import create_event, publish_event
from mitwirken.formats.events.drafts import EventDraft
from mitwirken.formats.events.models import Kind as EventKind
from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal

from . import actions, queries, rules, runsheet
from .forms import SetUpForm


@staff_page(*rules.LEADING)
@require_safe
def gatherings(request: HttpRequest) -> HttpResponse:
    """What runs, what comes, what is over."""
    page = Paginator(queries.desk_list(), 25).get_page(request.GET.get("seite", "1"))
    names = {script.key: script.name for script in runsheet.scripts()}
    lines = [(row, names.get(row.script, row.script)) for row in page.object_list]
    return render_desk(request, "live/desk.html", {"page": page, "lines": lines})


@staff_page(*rules.LEADING)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One form: which format, when, with how many. The run sheet, the tables and the code come by themselves."""
    person: Any = request.user
    scripts = runsheet.scripts()
    form = SetUpForm(
        request.POST or None,
        scripts=scripts,
        processes=queries.open_processes(),
        initial={"script": request.GET.get("format", ""), "process": request.GET.get("prozess")},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        script = runsheet.script_named(values["script"])

        @transaction.atomic
        def deed() -> str:
            starts = values["starts_at"]
            process = values["process"]
            event = create_event(
                draft=EventDraft(
                    title=values["title"],
                    starts_at=starts,
                    ends_at=starts + timedelta(minutes=script.minutes),
                    doors_at=starts - timedelta(minutes=15),
                    kind=script.key if script.key in EventKind.values else EventKind.OTHER,
                    mode=values["mode"],
                    summary=values["summary"] or script.summary,
                    venue=values["venue"],
                    online_link="",
                    process=process,
                    topic=process.topic if process is not None else None,
                    contact=values["contact"] or (process.contact if process is not None else ""),
                    without_net=values["without_net"] or (process.without_net if process is not None else ""),
                    office=next(iter(queries.offices_of(person)), None),
                ),
                by=person,
            )
            row = actions.create_gathering(event=event, script=script.key, people=values["people"], by=person)
            if values["publish"]:
                publish_event(event=event, by=person)
            return reverse("live:console", args=[row.code])

        try:
            address = once(request.POST.get("once", ""), deed)
        except Refusal as refusal:
            show_refusal(form, refusal)
            return render_desk(
                request,
                "live/desk_new.html",
                {"form": form, "once": new_token(), "scripts": scripts},
                status=form_status(refusal),
            )
        messages.success(
            request, _("Das Treffen steht. Öffnen Sie die Türen, wenn die ersten Menschen kommen.")
        )
        return redirect(address)
    return render_desk(
        request,
        "live/desk_new.html",
        {"form": form, "once": new_token(), "scripts": scripts},
        status=422 if form.errors else 200,
    )
