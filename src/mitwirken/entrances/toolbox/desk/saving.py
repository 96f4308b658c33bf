# SPDX-License-Identifier: EUPL-1.2
"""What the desk's pages of methods and examples do alike: save a long form, and the deeds of one button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal

from .. import words
from ..forms.catalogue import RowForm

Deeds = Mapping[str, tuple[Callable[..., Any], Callable[[], str]]]
"""By the word of a button: the deed, and what is said when it is done."""


def save_form(
    request: HttpRequest,
    form: RowForm,
    save: Callable[[], str],
    *,
    now: Callable[[], int | None],
    context: Mapping[str, Any],
    done: str,
) -> HttpResponse:
    """Shows the form or carries out `save`, which gives the address to go to. What was typed is never lost: a conflict is
    shown with both texts, and the next save is made on top of the newer version (`now`).
    """
    status, pairs = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                address = once(form.cleaned_data["once"], save)
            except Conflict as conflict:
                status, pairs = 409, pairs_of(conflict.theirs, conflict.yours)
                form.data = form.data.copy()  # type: ignore[attr-defined]
                form.data["seen"] = now()  # type: ignore[index]
                form.add_error(None, str(conflict.sentence))
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                messages.success(request, done)
                return redirect(address)
    whole = {**context, "form": form, "sections": list(form.sections()), "pairs": pairs}
    return render_desk(request, "toolbox/desk/form.html", whole, status=status)


def carry_out(request: HttpRequest, deeds: Deeds, *, to: str, **row: Any) -> HttpResponse:
    """One of the deeds that need no form, by the button that was pressed."""
    deed = deeds.get(request.POST.get("tun", ""))
    if deed is None:
        raise Refusal(_("Das gibt es hier nicht."), status=400)
    deed[0](by=request.user, **row)
    messages.success(request, deed[1]())
    return redirect(to)


def pairs_of(theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where two rows differ, by the names of the fields."""
    names = dict.fromkeys([*theirs, *yours])
    return [
        {
            "name": words.column(name),
            "theirs": theirs.get(name, ""),
            "yours": yours.get(name, ""),
            "same": False,
        }
        for name in names
        if theirs.get(name, "") != yours.get(name, "")
    ]
