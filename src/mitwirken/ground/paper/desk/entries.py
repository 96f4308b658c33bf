# SPDX-License-Identifier: EUPL-1.2
"""Typing in for somebody, in one screen; the receipt; taking an entry back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk import contacts
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import confirm, form_status, render_desk
from mitwirken.ground.ui import codes, practice

from .. import actions, queries, registry, rules
from ..forms import ChannelForm, ReplyForm, form_of
from ..models import Entry, PrintedForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.CLERKS)
def enter_for(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Without a sheet: somebody calls or stands at the counter."""
    return _screen(request, actions.current_print(kind=kind, pk=pk), 0)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.CLERKS)
def enter(request: HttpRequest, code: str, copy: int) -> HttpResponse:
    """A sheet with its number."""
    print_ = queries.print_with_code(code)
    if print_ is None:
        raise Refusal(_("Einen Bogen mit dieser Nummer kennen wir nicht."), status=404)
    return _screen(request, print_, copy)


def _screen(request: HttpRequest, print_: PrintedForm, copy: int) -> HttpResponse:
    kind, row = registry.find(print_.kind, print_.about)
    rules.require_may_enter(request.user, kind)
    if print_.practice:
        practice.mark(request)
    earlier = queries.entry_of(print_, copy) if copy else None
    if earlier is not None and request.method != "POST":
        return render_desk(
            request, "paper/desk/twice.html", {"entry": earlier, "print": print_, "kind": kind}
        )
    sent = request.POST if request.method == "POST" else None
    head = ChannelForm(sent, initial={"channel": request.GET.get("weg") or (Channel.PAPER if copy else None)})
    form = form_of(print_, row, sent, request.FILES if sent is not None else None)
    reply = ReplyForm(sent) if kind.answered else None
    status = 200
    if sent is not None:
        status = 422
        if all([head.is_valid(), form.is_valid(), reply is None or reply.is_valid()]):
            try:
                address = once(sent.get("once", ""), lambda: _deed(request, print_, copy, head, form, reply))
            except Refusal as refusal:
                where = next(
                    (one for one in (form, head, reply) if one and refusal.field in one.fields), head
                )
                where.add_error(refusal.field if refusal.field in where.fields else None, str(refusal))
                status = form_status(refusal)
            else:
                return redirect(address)
        if getattr(form, "picking", False):
            status = 200
    context = {
        "kind": kind,
        "print": print_,
        "sheet": print_.number(copy) if copy else "",
        "head": head,
        "form": form,
        "reply": reply,
        "once": new_token(),
        "media": form.media,
    }
    return render_desk(request, "paper/desk/enter.html", context, status=status)


def _deed(
    request: HttpRequest,
    print_: PrintedForm,
    copy: int,
    head: ChannelForm,
    form: Any,
    reply: ReplyForm | None,
) -> str:
    entry = actions.enter(
        print_=print_,
        copy=copy,
        values=form.cleaned_data,
        channel=head.cleaned_data["channel"],
        reply=reply.cleaned_data.get("reply", "") if reply else "",
        address=reply.cleaned_data.get("address", "") if reply else "",
        by=request.user,
    )
    return reverse("paper:entry", args=[entry.pk])


def entry_with(request: HttpRequest, pk: int) -> Entry:
    """An entry that the reader may see: whoever may type in such forms."""
    entry = Entry.objects.select_related("form", "stack", "by").filter(pk=pk).first()
    if entry is None:
        raise Refusal(_("Diese Eingabe gibt es nicht."), status=404)
    rules.require_may_enter(request.user, registry.form_named(entry.form.kind))
    if entry.form.practice:
        practice.mark(request)
    return entry


def _door(entry: Entry) -> str:
    return f"receipt:{entry.pk}"


def _shows_receipt(request: HttpRequest, entry: Entry) -> bool:
    return rules.hands_out_receipt(request.user, entry) or contacts.is_open(request, _door(entry))


@require_safe
@staff_page(*rules.CLERKS)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """It is in: the receipt, and where to go on."""
    row = entry_with(request, pk)
    context = {
        "entry": row,
        "kind": (kind := registry.form_named(row.form.kind)),
        "told": kind.tells(row.undo),
        "door": _door(row),
        "shown": _shows_receipt(request, row),
        "again": reverse("paper:enter_for", args=[row.form.kind, row.form.about]) + f"?weg={row.channel}",
    }
    return render_desk(request, "paper/desk/entry.html", context)


@require_safe
@staff_page(*rules.CLERKS)
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt to print and give to the person."""
    row = entry_with(request, pk)
    if not _shows_receipt(request, row):
        messages.info(request, _("Sagen Sie zuerst, wofür Sie die Quittung brauchen."))
        return redirect(reverse("paper:entry", args=[row.pk]) + "#kontaktdaten")
    address = settings.BASE_URL + reverse("paper:receipt", args=[row.pk, row.secret])
    context = {
        "entry": row,
        "kind": (kind := registry.form_named(row.form.kind)),
        "told": kind.tells(row.undo),
        "phone": settings.PHONE,
        "ask_at": settings.BASE_URL.split("//")[-1] + reverse("paper:receipt_ask"),
        "qr": codes.drawing(address, sized=False),
    }
    return render(request, "paper/desk/slip.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.CLERKS)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    row = entry_with(request, pk)
    rules.require_may_take_back(request.user, row)
    back = reverse("paper:entry", args=[row.pk])
    if row.taken_back_at is not None:
        messages.info(request, _("Diese Eingabe ist schon zurückgenommen."))
        return redirect(back)
    return confirm(
        request,
        lambda: actions.take_back(entry=row, by=request.user),
        title=_("Eingabe %(number)s zurücknehmen?") % {"number": row.number},
        text=_("Sie zählt dann nicht mehr. Der Bogen %(sheet)s kann danach neu eingetragen werden.")
        % {"sheet": row.sheet},
        yes=_("Zurücknehmen"),
        back=back,
        onward=reverse("paper:start"),
        done=_("Zurückgenommen. Der Bogen kann neu eingetragen werden."),
        danger=True,
    )
