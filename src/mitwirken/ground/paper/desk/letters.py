# SPDX-License-Identifier: EUPL-1.2
"""Answers for people without the net: letters to write, calls to make."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk import contacts
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import render_desk
from mitwirken.ground.ui import pdf

from .. import actions, letters, queries, rules
from ..forms import LettersForm
from ..models import Entry

A_PAGE = 25
DOOR = "letters"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.LETTER_WRITERS)
def waiting(request: HttpRequest) -> HttpResponse:
    """What the city answered and somebody without the net does not know yet. Several letters become one file."""
    entries = list(queries.letters_to_write(request.user)[:A_PAGE])
    shown = contacts.is_open(request, DOOR)
    form = LettersForm(request.POST if request.method == "POST" else None, entries=entries, shown=shown)
    if request.method == "POST" and form.is_valid():
        return _write(request, form.chosen())
    calls = list(queries.calls_to_make(request.user)[:A_PAGE])
    known = letters.with_cases([*entries, *calls])
    context = {
        "form": form,
        "lines": [(known[entry.pk], write, to) for entry, write, to in form.lines()],
        "calls": [known[entry.pk] for entry in calls],
        "written": list(queries.lately_passed_on(request.user)[:10]),
        "pdf": pdf.is_offered(),
        "door": DOOR,
        "shown": shown,
    }
    return render_desk(request, "paper/desk/letters.html", context, status=422 if form.is_bound else 200)


def _write(request: HttpRequest, chosen: list[tuple[Entry, str]]) -> HttpResponse:
    """The letters as a file, or as a page to print where no files are made. An address that was typed is in them and nowhere else."""
    with transaction.atomic():
        for entry, _address in chosen:
            actions.pass_on(entry=entry, by=request.user)
        made = letters.letters_for(chosen)
        if not pdf.is_offered():
            return HttpResponse(letters.as_page(made))
        response = HttpResponse(letters.as_pdf(made), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="briefe.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.LETTER_WRITERS)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter once more, because the printer had no paper."""
    entry = Entry.objects.select_related("form").filter(pk=pk, taken_back_at=None).first()
    if entry is None:
        raise Refusal(_("Diese Eingabe gibt es nicht."), status=404)
    rules.require_may_answer(
        request.user, queries.cases_of([entry]).get((entry.subject_kind, entry.subject_id))
    )
    shown = contacts.is_open(request, DOOR)
    form = LettersForm(request.POST if request.method == "POST" else None, entries=[entry], shown=shown)
    if request.method == "POST" and form.is_valid():
        return _write(request, form.chosen())
    context = {"form": form, "lines": list(form.lines()), "entry": entry, "door": DOOR}
    return render_desk(request, "paper/desk/letter.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*rules.LETTER_WRITERS)
def called(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer was said on the phone."""
    entry = Entry.objects.filter(pk=pk).first()
    if entry is None:
        raise Refusal(_("Diese Eingabe gibt es nicht."), status=404)
    actions.pass_on(entry=entry, by=request.user)
    messages.success(request, _("Vermerkt: Die Antwort ist am Telefon gesagt."))
    return redirect("paper:letters")
