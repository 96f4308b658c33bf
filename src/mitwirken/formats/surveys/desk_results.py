# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff who evaluate: all counts, by way or by an answer, two questions against each other, words to release, files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.api import streams
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import render_desk

from . import actions, queries, results, rules, tables
from . import files as downloads
from .models import Answer, Kind, Survey
from .tables import Scope, Variable

R = rules.RIGHTS
A_PAGE = 40
"""Texts on one page of the desk."""


def _find(pk: int) -> Survey:
    found = queries.one(pk)
    if found is None:
        raise rules.gone()
    return found


def _filtered(survey: Survey, known: dict[str, Variable], asked: Any) -> Scope:
    """Whose answers the reader asks for: `weg` is a way of taking part, `nur` an answer as "question.choice"."""
    channel = str(asked.get("weg", ""))
    name, _dot, key = str(asked.get("nur", "")).partition(".")
    variable = known.get(name)
    if variable is None or key not in variable.choices:
        variable, key = None, ""
    return Scope(
        survey,
        channel=channel if channel in Channel.values else "",
        variable=variable,
        key=key,
    )


def _by_answer(known: dict[str, Variable]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices of the filter, in groups. Steps of numbers are not among them: they are no answers."""
    return [
        (one.name, [(f"{one.key}.{key}", label) for key, label in one.choices.items()])
        for one in known.values()
        if one.question is not None and one.question.kind not in (Kind.NUMBER, Kind.POINT)
    ]


@staff_page(*R["read"])
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """All counts of a survey, of everybody or of some."""
    row = _find(pk)
    outline = queries.outline(row)
    known = tables.variables(outline, {})
    scope = _filtered(row, known, request.GET)
    counted = tables.count(scope, least_spot=1)
    told = results.tell(outline, counted, least=0)
    context = _common(request, row) | {
        "told": told,
        "scope": scope,
        "by_answer": _by_answer(known),
        "only": f"{scope.variable.key}.{scope.key}" if scope.variable else "",
        "only_name": f"{scope.variable.name}: {scope.variable.choices[scope.key]}" if scope.variable else "",
        "channels": Channel.choices,
        "channel_name": Channel(scope.channel).label if scope.channel else "",
        "filtered": not scope.everybody,
        "maps": any(block.markers for section in told.sections for block in section.blocks),
    }
    return render_desk(request, "surveys/desk/results.html", context)


def _common(request: HttpRequest, row: Survey) -> dict[str, Any]:
    return {
        "survey": row,
        "least": results.least_of(row),
        "public": results.are_public(row),
        "may_take": rules.may(request.user, "set_up"),
    }


def _pair(row: Survey, asked: Any) -> tuple[dict[str, Variable], Variable | None, Variable | None]:
    outline = queries.outline(row)
    numbers = tables.numbers_of(Scope(row)) if any(q.kind == Kind.NUMBER for q in outline.questions) else {}
    known = tables.variables(outline, numbers)
    first, second = known.get(str(asked.get("zeilen", ""))), known.get(str(asked.get("spalten", "")))
    if first is not None and second is not None and first.key == second.key:
        second = None
    return known, first, second


@staff_page(*R["read"])
@require_http_methods(["GET", "POST"])
def crossing(request: HttpRequest, pk: int) -> HttpResponse:
    """Two questions against each other, chosen freely; with what everybody would not see marked. Publishing it, and taking it back."""
    row = _find(pk)
    if request.method == "POST":
        return _publish(request, row)
    known, first, second = _pair(row, request.GET)
    found = None
    if first is not None and second is not None:
        found = results.crossing(Scope(row), first, second, least=results.least_of(row), all_counts=True)
    context = _common(request, row) | {
        "known": list(known.values()),
        "first": first,
        "second": second,
        "found": found,
        "published": bool(first and second and [first.key, second.key] in row.crossings),
        "can_publish": bool(first and second and not (first.bins or second.bins)),
        "shown": [
            (known[one], known[other]) for one, other in row.crossings if one in known and other in known
        ],
    }
    return render_desk(request, "surveys/desk/crossing.html", context)


def _publish(request: HttpRequest, row: Survey) -> HttpResponse:
    first, second = str(request.POST.get("zeilen", "")), str(request.POST.get("spalten", ""))
    try:
        if request.POST.get("zurueck"):
            actions.withdraw_crossing(survey=row, first=first, second=second, by=request.user)
            messages.success(request, _("Der Vergleich steht nicht mehr auf der öffentlichen Seite."))
        else:
            actions.publish_crossing(survey=row, first=first, second=second, by=request.user)
            messages.success(
                request,
                _(
                    "Veröffentlicht, ohne die kleinen Zahlen. Alle sehen es, sobald die Ergebnisse öffentlich sind."
                ),
            )
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, str(refusal))
    address = reverse("surveys:desk_crossing", args=[row.pk])
    return redirect(f"{address}?zeilen={first}&spalten={second}")


@staff_page(*R["read"])
@require_safe
def crossing_file(request: HttpRequest, pk: int) -> Any:
    """The table as everybody may have it: files travel, so small counts stand in none."""
    row = _find(pk)
    _known, first, second = _pair(row, request.GET)
    if first is None or second is None:
        raise rules.gone()
    found = results.crossing(Scope(row), first, second, least=results.least_of(row))
    return streams.file_of(
        request,
        list(downloads.crossing_rows(found)),
        downloads.TABLE_COLUMNS,
        name=f"umfrage-{row.pk}-vergleich",
        format="csv",
    )


@staff_page(*R["read"])
@require_http_methods(["GET", "POST"])
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """All words that were answered, in an order that tells nothing; each is public only once somebody read it and released it."""
    row = _find(pk)
    if request.method == "POST":
        return _release(request, row)
    outline = queries.outline(row)
    with_words = [
        question
        for question in outline.questions
        if question.kind in (Kind.SHORT, Kind.LONG) or question.other
    ]
    rows = Answer.objects.filter(question__in=[question.pk for question in with_words]).exclude(text="")
    wanted = str(request.GET.get("frage", ""))
    if wanted in {str(question.pk) for question in with_words}:
        rows = rows.filter(question=int(wanted))
    state = str(request.GET.get("stand", ""))
    if state in ("frei", "offen"):
        is_open = Q(published="")
        rows = rows.filter(is_open if state == "offen" else ~is_open)
    page = Paginator(rows.select_related("question").order_by("pk"), A_PAGE).get_page(
        request.GET.get("seite")
    )
    context = _common(request, row) | {
        "page": page,
        "questions": with_words,
        "numbers": outline.numbers,
        "wanted": wanted,
        "state": state,
    }
    return render_desk(request, "surveys/desk/texts.html", context)


def _release(request: HttpRequest, row: Survey) -> HttpResponse:
    raw = str(request.POST.get("antwort", ""))
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 20 else 0
    answer = Answer.objects.filter(question__page__survey=row, pk=number).first()
    if answer is None:
        raise rules.gone()
    words = "" if request.POST.get("zurueck") else str(request.POST.get("words", ""))
    try:
        actions.release_text(answer=answer, words=words, by=request.user)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Freigegeben.") if words.strip() else _("Nicht mehr öffentlich."))
    back = str(request.POST.get("zu", ""))
    address = reverse("surveys:desk_texts", args=[row.pk])
    return redirect(f"{address}{back if back.startswith('?') else ''}#a{answer.pk}")


@staff_page(*R["read"])
@require_safe
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be taken along: tables for everybody, single answers for those who evaluate."""
    row = _find(pk)
    context = _common(request, row) | {"number": queries.number_of_responses(row)}
    return render_desk(request, "surveys/desk/files.html", context)


@staff_page(*R["set_up"])
@require_POST
def rows(request: HttpRequest, pk: int) -> Any:
    """A file of single answers. The logbook says who took it along."""
    row = _find(pk)
    name = str(request.POST.get("datei", ""))
    if name not in downloads.WRITERS:
        raise rules.gone()
    row = actions.take_rows(survey=row, name=name, by=request.user)
    return downloads.rows_file(row, queries.outline(row), name)
