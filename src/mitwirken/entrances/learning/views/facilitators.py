# SPDX-License-Identifier: EUPL-1.2
"""The directory of people who facilitate, one's own entry, and writing to somebody in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground import pages
from mitwirken.ground.deeds.limits import require_pace
from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Conflict, Refusal

from .. import actions, queries, rules
from ..forms import AnswerForm, EntryForm, MessageForm
from ..models import Facilitator, Method

MESSAGES_A_DAY = 8


class SeeOther(HttpResponseRedirect):
    """303: go and look there. A reload does not send the form again."""

    status_code = 303


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    pages.depends_on(request, "facilitators")
    filters = queries.filters_of(request.GET)
    context = {
        "filters": filters,
        "entries": queries.directory(filters),
        "narrowed": filters != queries.Filters(),
        "methods": Method.choices,
        "districts": queries.districts(),
    }
    return render(request, "learning/facilitators.html", context)


def _entry(pk: int) -> Facilitator:
    row = (
        queries.public(Facilitator.objects.select_related("district")).filter(pk=pk).first()
        if pk < 2**63
        else None
    )
    if row is None:
        raise Refusal(_("Diesen Eintrag gibt es hier nicht oder nicht mehr."), status=404)
    return row


@require_safe
def facilitator(request: HttpRequest, pk: int) -> HttpResponse:
    row = _entry(pk)
    pages.depends_on(request, f"facilitator:{row.pk}", "facilitators")
    return render(request, "learning/facilitator.html", {"entry": row})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's own entry: new, or as it stands."""
    rules.require_account(request.user)
    entry = queries.entry_of(request.user)
    initial: dict[str, Any] = EntryForm.initial_of(entry) if entry else {}
    form = EntryForm(request.POST or None, initial=initial)
    status, conflict = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = actions.save_entry(
                    by=request.user, draft=form.draft(), seen=form.cleaned_data["version"]
                )
            except Conflict as why:
                conflict, status = why, why.status
                form.add_error(None, str(why.sentence))
            except Refusal as why:
                form.add_error(why.field if why.field in form.fields else None, str(why.sentence))
                status = why.status
            else:
                messages.success(
                    request, _("Ihr Eintrag ist gespeichert und steht ein Jahr lang im Verzeichnis.")
                )
                return SeeOther(
                    row.get_absolute_url() if row.hidden_at is None else reverse("learning:own_entry")
                )
    context = {"form": form, "entry": entry, "conflict": conflict}
    return _private(render(request, "learning/own_entry.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response


@login_required
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    actions.renew_entry(by=request.user)
    messages.success(request, _("Ihr Eintrag steht jetzt wieder ein Jahr."))
    return SeeOther(reverse("learning:own_entry"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Asks once, then the entry is gone."""
    if request.method == "POST":
        actions.delete_entry(by=request.user)
        messages.success(request, _("Ihr Eintrag ist gelöscht, mit allen Nachrichten dazu."))
        return SeeOther(reverse("learning:facilitators"))
    return _private(render(request, "learning/delete_entry.html", {"entry": queries.entry_of(request.user)}))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(pk)
    rules.require_reachable(request.user, entry)
    form = MessageForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def deed() -> str:
                require_pace(
                    f"person:{request.user.pk}", "learning.write", at_most=MESSAGES_A_DAY, seconds=86_400
                )
                made = actions.write_to(entry=entry, by=request.user, text=form.cleaned_data["text"])
                return made.get_absolute_url()

            try:
                address = once(form.cleaned_data["once"], deed)
            except Refusal as why:
                form.add_error(why.field if why.field in form.fields else None, str(why.sentence))
                status = why.status
            else:
                messages.success(request, _("Ihre Nachricht ist unterwegs. Die Antwort kommt als E-Mail."))
                return SeeOther(address)
    return _private(render(request, "learning/write.html", {"entry": entry, "form": form}, status=status))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: HttpRequest, token: str) -> HttpResponse:
    """A message with its answer, for the two whom it concerns."""
    row = queries.inquiry(token[:60])
    if row is None:
        raise Refusal(_("Diese Nachricht gibt es hier nicht oder nicht mehr."), status=404)
    rules.require_part_in(request.user, row)
    answers = row.to.person_id == request.user.pk and row.answered_at is None
    form = AnswerForm(request.POST or None) if answers or request.method == "POST" else None
    status = 200
    if form is not None and request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.answer_inquiry(inquiry=row, by=request.user, text=form.cleaned_data["text"])
            except Refusal as why:
                form.add_error(why.field if why.field in form.fields else None, str(why.sentence))
                status = why.status
            else:
                messages.success(request, _("Ihre Antwort ist unterwegs."))
                return SeeOther(row.get_absolute_url())
    context = {"inquiry": row, "form": form, "mine": row.sender_id == request.user.pk}
    return _private(render(request, "learning/inquiry.html", context, status=status))
