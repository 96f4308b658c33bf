# SPDX-License-Identifier: EUPL-1.2
"""Pages for the moderation: the queue, and a subject with its reports and the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.deeds.subjects import author_of
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal
from mitwirken.ground.desk.forms import DeskForm
from mitwirken.ground.desk.roles import Role

from . import actions, notices, queries, rules
from .forms import HideForm, MeasureForm, ProtestForm, ReasonForm
from .models import Concern, Protest, Report, Verdict

A_PAGE = 25


@require_safe
@staff_page(Role.MODERATION)
def queue(request: HttpRequest) -> HttpResponse:
    view = request.GET.get("ansicht", "")
    context: dict[str, Any] = {"view": view if view in {"verborgen"} else ""}
    if context["view"]:
        hidden = Paginator(queries.hidden_now(), A_PAGE).get_page(request.GET.get("seite"))
        context |= {"page": hidden, "hidden": hidden.object_list}
    else:
        groups = Paginator(queries.waiting_groups(), A_PAGE).get_page(request.GET.get("seite"))
        context |= {
            "page": groups,
            "waiting": queries.waiting_of(list(groups.object_list)),
            "objections": queries.open_objections(),
            "held": queries.waiting_held()[:100],
            "protests": queries.open_protests()[:100],
        }

    return render_desk(request, "moderation/desk_queue.html", context)


@require_safe
@staff_page(Role.MODERATION)
def subject(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    return _page(request, kind, pk)


def _page(
    request: HttpRequest, kind: str, pk: int, *, bound: dict[str, DeskForm] | None = None, status: int = 200
) -> HttpResponse:
    page = queries.subject_page(kind, pk)
    initial = {"seen": page.last_pk}
    waiting = any(one.answered_by_id is None for one in page.objections)
    own = page.subject is not None and author_of(page.subject) == request.user.pk
    forms: dict[str, Any] = {}
    if page.subject is not None and not own:
        forms["reason_form"] = ReasonForm(name="begruendung", initial=initial)
        if not page.hidden or waiting:
            last = (
                next((row for row in page.decisions if row.verdict == Verdict.HIDE), None)
                if page.hidden
                else None
            )
            again = (
                {name: getattr(last, name) for name in ("what", "ground", "clause", "facts")} if last else {}
            )
            forms["hide_form"] = HideForm(name="verbergen", initial={**again, **initial})
    decided_before = waiting and any(
        one.answered_by_id is None and one.decision.by_id == request.user.pk for one in page.objections
    )
    context = {
        "page": page,
        "own": own,
        "decided_before": decided_before,
        "author": author_of(page.subject) if page.subject is not None else None,
        "signs": notices.signs_of(page.held) if page.held else [],
        "pk": pk,
        **({} if decided_before else forms),
        **(bound or {}),
    }
    return render_desk(request, "moderation/desk_subject.html", context, status=status)


def _do(
    request: HttpRequest, kind: str, pk: int, key: str, form: DeskForm, deed: Callable[[], Any], said: str
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, kind, pk, bound={key: form}, status=422)

    def run() -> str:
        deed()
        messages.success(request, said)
        return reverse("moderation:queue")

    try:
        return redirect(once(form.cleaned_data["once"], run))
    except Refusal as refusal:
        show_refusal(form, refusal)
        if isinstance(refusal, Conflict):
            # Sent again it means: I have read what my colleague decided.
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["seen"] = str(refusal.theirs["version"])  # type: ignore[index]
        return _page(request, kind, pk, bound={key: form}, status=form_status(refusal))


def _with_reason(
    request: HttpRequest, kind: str, pk: int, decide: Callable[..., Any], said: str
) -> HttpResponse:
    """A decision that needs nothing but its reason."""
    rules.may_moderate(request.user)
    form = ReasonForm(request.POST, name="begruendung")

    def deed() -> None:
        data = form.cleaned_data
        decide(kind=kind, pk=pk, reason=data["reason"], by=request.user, seen=data["seen"])

    return _do(request, kind, pk, "reason_form", form, deed, said)


@require_POST
@staff_page(Role.MODERATION)
def keep(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    said = _("Bleibt sichtbar. Wer gemeldet hat, bekommt die Begründung.")
    return _with_reason(request, kind, pk, actions.keep_subject, said)


@require_POST
@staff_page(Role.MODERATION)
def hide(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    rules.may_moderate(request.user)
    form = HideForm(request.POST, name="verbergen")
    return _do(
        request,
        kind,
        pk,
        "hide_form",
        form,
        lambda: actions.hide_subject(
            kind=kind, pk=pk, statement=form.statement(), by=request.user, seen=form.cleaned_data["seen"]
        ),
        _("Verborgen. Die Verfasser*in bekommt die Begründung und kann widersprechen."),
    )


@require_POST
@staff_page(Role.MODERATION)
def show(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    said = _("Wieder sichtbar. Die Verfasser*in bekommt Nachricht.")
    return _with_reason(request, kind, pk, actions.show_subject, said)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MODERATION)
def measure(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Warn the author of a contribution, or let them pause; with the kind `meldung`, whoever sent that report."""
    person, email, concern, back = _whom(kind, pk)
    form = MeasureForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data

            def run() -> str:
                actions.take_measure(
                    concern=concern,
                    step=data["step"],
                    facts=data["facts"],
                    clause=data["clause"],
                    days=data["days"],
                    by=request.user,
                    person=person,
                    email=email,
                )
                messages.success(request, _("Gespeichert. Wen es betrifft, bekommt die Begründung."))
                return back

            try:
                return redirect(once(data["once"], run))
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
    context = {
        "form": form,
        "person": person,
        "concern": Concern(concern),
        "record": queries.record_of(person, email, concern),
        "back": back,
    }
    return render_desk(request, "moderation/desk_measure.html", context, status=status)


def _whom(kind: str, pk: int) -> tuple[Any, str, str, str]:
    """Account, address and concern of a measure, and where its page leads back to."""
    if kind == "meldung":
        report = Report.objects.filter(pk=pk).first()
        if report is None or not report.email:
            raise Refusal(_("Es ist nicht bekannt, wer das gemeldet hat."), status=404)
        back = reverse("moderation:subject", args=[report.subject_kind, report.subject_id])
        return None, report.email, Concern.REPORTING, back
    subject = queries.subject_of(kind, pk)
    number = author_of(subject) if subject is not None else None
    author = get_user_model().objects.filter(pk=number).first() if number else None
    if author is None:
        raise Refusal(_("Es ist nicht bekannt, wer das geschrieben hat."), status=404)
    return author, "", Concern.WRITING, reverse("moderation:subject", args=[kind, pk])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MODERATION)
def protest(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody objected to a warning or a pause: lift it or not, in words. Not for who took it."""
    row = Protest.objects.select_related("measure", "measure__by").filter(pk=pk).first()
    if row is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    form = ProtestForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data

            def run() -> str:
                actions.answer_protest(protest=row, lift=data["lift"], answer=data["answer"], by=request.user)
                messages.success(request, _("Beantwortet. Wer widersprochen hat, bekommt die Begründung."))
                return reverse("moderation:queue")

            try:
                return redirect(once(data["once"], run))
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
    context = {
        "protest": row,
        "points": notices.statement_of(row.measure),
        "form": form,
        "own": row.measure.by_id == request.user.pk,
    }
    return render_desk(request, "moderation/desk_protest.html", context, status=status)
