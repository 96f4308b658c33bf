# SPDX-License-Identifier: EUPL-1.2
"""A stack of sheets by keyboard alone: number, Enter, digits, Enter. Every step is a plain form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal

from .. import actions, queries, registry, rules
from ..forms import ChannelForm, DigitsForm, SheetNumberForm, SumForm, form_of
from ..models import PrintedForm, Stack


def _stack(request: HttpRequest, pk: int) -> Stack:
    row = Stack.objects.filter(pk=pk).first()
    if row is None:
        raise Refusal(_("Diesen Stapel gibt es nicht."), status=404)
    rules.require_may_enter(request.user, registry.form_named(row.kind))
    rules.require_may_work_on_stack(request.user, row)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.CLERKS)
def begin(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Which way the sheets came; all of a stack the same."""
    form_kind, _row = registry.find(kind, pk)
    rules.require_may_enter(request.user, form_kind)
    print_ = actions.current_print(kind=kind, pk=pk)
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stack = actions.open_stack(kind=kind, pk=pk, channel=form.cleaned_data["channel"], by=request.user)
        return redirect(stack.get_absolute_url())
    return render_desk(
        request,
        "paper/desk/stack_begin.html",
        {"form": form, "kind": form_kind, "print": print_},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.CLERKS)
def stack(request: HttpRequest, pk: int) -> HttpResponse:
    """First the number, then what is ticked; after saving the next number."""
    row = _stack(request, pk)
    kind, about = registry.find(row.kind, row.about)
    context: dict[str, Any] = {
        "stack": row,
        "kind": kind,
        "entries": list(queries.of_stack(row)[:10]),
        "sums": queries.sums_of(row),
    }
    status = 200
    number = SheetNumberForm(request.GET if "bogen" in request.GET else None, stack=row)
    if number.is_bound:
        status = 422
        if number.is_valid() and number.found is not None:
            print_, copy = number.found
            try:
                rules.require_unused(print_, copy)
            except Refusal as refusal:
                # A sheet that lies in the stack twice is no mistake of the clerk: it is named, and the next one is asked for.
                number.add_error("bogen", str(refusal))
            else:
                return _marks(request, row, print_, copy, about, context)
    context["number"] = number
    return render_desk(request, "paper/desk/stack.html", context, status=status)


def _marks(
    request: HttpRequest, row: Stack, print_: PrintedForm, copy: int, about: Any, context: dict[str, Any]
) -> HttpResponse:
    kind: registry.PaperForm = context["kind"]
    sent = request.POST if request.method == "POST" else None
    form: Any = (
        DigitsForm(sent, print_=print_)
        if kind.marks_only
        else form_of(print_, about, sent, request.FILES if sent is not None else None)
    )
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            values = form.values if isinstance(form, DigitsForm) else form.cleaned_data

            def deed() -> str:
                made = actions.enter(
                    print_=print_, copy=copy, values=values, channel=row.channel, by=request.user, stack=row
                )
                said = ngettext(
                    "%(sheet)s ist eingetragen: %(n)d Kreuz.",
                    "%(sheet)s ist eingetragen: %(n)d Kreuze.",
                    made.marks,
                )
                messages.success(request, said % {"sheet": made.sheet, "n": made.marks})
                return row.get_absolute_url()

            try:
                return redirect(once(sent.get("once", ""), deed))
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
    context |= {
        "print": print_,
        "sheet": print_.number(copy),
        "marks": form,
        "legend": list(print_.words["choices"].values()) if kind.marks_only else [],
        "once": new_token(),
        "action": f"{row.get_absolute_url()}?{urlencode({'bogen': print_.number(copy)})}",
    }
    return render_desk(request, "paper/desk/stack_sheet.html", context, status=status)


@require_POST
@staff_page(*rules.CLERKS)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """The last one of the stack was wrong."""
    row = _stack(request, pk)
    last = queries.of_stack(row).first()
    if last is None:
        messages.info(request, _("In diesem Stapel ist noch nichts eingetragen."))
        return redirect(row.get_absolute_url())
    actions.take_back(entry=last, by=request.user)
    messages.success(
        request,
        _("%(sheet)s ist zurückgenommen. Sie können den Bogen jetzt richtig eintragen.")
        % {"sheet": last.sheet},
    )
    again = f"?{urlencode({'bogen': last.sheet})}" if last.copy else ""
    return redirect(row.get_absolute_url() + again)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.CLERKS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The sum at the end."""
    row = _stack(request, pk)
    form = SumForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.close_stack(
                    stack=row,
                    counted=given["counted"],
                    marks=given["marks"],
                    although=given["although"],
                    by=request.user,
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                messages.success(request, _("Der Stapel ist abgeschlossen. Danke."))
                return redirect(reverse("paper:start"))
    context = {
        "stack": row,
        "form": form,
        "sums": queries.sums_of(row),
        "entries": list(queries.of_stack(row)),
        "differs": status == 409,
    }
    return render_desk(request, "paper/desk/stack_close.html", context, status=status)
