# SPDX-License-Identifier: EUPL-1.2
"""Doors for citizens."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground import pages
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.ground.devices import channel_of
from mitwirken.ground.ui import practice
from mitwirken.ground.ui.moments import said

from . import actions, exports, panels, queries, rules

PAGE_SIZE = 30
RESULT_SIZE = 100


class SeeOther(HttpResponseRedirect):
    """303: go and look there. A reload does not send the form again."""

    status_code = 303


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Takes one click. Called more often than anything else, so it asks for little and keeps no message."""
    if request.method == "POST" and request.user.is_authenticated and not getattr(request, "htmx", False):
        answer = _rate_without_looking(request, kind, pk)
        if answer is not None:
            return answer
    known = kind_named(kind)
    subject = known.find_reachable(pk)
    home = subject.get_absolute_url()
    if request.method != "POST":
        return HttpResponseRedirect(f"{home}#bewertung")
    if not request.user.is_authenticated:
        return redirect_to_login(home)
    phase: Any = known.phase_of(subject) if known.phase_of else None
    rules.require_setup(phase)
    if request.POST.get("phase", "") not in ("", str(phase.pk)):
        raise Refusal(
            _(
                "Inzwischen gilt hier eine andere Phase mit einer anderen Regel. "
                "Laden Sie die Seite neu und lesen Sie, was jetzt gilt."
            ),
            status=409,
        )
    actions.rate(
        subject=subject,
        phase=phase,
        person=request.user,
        value=read_value(request.POST.get("value")),
        channel=channel_of(request),
    )
    if getattr(request, "htmx", False):
        return HttpResponse(panels.panel(request, subject, phase))
    return _way_back(request, home)


def _rate_without_looking(request: HttpRequest, kind: str, pk: int) -> HttpResponse | None:
    """The usual click: the form says which phase it was drawn for and where to go back to, so neither the subject nor
    its process need be loaded. None where something is unusual and the long way has to say what."""
    raw = request.POST.get("phase", "")
    if not (request.POST.get("back") and raw.isascii() and raw.isdigit() and len(raw) < 18):
        return None
    phase, standing = pages.kept(
        ("rating.click", int(raw), kind), lambda: _phase_and_who_stands(int(raw), kind)
    )
    if phase is None or pk not in standing:
        return None
    value = read_value(request.POST.get("value"))
    actions.rate_target(
        target=(kind, pk), phase=phase, person=request.user, value=value, channel=channel_of(request)
    )
    return _way_back(request, "/")


def _phase_and_who_stands(pk: int, kind: str) -> tuple[tuple[Any, frozenset[int]], list[str]]:
    """The phase and the numbers of what can be rated in it: asked once, not at every click."""
    phase = queries.phase_for_rating(pk)
    if phase is None:
        return (None, frozenset()), []
    return (phase, queries.all_standing_in(phase, kind)), [f"process:{phase.process_id}"]


def _way_back(request: HttpRequest, home: str) -> HttpResponse:
    back, anchor = request.POST.get("back", ""), request.POST.get("anchor", "bewertung")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, None)):
        back = home
    return SeeOther(f"{back}#{slugify(anchor)}")


def read_value(raw: str | None) -> int | None:
    """The value in a form; nothing takes the rating back. Refuses what is no number."""
    if raw is None:
        raise Refusal(
            _("Es fehlt, wie Sie bewerten. Wählen Sie eine der angebotenen Antworten."),
            status=422,
            field="value",
        )
    raw = raw.strip()
    if not raw:
        return None
    try:
        return int(raw[:6])
    except ValueError:
        raise Refusal(
            _("Diese Antwort gibt es bei dieser Bewertung nicht. Wählen Sie eine der angebotenen Antworten."),
            status=422,
            field="value",
        ) from None


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """All that stands to be rated in a phase on one page, with the person's own answers and what is left."""
    phase, setup = rules.find_phase(pk, request.user)
    if phase.process.practice:
        practice.mark(request)
    pages.depends_on(request, f"rating:{phase.pk}", f"process:{phase.process_id}")
    person = request.user
    choice = queries.candidates_of(phase)
    own = queries.own(person, phase, choice.kind) if choice else {}
    only_own = person.is_authenticated and request.GET.get("nur") == "meine"
    rows: Any = queries.in_fair_order(phase, choice) if choice else None
    if rows is not None and only_own:
        rows = rows.filter(pk__in=list(own))
    page: Page[Any] = Paginator(rows if rows is not None else [], PAGE_SIZE).get_page(
        request.GET.get("seite")
    )
    back = request.get_full_path()
    items: list[dict[str, Any]] = []
    if choice:
        found = queries.summaries(phase, choice.kind, [row.pk for row in page], reader=person)
        items = [
            {
                "row": row,
                "number": getattr(row, choice.number),
                "summary": found.get(row.pk),
                "widget": panels.widget(
                    row, choice.kind, phase, setup, own.get(row.pk), back=back, anchor=f"bewertung-{row.pk}"
                ),
            }
            for row in page
        ]
    spent = sum(own.values())
    context = panels.described(phase, setup) | {
        "items": items,
        "page": page,
        "own": own,
        "only_own": only_own,
        "left": max(0, setup.points - spent),
        "spent": spent,
        "signed_in": person.is_authenticated,
        "can_rate": rules.can_rate(person, phase),
        "back": back,
    }
    return render(request, "rating/overview.html", context)


@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """How a phase came out: rule, days, turnout by channel, every subject with its rank."""
    phase, setup = rules.find_phase(pk, request.user)
    if phase.process.practice:
        practice.mark(request)
    pages.depends_on(request, f"rating:{phase.pk}", f"process:{phase.process_id}")
    context = panels.described(phase, setup) | {"turnout": panels.by_channel(queries.turnout(phase))}
    context["people"] = sum(each.n for each in context["turnout"])
    choice = queries.candidates_of(phase)
    if not queries.results_open(phase, request.user):
        return render(request, "rating/results.html", context | {"hidden": True})
    rows: Any = queries.in_order_of_result(phase, choice) if choice else []
    page: Page[Any] = Paginator(rows, RESULT_SIZE).get_page(request.GET.get("seite"))
    lines = queries.ranked(phase, choice, page, reader=request.user) if choice else []
    parts = lines[0].summary.parts if lines else ()
    context |= {"page": page, "lines": lines, "parts": parts, "early": context["is_closed_book"]}
    return render(request, "rating/results.html", context)


@require_safe
def results_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The same table for machines, in constant memory."""
    phase, setup = rules.find_phase(pk, request.user, practice=False)
    if not queries.results_open(phase, request.user):
        raise Refusal(_("Das Ergebnis wird nach dem Ende gezeigt: %(when)s.") % {"when": said(phase.ends_at)})
    response = StreamingHttpResponse(exports.lines(phase, setup), content_type="text/csv; charset=utf-8")
    name = f"ergebnis-{phase.process.slug}-{phase.pk}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
