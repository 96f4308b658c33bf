# SPDX-License-Identifier: EUPL-1.2
"""Doors for citizens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground import pages
from mitwirken.ground.deeds.limits import require_pace
from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.deeds.subjects import is_practice, kind_named
from mitwirken.ground.desk.roles import has_role
from mitwirken.ground.moderation import queries as moderation
from mitwirken.ground.moderation.rules import require_may_write
from mitwirken.ground.ui import practice

from . import actions, panels, queries, rules
from .forms import ArgumentForm, ReplyForm, TextForm
from .models import TOP, Argument, Kind


def see_other(address: str) -> HttpResponse:
    """303: go and look there. A reload does not send the form again."""
    return HttpResponse(status=303, headers={"Location": address})


def mark(request: HttpRequest, subject: Any) -> None:
    if is_practice(subject):
        practice.mark(request)


def find(request: HttpRequest, pk: int) -> tuple[Argument, Any]:
    """A public argument and its subject within reach; otherwise a refusal that does not tell whether it exists."""
    rows = queries.public(Argument.objects.select_related("author", "office", "parent"))
    argument = rows.filter(pk=pk).first()
    if argument is None:
        raise Refusal(_("Diesen Beitrag gibt es hier nicht oder nicht mehr."), status=404)
    subject = kind_named(argument.subject_kind).find_reachable(argument.subject_id)
    argument.subject = subject
    mark(request, subject)
    return argument, subject


def at_argument(argument: Argument, subject: Any) -> str:
    """Where the argument (or what it replies to) stands today: on the subject's page, or on a page of its side."""
    top = argument.parent or argument
    place = queries.place_of(top)
    anchor = f"#argument-{argument.pk}"
    if argument.parent is not None and top.reply_count > queries.REPLIES_SHOWN:
        page = (
            1
            + list(queries.replies_to(top).values_list("pk", flat=True)).index(argument.pk)
            // queries.PAGE_SIZE
        )
        return f"{reverse('deliberation:replies', args=[top.pk])}?seite={page}{anchor}"
    if place < queries.PAGE_SIZE:
        return f"{subject.get_absolute_url()}{anchor}"
    side = reverse("deliberation:side", args=[top.subject_kind, top.subject_id, top.kind])
    return f"{side}?seite={place // queries.PAGE_SIZE + 1}{anchor}"


@require_safe
def argument(request: HttpRequest, pk: int) -> HttpResponse:
    """The permanent address of an argument leads to where it stands today."""
    found, subject = find(request, pk)
    return HttpResponseRedirect(at_argument(found, subject))


@require_safe
def side(request: HttpRequest, kind: str, pk: int, which: str) -> HttpResponse:
    """All of one side of a discussion, page by page."""
    if which not in TOP:
        raise Refusal(_("Diese Seite der Diskussion gibt es nicht."), status=404)
    known = kind_named(kind)
    subject = known.find_reachable(pk)
    mark(request, subject)
    pages.depends_on(request, *subject.stream_topics()[:1])
    order = queries.clean_order(request.GET.get("reihenfolge"))
    phase = known.phase_of(subject) if known.phase_of else None
    page = Paginator(queries.one_side(kind, pk, which, order), queries.PAGE_SIZE).get_page(
        request.GET.get("seite")
    )
    number = queries.counts(kind, [pk])[pk]
    context = {
        "subject": subject,
        "subject_kind": kind,
        "home": subject.get_absolute_url(),
        "which": Kind(which),
        "page": page,
        "voices": queries.voices(page.object_list, request.user),
        "sides": [(Kind.PRO, number.pro), (Kind.CONTRA, number.contra), (Kind.QUESTION, number.question)],
        "can_write": rules.can_write(request.user, phase),
        "can_answer": has_role(request.user, *rules.ANSWER_ROLES),
        **panels.order_and_days(phase, order),
    }
    return render(request, "deliberation/side.html", context)


@require_safe
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """An argument with all its replies."""
    found, subject = find(request, pk)
    if found.parent_id is not None:
        return HttpResponseRedirect(
            f"{reverse('deliberation:replies', args=[found.parent_id])}#argument-{found.pk}"
        )
    pages.depends_on(request, *subject.stream_topics()[:1])
    known = kind_named(found.subject_kind)
    phase = known.phase_of(subject) if known.phase_of else None
    page = Paginator(queries.replies_to(found), queries.PAGE_SIZE).get_page(request.GET.get("seite"))
    (voice,) = queries.voices([found], request.user)
    voice.replies = queries.voices(page.object_list, request.user)
    context = {
        "subject": subject,
        "subject_kind": found.subject_kind,
        "home": subject.get_absolute_url(),
        "voice": voice,
        "page": page,
        "whole": True,
        "can_write": rules.can_write(request.user, phase),
        "can_answer": has_role(request.user, *rules.ANSWER_ROLES),
        **panels.order_and_days(phase, queries.FAIR),
    }
    return render(request, "deliberation/replies.html", context)


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """What an argument said before it was changed."""
    found, subject = find(request, pk)
    pages.depends_on(request, *subject.stream_topics()[:1])
    context = {
        "argument": found,
        "subject": subject,
        "home": subject.get_absolute_url(),
        "versions": found.versions.all(),
    }
    return render(request, "deliberation/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A new argument, or with `?antwort=` a reply."""
    known = kind_named(kind)
    subject = known.find_reachable(pk)
    mark(request, subject)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    parent = find(request, _number(request.GET["antwort"]))[0] if request.GET.get("antwort") else None
    data = request.POST if request.method == "POST" else None
    initial = {"once": new_token(), "kind": request.GET.get("art", "")}
    form: Any
    if parent is not None:
        form = ReplyForm(data, initial=initial, offices=rules.offices_of(request.user))
    else:
        form = ArgumentForm(data, initial=initial)
    status, refusal = 200, None
    if data is None:
        # Whoever cannot write learns it before typing, not after.
        refusal = _why_not(request.user, known.phase_of(subject) if known.phase_of else None, form)
        status = refusal.status if refusal else 200
    elif form.is_valid():
        try:
            require_pace(f"person:{request.user.pk}", "deliberation.add", at_most=30, seconds=600)
            address = once(form.cleaned_data["once"], lambda: _added(request, subject, form, parent))
        except Refusal as why:
            form.add_error(why.field if why.field in form.fields else None, str(why.sentence))
            status = why.status
        else:
            return see_other(address)
    else:
        status = 422
    context = {
        "subject": subject,
        "subject_kind": kind,
        "home": subject.get_absolute_url(),
        "parent": parent,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "deliberation/add.html", context, status=status)


def _added(request: HttpRequest, subject: Any, form: Any, parent: Argument | None) -> str:
    office = form.office_chosen() if isinstance(form, ReplyForm) else None
    made = actions.add_argument(
        subject=subject,
        kind=form.cleaned_data.get("kind", ""),
        text=form.cleaned_data["text"],
        by=request.user,
        parent=parent,
        as_office=office,
    )
    if made.hidden_at:
        return moderation.address_of(made)
    messages.success(
        request, _("Ihre Antwort ist veröffentlicht.") if parent else _("Ihr Beitrag ist veröffentlicht.")
    )
    return reverse("deliberation:argument", args=[made.pk])


def _why_not(person: Any, phase: Any, form: Any) -> Refusal | None:
    """Why nothing can be written now; offices can always answer."""
    try:
        rules.require_standing(person)
        if not (isinstance(form, ReplyForm) and form.offices):
            require_may_write(person)
            rules.require_open(phase)
    except Refusal as refusal:
        return refusal
    return None


def _number(raw: str) -> int:
    try:
        return int(raw[:18])
    except ValueError:
        raise Refusal(_("Diesen Beitrag gibt es hier nicht oder nicht mehr."), status=404) from None


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Words one's own argument anew."""
    found, subject = find(request, pk)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    rules.require_own(request.user, found)
    data = request.POST if request.method == "POST" else None
    form = TextForm(data, initial={"text": found.text})
    status, conflict, seen = 200, None, found.version
    if data is not None:
        status = 422
        seen = _number(data.get("version") or str(found.version))
        if form.is_valid():
            try:
                changed = actions.edit_argument(
                    argument=found, text=form.cleaned_data["text"], by=request.user, seen_version=seen
                )
            except Conflict as why:
                conflict, status, seen = why, why.status, found.version
            except Refusal as why:
                form.add_error(why.field if why.field in form.fields else None, str(why.sentence))
                status = why.status
            else:
                if changed.hidden_at:
                    return see_other(moderation.address_of(changed))
                messages.success(request, _("Ihr Beitrag ist geändert. Die frühere Fassung bleibt lesbar."))
                return see_other(reverse("deliberation:argument", args=[found.pk]))
    context = {
        "argument": found,
        "subject": subject,
        "home": subject.get_absolute_url(),
        "form": form,
        "seen": seen,
        "conflict": conflict,
    }
    return render(request, "deliberation/edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once, then takes one's own argument back."""
    found, subject = find(request, pk)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    rules.require_own(request.user, found)
    home = f"{subject.get_absolute_url()}#beitraege"
    if request.method == "POST":
        actions.withdraw_argument(argument=found, by=request.user)
        messages.success(request, _("Ihr Beitrag ist zurückgezogen und sein Text gelöscht."))
        return see_other(home)
    return render(request, "deliberation/withdraw.html", {"argument": found, "home": home})


@require_POST
def helpful(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: helpful, or not any more (`nicht=1`)."""
    found, subject = find(request, pk)
    if not request.user.is_authenticated:
        return redirect_to_login(at_argument(found, subject))
    if request.POST.get("nicht"):
        actions.unmark_helpful(argument=found, by=request.user)
    else:
        actions.mark_helpful(argument=found, by=request.user)
    return see_other(at_argument(found, subject))
