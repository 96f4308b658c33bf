# SPDX-License-Identifier: EUPL-1.2
"""What the desk's pages of methods and examples do alike: save a long form, and the deeds of one button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal

from .. import words
from ..forms.catalogue import RowForm


def save_form(
    request: HttpRequest,
    form: RowForm,
    save: Callable[[], str],
    *,
    now: Callable[[], int | None],
    template: str,
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
    return render_desk(request, template, whole, status=status)


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
