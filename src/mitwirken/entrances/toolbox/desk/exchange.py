# SPDX-License-Identifier: EUPL-1.2
"""Taking in a file from another city: look first, then take in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal

from .. import cases, catalogue, exchange, exchange_cases, words
from ..actions import imports
from ..catalogue import BadEntry
from ..forms.catalogue import TakeInForm, UploadForm
from ..rules.keepers import KEEPERS


@dataclass(frozen=True)
class Noun:
    """What differs between taking in methods and examples."""

    title: Any
    back: str
    page: str
    read_rows: Callable[[bytes, str], Any]
    preview: Callable[..., imports.Preview]
    take_in: Callable[..., int]
    write: Callable[[Any], dict[str, Any]]


_METHODS = Noun(
    gettext_lazy("Methoden einlesen"),
    "toolbox:desk",
    "toolbox:desk_take_in_methods",
    exchange.read_rows,
    imports.preview_methods,
    imports.take_in_methods,
    catalogue.write,
)
_EXAMPLES = Noun(
    gettext_lazy("Beispiele einlesen"),
    "toolbox:desk_examples",
    "toolbox:desk_take_in_examples",
    exchange_cases.read_rows,
    imports.preview_examples,
    imports.take_in_examples,
    cases.write,
)


@staff_page(*KEEPERS)
@require_http_methods(["GET", "POST"])
def take_in_methods(request: HttpRequest) -> HttpResponse:
    return _take_in(request, _METHODS)


@staff_page(*KEEPERS)
@require_http_methods(["GET", "POST"])
def take_in_examples(request: HttpRequest) -> HttpResponse:
    return _take_in(request, _EXAMPLES)


def _take_in(request: HttpRequest, noun: Noun) -> HttpResponse:
    if request.method == "POST" and "given" in request.POST:
        return _carry_out(request, noun)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                rows = noun.read_rows(file.read(), file.name)
            except BadEntry as wrong:
                form.add_error("file", words.why(wrong))
            else:
                found = noun.preview(rows)
                given = json.dumps([noun.write(entry) for entry in found.entries], ensure_ascii=False)
                return _preview(request, noun, found, TakeInForm(initial={"given": given}))
    context = {"form": form, "title": noun.title, "back": reverse(noun.back)}
    return render_desk(request, "toolbox/desk/upload.html", context, status=status)


def _preview(
    request: HttpRequest, noun: Noun, found: imports.Preview, form: TakeInForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "found": found,
        "refused": [(number, words.why(wrong)) for number, wrong in found.refused],
        "title": noun.title,
        "back": reverse(noun.back),
    }
    return render_desk(request, "toolbox/desk/preview.html", context, status=status)


def _carry_out(request: HttpRequest, noun: Noun) -> HttpResponse:
    """What stood in the preview is read and checked once more: it went through a browser."""
    form = TakeInForm(request.POST)
    try:
        rows = noun.read_rows(request.POST["given"].encode(), "")
    except BadEntry:
        raise Refusal(_("Bitte laden Sie die Datei noch einmal hoch."), status=400) from None
    found = noun.preview(rows)
    if not form.is_valid():
        return _preview(request, noun, found, form, status=422)
    given = form.cleaned_data

    def deed() -> str:
        many = noun.take_in(
            entries=found.entries,
            by=request.user,
            origin=given["origin"],
            replace_own=given["replace_own"],
            publish=given["publish"],
        )
        messages.success(
            request,
            ngettext("%(many)d Eintrag übernommen.", "%(many)d Einträge übernommen.", many) % {"many": many},
        )
        return reverse(noun.back)

    try:
        return redirect(once(given["once"], deed))
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _preview(request, noun, found, form, status=form_status(refusal))
