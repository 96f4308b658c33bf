# SPDX-License-Identifier: EUPL-1.2
"""Pages for everybody: report, receipt, decision. None of them needs an account or JavaScript."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named

from . import actions, figures, notices, queries, rules
from .forms import ObjectionForm, ReportForm
from .models import TIME_TO_ANSWER, Category, Decision, Held, Measure, Report, Verdict

# A library or a school reports from one address; a machine reports faster than a class.
REPORTS, WINDOW = 12, 600
LETTERS_A_DAY = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    named = kind_named(kind)
    subject = named.find_reachable(pk) if pk < 2**63 else named.find_reachable(0)
    path = subject.get_absolute_url()
    url = settings.BASE_URL + path
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            draft = form.draft()

            def deed() -> str:
                require_pace(address_of(request), "moderation.report", at_most=REPORTS, seconds=WINDOW)
                if draft.email:
                    require_pace(
                        draft.email.lower(), "moderation.letter", at_most=LETTERS_A_DAY, seconds=86_400
                    )
                return actions.report_subject(
                    kind=kind, pk=pk, draft=draft, url=url, by=request.user
                ).get_absolute_url()

            try:
                return redirect(once(form.cleaned_data["once"], deed))
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
                status = 422 if refusal.status == 400 else refusal.status
    context = {"form": form, "subject": subject, "kind_name": named.name, "url": url, "path": path}
    return render(request, "moderation/report.html", context, status=status)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    row = Report.objects.select_related("decision").filter(token=token).first()
    if row is None:
        raise Refusal(
            _("Diese Meldung gibt es nicht mehr. Sechs Monate nach der Entscheidung wird sie gelöscht."),
            status=404,
        )
    context = {
        "report": row,
        "urgent": row.category == Category.DANGER,
        "by": rules.decide_by(row.category, row.created_at),
    }
    return render(request, "moderation/receipt.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, token: str) -> HttpResponse:
    row = Decision.objects.filter(token=token).first()
    if row is None:
        raise Refusal(_("Diese Entscheidung gibt es nicht."), status=404)
    form = ObjectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def deed() -> str:
                require_pace(address_of(request), "moderation.objection", at_most=REPORTS, seconds=WINDOW)
                actions.object_to(decision=row, text=form.cleaned_data["text"])
                messages.success(
                    request, _("Ihr Widerspruch ist angekommen. Ein Mensch sieht sich alles noch einmal an.")
                )
                return str(row.get_absolute_url())

            try:
                return redirect(once(form.cleaned_data["once"], deed))
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
                status = 422 if refusal.status == 400 else refusal.status
    objections = list(row.objections.select_related("answered_by"))
    context = {
        "decision": row,
        "points": notices.statement(row) if row.verdict == Verdict.HIDE else [],
        "form": form,
        "objections": objections,
        "until": rules.objection_ends_at(row),
        "answer_days": TIME_TO_ANSWER.days,
        "may_object": _may_object(row) and not any(one.answered_by_id is None for one in objections),
    }
    return render(request, "moderation/decision.html", context, status=status)


@never_cache
@require_safe
def waiting(request: HttpRequest, token: str) -> HttpResponse:
    """For the author of something held: that it waits, why, until when, and later what came out."""
    row = Held.objects.select_related("decision").filter(token=token).first()
    if row is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    subject = queries.subject_of(row.subject_kind, row.subject_id)
    context = {
        "held": row,
        "signs": notices.signs_of(row),
        "path": subject.get_absolute_url() if subject is not None else "",
    }
    return render(request, "moderation/waiting.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, token: str) -> HttpResponse:
    """For whom a warning or a pause is about: the reasons, and the way to object."""
    row = Measure.objects.filter(token=token).first()
    if row is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    form = ObjectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def deed() -> str:
                require_pace(address_of(request), "moderation.objection", at_most=REPORTS, seconds=WINDOW)
                actions.protest(measure=row, text=form.cleaned_data["text"])
                messages.success(
                    request, _("Ihr Widerspruch ist angekommen. Darüber entscheidet jemand anderes.")
                )
                return str(row.get_absolute_url())

            try:
                return redirect(once(form.cleaned_data["once"], deed))
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
                status = 422 if refusal.status == 400 else refusal.status
    answer = row.protests.order_by("-pk").first()
    context = {
        "measure": row,
        "points": notices.statement_of(row),
        "form": form,
        "protest": answer,
        "until": row.at + rules.TIME_TO_OBJECT,
        "answer_days": TIME_TO_ANSWER.days,
    }
    return render(request, "moderation/measure.html", context, status=status)


@never_cache
@require_safe
def yearly(request: HttpRequest) -> HttpResponse:
    """What was reported and decided in a year, for everybody (Art. 24 DSA). Small counts are not shown."""
    year, years = _year(request)
    context = {"year": year, "years": years, "tables": figures.tables_of(year)}
    return render(request, "moderation/figures.html", context)


@never_cache
@require_safe
def yearly_csv(request: HttpRequest) -> HttpResponse:
    year, _years = _year(request)
    response = HttpResponse(figures.csv_of(year), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="moderation-{year}.csv"'
    return response


def _year(request: HttpRequest) -> tuple[int, list[int]]:
    now = timezone.localdate().year
    years = sorted({now, *queries.tallied_years()}, reverse=True)
    asked = request.GET.get("jahr", "")
    return (int(asked) if asked.isdigit() and int(asked) in years else now), years


def _may_object(row: Decision) -> bool:
    try:
        rules.may_object(row)
    except Refusal:
        return False
    later = Decision.objects.filter(subject_kind=row.subject_kind, subject_id=row.subject_id, pk__gt=row.pk)
    return not later.exists()
