# SPDX-License-Identifier: EUPL-1.2
"""Doors for everybody: who takes part in the town and in a process, and the questions themselves."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.civic.participation.models import Process
from mitwirken.civic.participation.queries import public
from mitwirken.ground import pages
from mitwirken.ground.deeds.refusal import Refusal

from . import actions, panels, queries, rules
from .forms import WhoForm
from .registry import took_part


def _find(slug: str) -> Process:
    process = public().filter(slug=slug).first()
    if process is None:
        raise Refusal(_("Diesen Prozess gibt es nicht oder nicht mehr."), status=404)
    return process


@require_safe
def town(request: HttpRequest) -> HttpResponse:
    """The whole town, and the processes of which there are figures."""
    pages.depends_on(request, "representation")
    listed = queries.processes_with_figures()
    found = queries.views(listed)
    context = {"view": queries.view(None), "processes": [(each, found[each.pk]) for each in listed]}
    return render(request, "representation/town.html", context)


@require_safe
def process(request: HttpRequest, slug: str) -> HttpResponse:
    """One process."""
    found = _find(slug)
    pages.depends_on(request, "representation", f"process:{found.pk}")
    context = {"process": found, "view": queries.view(found), "asks": rules.takes_answers(found)}
    return render(request, "representation/process.html", context)


@never_cache
@login_required
@require_safe
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """The way to the questions from pages that are the same for many: who is signed in and took part gets a token."""
    found = _find(slug)
    rules.require_takes_answers(found)
    if not took_part(found, request.user):
        raise Refusal(_("Diese Fragen sind für alle, die hier mitgemacht haben. Das können Sie noch tun."))
    url = panels.address(found, f"person:{request.user.pk}")
    if not url:
        messages.info(request, _("Sie haben diese Fragen schon beantwortet. Jede Person zählt einmal."))
    return redirect(url or reverse("representation:process", args=[found.slug]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The questions, for whoever holds a token."""
    found = _find(slug)
    rules.require_takes_answers(found)
    actions.read_token(token, found)
    form = WhoForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        # Sent without a single answer, the form is as empty as one that was not sent.
        form = WhoForm(request.POST)
        if form.is_valid():
            said = form.draft()
            counted = actions.answer(process=found, token=token, said=said)
            if not counted:
                messages.info(
                    request, _("Sie haben diese Fragen schon beantwortet. Jede Person zählt einmal.")
                )
            elif said.values:
                messages.success(
                    request, _("Danke. Ihre Angaben sind gezählt, ohne dass jemand weiß, von wem sie sind.")
                )
            else:
                messages.success(request, _("Gut, dann fragen wir nicht weiter. Ihr Beitrag zählt genauso."))
            return redirect("representation:process", found.slug)
    return render(request, "representation/ask.html", {"process": found, "form": form}, status=status)
