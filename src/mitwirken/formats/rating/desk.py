# SPDX-License-Identifier: EUPL-1.2
"""Doors for staff: sheets that came on paper, by phone, in the room."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import render_desk, show_refusal

from . import actions, panels, queries, rules
from .forms import SheetForm, line_forms, read_sheet
from .registry import method_named

ROWS, MOST_ROWS = 8, 100


@staff_page(*rules.ENTRY_ROLES)
def sheets(request: HttpRequest) -> HttpResponse:
    """The phases for which sheets can be typed in now."""
    return render_desk(
        request, "rating/desk/sheets.html", {"phases": queries.phases_for_entry(rules.LATE_ENTRY)}
    )


@staff_page(*rules.ENTRY_ROLES)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet."""
    phase, setup = rules.find_phase(pk, request.user)
    method = method_named(setup.method)
    choice = queries.candidates_of(phase)
    sent = request.POST if request.method == "POST" else None
    rows = _rows(sent.get("zeilen") if sent is not None else None)
    more = sent is not None and "mehr" in sent
    head = SheetForm(sent, initial={"channel": request.GET.get("weg", "paper")})
    lines = line_forms(sent, rows=rows, method=method, setup=setup)
    status = 200
    if more:
        # Errors would be about a sheet that is only half typed in.
        rows = min(MOST_ROWS, rows + ROWS)
        lines = line_forms(sent, rows=rows, method=method, setup=setup)
        for form in (head, *lines):
            form.errors.clear()
    elif sent is not None:
        numbers = [line.cleaned_data.get("number") for line in lines if line.is_valid()]
        known = queries.known_numbers(phase, choice, [n for n in numbers if n is not None]) if choice else {}
        clean = read_sheet(head, lines, choice, known) if choice else None
        if clean is not None:
            try:
                stands = actions.enter_sheet(
                    phase=phase,
                    sheet=clean.sheet,
                    values=clean.values,
                    channel=clean.channel,
                    by=request.user,
                    correct=clean.correct,
                )
            except Refusal as refusal:
                show_refusal(head, refusal)
            else:
                messages.success(request, _said(clean.sheet, len(stands)))
                return redirect(f"{reverse('rating:sheet', args=[phase.pk])}?weg={clean.channel}")
        status = 422
    context = panels.described(phase, setup) | {
        "head": head,
        "lines": lines,
        "rows": rows,
        "can_add_rows": rows < MOST_ROWS,
        "candidates": choice,
        "entered": queries.last_sheets(phase),
        "wrong_lines": [line for line in lines if sent is not None and not more and line.errors],
    }
    return render_desk(request, "rating/desk/sheet.html", context, status=status)


def _rows(raw: str | None) -> int:
    try:
        return min(MOST_ROWS, max(1, int(raw or ROWS)))
    except ValueError:
        return ROWS


def _said(code: str, ratings: int) -> str:
    return ngettext(
        "Bogen %(sheet)s ist erfasst: %(n)d Bewertung.",
        "Bogen %(sheet)s ist erfasst: %(n)d Bewertungen.",
        ratings,
    ) % {"sheet": " ".join(code.split()).upper(), "n": ratings}
