# SPDX-License-Identifier: EUPL-1.2
"""Doors for citizens: one statement at a time, the own answers, a statement of one's own, all statements to read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.limits import require_pace
from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.doors import show_refusal
from mitwirken.ground.desk.roles import is_staff
from mitwirken.ground.devices import channel_of
from mitwirken.ground.pages import depends_on

from . import actions, forms, queries, rules
from .models import Answer, Conversation, State, Statement

PAGE = 50
SAMPLE = 5


class SeeOther(HttpResponseRedirect):
    """303: go and look there. A reload does not send the form again."""

    status_code = 303


def state_of(row: Conversation) -> str:
    """draft, ahead, open or over: what pages say of it."""
    now = timezone.now()
    if row.released_at is None:
        return "draft"
    if row.is_over(now):
        return "over"
    return "open" if row.is_open(now) else "ahead"


def described(row: Conversation) -> dict[str, Any]:
    """What every page of a conversation says of it."""
    return {
        "conversation": row,
        "process": row.phase.process,
        "state": state_of(row),
        "results": queries.results_open(row),
        "may_add": rules.may_add(row),
    }


def _find(request: HttpRequest, pk: int) -> Conversation:
    row = rules.find(pk, request.user)
    depends_on(request, f"conversation:{row.pk}", f"process:{row.phase.process_id}")
    return row


def _statement(row: Conversation, raw: str | int) -> Statement:
    number = int(raw) if str(raw).isascii() and str(raw).isdigit() and len(str(raw)) < 10 else 0
    found = queries.statement(row, number)
    if found is None:
        raise Refusal(_("Diese Aussage gibt es hier nicht."), status=404)
    return found


@require_safe
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    """The question, and for whoever is signed in one statement with its three answers."""
    row = _find(request, pk)
    context = described(row)
    if context["state"] != "open" or not request.user.is_authenticated:
        everything = queries.weights(row)
        some = queries.drawn(row, 0, everything)[:SAMPLE]
        known = row.statements.in_bulk(some)
        context |= {"sample": [known[pk] for pk in some if pk in known], "all": len(everything)}
        return render(request, "opinions/conversation.html", context)
    person: Any = request.user
    who = queries.participant(row, person)
    given = queries.given(who)
    found, progress = queries.next_statement(row, person.pk, given)
    asked = request.GET.get("aussage", "")
    if asked:
        found = _statement(row, asked)
        if not found.is_voted_on:
            return redirect(row.get_absolute_url())
    last = queries.last_vote(who)
    context |= {
        "statement": found,
        "progress": progress,
        "given": given.get(found.pk) if found is not None else None,
        "again": bool(asked),
        "last": last if last is not None and not asked else None,
        "answers": answers(),
        "once": new_token(),
    }
    return render(request, "opinions/conversation.html", context)


def answers() -> list[dict[str, Any]]:
    """The three answers as buttons: what is sent, said, its icon and tone."""
    return [
        {"value": int(Answer.AGREE), "label": Answer.AGREE.label, "icon": "pro", "tone": "good"},
        {"value": int(Answer.DISAGREE), "label": Answer.DISAGREE.label, "icon": "contra", "tone": "no"},
        {"value": int(Answer.PASS), "label": Answer.PASS.label, "icon": "arrow", "tone": "plain"},
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes one answer and goes on to the next statement, or back to the list it came from."""
    row = rules.find(pk, request.user)
    home = row.get_absolute_url()
    if request.method != "POST":
        return redirect(home)
    if not request.user.is_authenticated:
        return redirect_to_login(home)
    found = _statement(row, request.POST.get("aussage", ""))
    value = read_value(request.POST.get("value"))
    onward = (
        reverse("opinions:own", args=[row.pk])
        if request.POST.get("zurueck") == "antworten"
        else f"{home}#aussage"
    )

    def deed() -> str:
        actions.cast_vote(
            conversation=row, statement=found, person=request.user, value=value, channel=channel_of(request)
        )
        return onward

    return SeeOther(once(request.POST.get("once", ""), deed))


def read_value(raw: str | None) -> int | None:
    """The answer in a form; an empty one takes it back. Refuses anything else."""
    if raw is None or (raw and raw not in {str(each) for each in Answer.values}):
        raise Refusal(
            _("Diese Antwort gibt es hier nicht. Wählen Sie eine der drei Antworten."),
            status=422,
            field="value",
        )
    return int(raw) if raw else None


@never_cache
@require_safe
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody answered and added, to be changed and taken back."""
    row = rules.find(pk, request.user)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    who = queries.participant(row, request.user)
    page = Paginator(queries.own_votes(who), PAGE).get_page(request.GET.get("seite"))
    context = described(row) | {
        "page": page,
        "added": queries.own_statements(row, request.user),
        "took_part": who is not None,
        "once": new_token(),
    }
    return render(request, "opinions/own.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A statement of one's own. Similar ones are shown first; they hold nobody up."""
    row = rules.find(pk, request.user)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    rules.require_standing(request.user)
    rules.require_open(row)
    if request.method != "POST":
        rules.require_adding(row, len(queries.own_statements(row, request.user)))
    form = forms.StatementForm(request.POST or None, initial={"once": new_token()})
    status, similar = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            text = form.cleaned_data["text"]
            try:
                clean = rules.clean_text(text)
                # What they have just added themselves is a second click, which `once` answers.
                same = queries.same_as(row, clean)
                if same is not None and same.author_id != request.user.pk:
                    rules.require_new(row, clean)
                sure = same is not None or form.cleaned_data["sure"] == clean
                similar = [] if sure else queries.similar_to(row, clean)
                if not similar:
                    require_pace(f"person:{request.user.pk}", "opinions.add", at_most=20, seconds=3600)
                    return SeeOther(once(form.cleaned_data["once"], lambda: _added(request, row, text)))
                status = 200
                form.data = form.data.copy()  # type: ignore[attr-defined]
                form.data["sure"] = clean  # type: ignore[index]
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = 422 if refusal.status == 400 else refusal.status
    return render(
        request, "opinions/add.html", described(row) | {"form": form, "similar": similar}, status=status
    )


def _added(request: HttpRequest, row: Conversation, text: str) -> str:
    made = actions.suggest_statement(
        conversation=row, text=text, by=request.user, channel=channel_of(request)
    )
    if made.state == State.WAITING:
        messages.success(
            request, _("Danke. Die Aussage wird angesehen; Sie hören von uns, was aus ihr wird.")
        )
    elif made.hidden_at is not None:
        messages.success(request, _("Danke. Bevor die Aussage zu sehen ist, schaut sie sich jemand an."))
    else:
        messages.success(request, _("Danke. Über Ihre Aussage wird jetzt abgestimmt."))
    return reverse("opinions:own", args=[row.pk])


@require_safe
def statements(request: HttpRequest, pk: int) -> HttpResponse:
    """All statements that are voted on, to read."""
    row = _find(request, pk)
    page = Paginator(queries.voted_on(row).order_by("number"), PAGE).get_page(request.GET.get("seite"))
    return render(request, "opinions/statements.html", described(row) | {"page": page})


@require_safe
def statement(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One statement; what waits, was refused or is hidden only for its author and staff."""
    row = _find(request, pk)
    found = _statement(row, number)
    mine = request.user.is_authenticated and found.author_id == request.user.pk
    if not found.is_voted_on and not mine and not is_staff(request.user):
        if found.merged_into is not None:
            return redirect(found.merged_into.get_absolute_url())
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return render(request, "opinions/statement.html", described(row) | {"statement": found, "mine": mine})
