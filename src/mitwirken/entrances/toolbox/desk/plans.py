# SPDX-License-Identifier: EUPL-1.2
"""A plan becomes the draft of a process."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mitwirken.civic.participation.forms import CreateForm
from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal
from mitwirken.ground.desk.roles import Role

from ..actions.starting import Planned, Start, start_process
from ..forms.finder import FinderForm, query_of
from ..queries import plans as queries

MAY_START = (Role.PROCESS, Role.CORE)


@staff_page(*MAY_START)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What only the clerk knows: title, question, first day. The plan stands in the address."""
    answers = FinderForm(request.GET)
    if not answers.is_valid():
        raise Refusal(
            _("Diese Adresse ist unvollständig. Bitte beginnen Sie beim Plan noch einmal."), status=400
        )
    shown = queries.evaluated(answers.answers(), queries.chain_of(request.GET.getlist("s")))
    form = CreateForm(request.POST or None, person=request.user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def deed() -> str:
                made = start_process(start=_start(shown, answers, form.cleaned_data), by=request.user)
                return reverse("participation:desk_process", args=[made.pk])

            try:
                address = once(form.cleaned_data["once"], deed)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                messages.success(
                    request,
                    _("Der Entwurf ist da, mit Phasen und Veranstaltungen. Unten steht, was noch fehlt."),
                )
                return redirect(address)
    context = {
        "form": form,
        "shown": shown,
        "meetings": [step for step in shown.steps if step.card is not None and step.card.entry.live],
        "back": f"{reverse('toolbox:plan')}?{request.GET.urlencode()}",
        "query": query_of(request.GET),
    }
    return render_desk(request, "toolbox/desk/start.html", context, status=status)


def _start(shown: queries.ShownPlan, answers: FinderForm, given: dict[str, Any]) -> Start:
    steps = [
        Planned(step.phase, step.card, row.begin[0], max(row.begin[0], row.end[0] - 1))
        for step, row in zip(shown.steps, shown.plan.steps, strict=True)
        if step.card is not None
    ]
    ends = {row.key: row.end[0] for row in shown.plan.steps if row.duty}
    last = max((step.last for step in steps), default=0)
    decided = max(ends.get("beschluss", last + 2) - 1, last + 1)
    return Start(
        title=given["title"],
        question=given["question"],
        starts_on=given["starts_on"],
        steps=steps,
        decided=decided,
        answered=max(ends.get("antwort", decided + 2) - 1, decided + 1),
        answers=answers.answers(),
        process={"topic": given["topic"], "office": given["office"], "places": list(given["places"])},
    )
