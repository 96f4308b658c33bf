# SPDX-License-Identifier: EUPL-1.2
"""Pages for everybody: what is asked, answering page by page, a look before sending, the receipt, one's own answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.devices import channel_of
from mitwirken.ground.pages import depends_on
from mitwirken.ground.ui.forms import OpenForm

from . import actions, forms, queries, results, rules
from .actions.answering import draft_with, values_of
from .filling import Outline, Values
from .kinds import kind_of
from .models import Draft, Page, Question, Survey

BEGINS, SENDS, CODES, PICTURES, SECONDS = 120, 120, 20, 120, 600
"""So many from one address in ten minutes: a class in a school shares one."""


@dataclass(frozen=True)
class Card:
    """A survey in a list."""

    survey: Survey
    state: str


def state_of(survey: Survey) -> str:
    """Where a survey stands for its readers: ahead, open, over."""
    if survey.is_ahead():
        return "ahead"
    return "open" if survey.is_open() else "over"


def cards(rows: Iterable[Survey]) -> list[Card]:
    return [Card(row, state_of(row)) for row in rows]


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All surveys of the town."""
    depends_on(request, "processes")
    return render(request, "surveys/overview.html", {"cards": cards(queries.overview())})


def described(survey: Survey) -> dict[str, Any]:
    """What several pages say of a survey."""
    return {
        "survey": survey,
        "process": survey.process,
        "state": state_of(survey),
        "results_open": results.are_public(survey),
        "mode": forms.mode_of(survey),
    }


@require_safe
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """What a survey is about, how long it takes, who can answer, what happens with the answers."""
    row = rules.find(pk)
    depends_on(request, f"survey:{row.pk}", f"process:{row.process_id}")
    outline = queries.outline(row)
    context = described(row) | {
        "questions": len(outline.numbers),
        "pages": len(outline.pages),
        "number": queries.number_of_responses(row) if row.is_over() else None,
    }
    return render(request, "surveys/survey.html", context)


# --- answering --------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """How it works and what is kept of it, before the first question; then a draft is begun."""
    row = rules.find(pk)
    rules.require_open(row)
    try:
        rules.require_participant(row, request.user)
    except Refusal as refusal:
        if refusal.status == 401:
            return redirect(f"{reverse('account_login')}?next={reverse('surveys:start', args=[row.pk])}")
        raise
    rules.require_fresh(row, request.user)
    if not row.anonymous and queries.own_response(row, request.user) is not None:
        return redirect("surveys:own", pk=row.pk)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        require_pace(address_of(request), "surveys.begin", at_most=BEGINS, seconds=SECONDS)
        token = actions.begin(survey=row, person=request.user)
        return redirect("surveys:answering", pk=row.pk, token=token)
    outline = queries.outline(row)
    context = described(row) | {
        "form": form,
        "questions": len(outline.numbers),
        "begun": not row.anonymous and queries.has_draft(row, request.user),
        "with_pictures": any(one.kind == "upload" for one in outline.questions),
        "days": rules.DRAFT_DAYS,
    }
    return render(request, "surveys/start.html", context, status=422 if form.errors else 200)


def _draft(request: HttpRequest, pk: int, token: str) -> tuple[Survey, Draft]:
    """The survey and the draft that an address leads to, as long as it can be filled in; a trial of staff at any time."""
    row = queries.one(pk)
    if row is None:
        raise rules.gone()
    try:
        draft = draft_with(row, token, request.user)
    except Refusal:
        # With the end of a survey drafts go, too; then that is what is said.
        rules.require_open(rules.find(pk))
        raise
    if not draft.trial:
        rules.require_open(rules.find(pk))
    return row, draft


Seen = list[tuple[Page, list[Question]]]


def _at(outline: Outline, page: Page) -> int:
    return [each.pk for each in outline.pages].index(page.pk) + 1


def _page_url(row: Survey, token: str, outline: Outline, page: Page | None) -> str:
    if page is None:
        return reverse("surveys:review", args=[row.pk, token])
    return reverse("surveys:page", args=[row.pk, token, _at(outline, page)])


@never_cache
@require_safe
def answering(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Leads to where somebody goes on: the first page on which nothing is answered yet, or the look before sending."""
    row, draft = _draft(request, pk, token)
    outline = queries.outline(row)
    seen = outline.seen(draft.values)
    fresh = [page for page, asked in seen if not any(str(one.pk) in draft.values for one in asked)]
    if draft.values and not draft.response_id:
        last = max((at for at, (page, _asked) in enumerate(seen) if page not in fresh), default=-1)
        ahead = [page for page, _asked in seen[last + 1 :]]
        return redirect(_page_url(row, token, outline, ahead[0] if ahead else None))
    return redirect(_page_url(row, token, outline, seen[0][0] if seen else None))


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int, token: str, at: int) -> HttpResponse:
    """One page of questions. Forward asks for what must be answered, back does not; neither loses anything."""
    row, draft = _draft(request, pk, token)
    outline = queries.outline(row)
    seen = outline.seen(draft.values)
    place = next((n for n, (each, _asked) in enumerate(seen) if _at(outline, each) == at), None)
    if place is None:
        # An earlier answer was changed, and this page is not shown any more.
        later = next((each for each, _asked in seen if _at(outline, each) > at), None)
        return redirect(_page_url(row, token, outline, later))
    here, asked = seen[place]
    way = request.POST.get("weg", "weiter") if request.method == "POST" else ""
    form = forms.PageForm(
        request.POST or None,
        request.FILES or None,
        questions=asked,
        numbers=outline.numbers,
        values=draft.values,
        strict=way == "weiter",
    )
    status, wrong = 200, ""
    if request.method == "POST":
        if request.FILES:
            require_pace(address_of(request), "surveys.picture", at_most=PICTURES, seconds=SECONDS)
        if form.is_valid():
            try:
                draft = actions.save_page(survey=row, token=token, values=form.values, person=request.user)
            except Refusal as refusal:
                if refusal.status != 422:
                    raise
                status, wrong = 422, str(refusal)
            else:
                if way == "pause":
                    return redirect("surveys:pause", pk=row.pk, token=token)
                seen = outline.seen(draft.values)
                # Another tab may have answered so that this page is not shown any more.
                before = [each for each, _asked in seen if _at(outline, each) < at]
                after = [each for each, _asked in seen if _at(outline, each) > at]
                to = (before or [here])[-1] if way == "zurueck" else next(iter(after), None)
                return redirect(_page_url(row, token, outline, to))
        elif not form.picking:
            status = 422
    context = described(row) | {
        "draft": draft,
        "token": token,
        "here": here,
        "form": form,
        "wrong": wrong,
        "place": place + 1,
        "of": len(seen),
        "may_change": any(each.if_question_id for each in outline.pages[at:]),
    }
    return render(request, "surveys/page.html", context, status=status)


@never_cache
@require_safe
def pause(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """How to go on later: by name on any device, otherwise with this address, which is the only way back."""
    row, draft = _draft(request, pk, token)
    onward = request.build_absolute_uri(reverse("surveys:answering", args=[row.pk, token]))
    context = described(row) | {"draft": draft, "token": token, "onward": onward, "days": rules.DRAFT_DAYS}
    return render(request, "surveys/pause.html", context)


@dataclass(frozen=True)
class Line:
    """A question in the look before sending, with what was answered."""

    number: str
    question: Question
    words: list[str]
    missing: bool = False


def lines(outline: Outline, values: Values) -> list[tuple[Page, int, list[Line]]]:
    """What was answered, page by page, as people read it."""
    missing = {question.pk for _page, question in outline.missing(values)}
    return [
        (
            page,
            _at(outline, page),
            [
                Line(
                    outline.numbers[question.pk],
                    question,
                    kind_of(question).words(question, values.get(str(question.pk)) or {}),
                    question.pk in missing,
                )
                for question in asked
                if question.pk in outline.numbers
            ],
        )
        for page, asked in outline.seen(values)
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """All answers once more, then they are sent. The receipt is drawn at once: so it stands in no address and no log."""
    row = queries.one(pk)
    if row is None:
        raise rules.gone()
    status, wrong = 200, ""
    if request.method == "POST":
        require_pace(address_of(request), "surveys.send", at_most=SENDS, seconds=SECONDS)
        try:
            done = actions.send(survey=row, token=token, person=request.user, channel=channel_of(request))
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            status, wrong = 422, str(refusal)
        else:
            return render(request, "surveys/receipt.html", described(row) | {"done": done})
    row, draft = _draft(request, pk, token)
    outline = queries.outline(row)
    seen = outline.seen(draft.values)
    context = described(row) | {
        "draft": draft,
        "token": token,
        "answers": lines(outline, draft.values),
        "missing": outline.missing(draft.values),
        "wrong": wrong,
        "back": _page_url(row, token, outline, seen[-1][0]) if seen else "",
    }
    return render(request, "surveys/review.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Throws away what was begun, after asking."""
    row, draft = _draft(request, pk, token)
    if request.method == "POST":
        actions.drop_draft(survey=row, token=token, person=request.user)
        messages.success(request, _("Was Sie ausgefüllt hatten, ist gelöscht."))
        if draft.trial:
            return redirect("surveys:desk_survey", pk=row.pk)
        return redirect(row.get_absolute_url())
    context = described(row) | {
        "title": _("Ausgefülltes verwerfen?"),
        "text": _("Die Antworten, die Sie auf diesen Seiten gegeben haben, werden gelöscht.")
        if draft.response_id is None
        else _("Ihre Änderungen werden gelöscht. Es gilt weiter, was Sie vorher abgesendet haben."),
        "yes": _("Verwerfen"),
        "back": reverse("surveys:answering", args=[row.pk, token]),
    }
    return render(request, "surveys/confirm.html", context)


# --- one's own answers ------------------------------------------------------------------------------------------------


def _own(request: HttpRequest, pk: int) -> tuple[Survey, Any]:
    row = rules.find(pk)
    response = queries.own_response(row, request.user) if request.user.is_authenticated else None
    if response is None:
        raise rules.gone()
    return row, response


@never_cache
@require_safe
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody answered by name."""
    row, response = _own(request, pk)
    context = described(row) | {
        "response": response,
        "answers": lines(queries.outline(row), values_of(response, row)),
        "begun": queries.has_draft(row, request.user),
    }
    return render(request, "surveys/own.html", context)


@never_cache
@require_POST
def own_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, _response = _own(request, pk)
    token = actions.change_again(survey=row, person=request.user)
    return redirect("surveys:answering", pk=row.pk, token=token)


@never_cache
@require_http_methods(["GET", "POST"])
def own_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row, _response = _own(request, pk)
    rules.require_open(row)
    if request.method == "POST":
        actions.withdraw(survey=row, person=request.user)
        messages.success(request, _("Ihre Antworten sind gelöscht."))
        return redirect(row.get_absolute_url())
    context = described(row) | {
        "title": _("Antworten löschen?"),
        "text": _("Sie werden nicht mehr gezählt. Bis zum Ende der Umfrage können Sie neu antworten."),
        "yes": _("Löschen"),
        "back": reverse("surveys:own", args=[row.pk]),
    }
    return render(request, "surveys/confirm.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever has the code of anonymous answers takes them back until the end."""
    row = rules.find(pk)
    rules.require_open(row)
    if not row.anonymous:
        return redirect("surveys:own", pk=row.pk)
    form = forms.ReceiptForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            require_pace(address_of(request), "surveys.code", at_most=CODES, seconds=SECONDS)
            try:
                actions.withdraw_by_receipt(survey=row, receipt=form.cleaned_data["code"])
            except Refusal as refusal:
                if refusal.status != 422:
                    raise
                form.add_error("code", str(refusal))
            else:
                messages.success(request, _("Die Antworten sind gelöscht und werden nicht mehr gezählt."))
                return redirect(row.get_absolute_url())
    return render(request, "surveys/take_back.html", described(row) | {"form": form}, status=status)
