# SPDX-License-Identifier: EUPL-1.2
"""How a page of the desk is drawn, asks before a deed, and shows what was refused: for every room that hangs pages in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Conflict, Refusal

from .registry import DeskPage, pages_for, part_of


@dataclass(frozen=True)
class MenuItem:
    """An entry of the desk's menu as the frame of the page draws it."""

    key: str
    url: str
    name: Any
    icon: str
    count: int | None
    current: bool
    # The heading of a part of the menu, at its first entry only.
    heading: Any = ""


def menu(request: HttpRequest) -> list[MenuItem]:
    """The pages that are open to the reader, with what waits on each; the longest address that fits is
    current.
    """
    pages = [(page, url) for page in pages_for(request.user) if (url := address_of(page))]
    here = max((url for _page, url in pages if request.path.startswith(url)), key=len, default="")
    items: list[MenuItem] = []
    last: Any = ""
    for page, url in pages:
        part = part_of(page)
        count = page.count(request.user) if page.count else None
        heading = part if part != last else ""
        items.append(MenuItem(page.key, url, page.name, page.icon, count, url == here, heading))
        last = part
    return items


def address_of(page: DeskPage) -> str:
    """Where a page hung in is. A room whose addresses are not wired shows no way instead of stopping the
    whole desk.
    """
    try:
        return reverse(page.url_name)
    except NoReverseMatch:
        return ""


def render_desk(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Draws a page that extends `ui/desk.html`, with the menu of whoever reads it."""
    context = dict(context or {})
    if "desk_pages" not in context:
        context["desk_pages"] = menu(request)
    return render(request, template, context, status=status)


def show_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Puts a refusal where it belongs in a form, so that the page says it and keeps what was typed."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal.sentence))


def show_conflict(
    form: forms.Form, conflict: Conflict, row: Model, *, also: bool = False
) -> list[dict[str, Any]]:
    """Both texts for `ui/parts/versions.html`, where they differ. What was typed stays, and saving again is meant against
    `row` as it stands now. `also`: what the form does not ask for is shown, too, called as the model calls it.
    """
    now = type(row)._default_manager.values_list("version", flat=True).get(pk=row.pk)
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["seen"] = now  # type: ignore[index]
    form.add_error(None, str(conflict.sentence))
    pairs = []
    for name, yours in conflict.yours.items():
        theirs = conflict.theirs.get(name)
        if name not in conflict.theirs or theirs == yours or not (theirs or yours):
            continue
        if name in form.fields:
            label = form.fields[name].label
        elif also:
            label = row._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        else:
            continue
        pairs.append({"name": label, "theirs": theirs, "yours": yours, "same": False})
    return pairs


@dataclass(frozen=True)
class Sent:
    """What came of a form: `onward` once its deed is done; otherwise the status to show it with and, after a conflict, both
    texts in `pairs`.
    """

    onward: HttpResponse | None = None
    status: int = 200
    pairs: list[dict[str, Any]] = field(default_factory=list)


def sent(
    request: HttpRequest,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], Any],
    said: str,
    onward: str = "",
    *,
    row: Model | None = None,
    also: bool = False,
) -> Sent:
    """One deed of a page with a form of its own, done once however often it is sent; refused with what was typed still there.

    `deed` gets the clean values; where no `onward` is given it returns the address to go to. Without `said`
    the deed itself tells what was done. `row` and `also` are for forms that know versions, see `show_conflict`.
    """
    if request.method != "POST":
        return Sent()
    if not form.is_valid():
        return Sent(status=422)
    clean = form.cleaned_data

    def run() -> str:
        address = deed(clean)
        return onward or str(address)

    try:
        address = once(str(clean.get("once") or ""), run)
    except Conflict as conflict:
        if row is None:
            raise
        return Sent(status=409, pairs=show_conflict(form, conflict, row, also=also))
    except Refusal as refusal:
        show_refusal(form, refusal)
        return Sent(status=form_status(refusal))
    if said:
        messages.success(request, said)
    return Sent(redirect(address), 303)


def confirm(
    request: HttpRequest,
    deed: Callable[[], Any],
    *,
    title: str,
    text: str,
    yes: str,
    back: str,
    done: str = "",
    onward: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Asks before a deed on a page of its own, does it when it comes back, and goes on."""
    if request.method == "POST":
        deed()
        messages.success(request, done or _("Erledigt."))
        return redirect(onward or back)
    context = {"title": title, "text": text, "yes": yes, "back": back, "danger": danger}
    return render_desk(request, "desk/confirm.html", context)


def form_status(refusal: Refusal) -> int:
    """What a page answers that shows a refused form again: 422 where the input was wrong."""
    return 422 if refusal.status == 400 else refusal.status
