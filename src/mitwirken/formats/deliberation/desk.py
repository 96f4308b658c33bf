# SPDX-License-Identifier: EUPL-1.2
"""Doors for staff: what somebody said on the phone, on paper or in the room."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import is_practice, kind_named
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import render_desk, show_refusal
from mitwirken.ground.ui import practice

from . import actions, rules
from .forms import EntryForm


@staff_page(*rules.ENTRY_ROLES)
def enter(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """An argument for somebody who is not online."""
    subject = kind_named(kind).find_reachable(pk)
    if is_practice(subject):
        practice.mark(request)
    data = request.POST if request.method == "POST" else None
    form = EntryForm(data, initial={"once": new_token(), "channel": request.GET.get("weg", "paper")})
    status = 200
    if data is not None:
        status = 422
        if form.is_valid():
            given = form.cleaned_data

            def deed() -> str:
                actions.add_argument(
                    subject=subject,
                    kind=given["kind"],
                    text=given["text"],
                    by=request.user,
                    channel=given["channel"],
                    author_label=given["author_label"],
                )
                return f"{reverse('deliberation:enter', args=[kind, pk])}?weg={given['channel']}"

            try:
                address = once(given["once"], deed)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(
                    request,
                    _("Der Beitrag ist eingetragen und öffentlich. Sie können gleich den nächsten eingeben."),
                )
                return HttpResponse(status=303, headers={"Location": address})
    context = {"subject": subject, "home": subject.get_absolute_url(), "form": form}
    return render_desk(request, "deliberation/desk/enter.html", context, status=status)
