# SPDX-License-Identifier: EUPL-1.2
"""Pages for everybody: overview, map, calendar, a process and its changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.civic.places.maps import Marker
from mitwirken.civic.places.models import PlaceKind
from mitwirken.ground import pages
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.queries import freeze_now
from mitwirken.ground.ui import practice

from . import queries, rules
from .checks import answered
from .models import Influence, Phase, Process
from .registry import format_named, headlines, process_panels

# A year before and after: beyond that nothing is planned, and crawlers need an end.
MONTHS_AROUND = 24


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All offers to take part, narrowed by plain links."""
    pages.depends_on(request, "processes", "places", "freeze")
    filters = queries.Filters.from_address(request.GET)
    found = queries.overview(filters, page=request.GET.get("seite", "1"))
    context = {
        "found": found,
        "page": found.page,
        "headlines": headlines(found.rows),
        "view": "list",
        "freeze": freeze_now(),
    }
    return render(request, "participation/overview.html", context)


@require_safe
def overview_map(request: HttpRequest) -> HttpResponse:
    """The same offers on the map, with an equal list."""
    pages.depends_on(request, "processes", "places")
    filters = queries.Filters.from_address(request.GET)
    found = queries.on_map(filters)
    markers: list[Marker] = []
    numbers: dict[int, int] = {}
    for process in found.rows:
        for place in process.places.all():
            if process.pk not in numbers:
                numbers[process.pk] = len(numbers) + 1
                markers.append(
                    Marker(
                        place.latitude,
                        place.longitude,
                        process.title,
                        process.get_absolute_url(),
                        numbers[process.pk],
                        place.name,
                    )
                )
    urls = {option.value: option.url for option in found.facets["place"].options}
    context = {
        "found": found,
        "markers": markers,
        "numbered": [(numbers.get(process.pk), process) for process in found.rows],
        "headlines": headlines(found.rows),
        "highlight": filters.place,
        "urls": _district_urls(urls),
        "view": "map",
    }
    return render(request, "participation/map.html", context)


def _district_urls(urls: dict[str, str]) -> dict[int, str]:
    from mitwirken.civic.places.queries import atlas

    return {
        area.pk: urls[area.slug]
        for area in atlas().areas
        if area.kind == PlaceKind.DISTRICT and area.slug in urls
    }


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month of dates, beginnings and ends: as a table of days and as a list."""
    pages.depends_on(request, "processes", "events")
    today = timezone.localdate()
    first = _month(request.GET.get("monat", ""), today)
    place = request.GET.get("ort", "")[:120]
    month = queries.calendar_month(first, place=place)
    apart = (first.year - today.year) * 12 + first.month - today.month
    context = {
        "month": month,
        "today": today,
        "place": place,
        "districts": queries.facets(queries.Filters(place=place), timezone.now())["place"].options,
        "far_back": apart <= -MONTHS_AROUND,
        "far_ahead": apart >= MONTHS_AROUND,
        "feed": reverse("participation:ical"),
    }
    return render(request, "participation/calendar.html", context)


def _month(text: str, today: date) -> date:
    if not text:
        return today.replace(day=1)
    try:
        year, month = (int(part) for part in text.split("-", 1))
        first = date(year, month, 1)
    except ValueError:
        raise Refusal(
            _("Diesen Monat verstehen wir nicht. Ein Monat steht so in der Adresse: ?monat=2026-11."),
            status=400,
        ) from None
    if abs((first.year - today.year) * 12 + first.month - today.month) > MONTHS_AROUND:
        raise Refusal(_("So weit reicht der Kalender nicht."), status=404)
    return first


def find_process(request: HttpRequest, slug: str) -> Process:
    """The process, if the reader may see it. A withdrawn one says why; a draft is nobody's business but the staff's."""
    process = queries.process_page(slug)
    if process is not None and process.practice:
        practice.mark(request)
        return process
    if process is not None and not process.is_public and rules.may_see(request.user, process):
        return process
    if process is None or (not process.is_public and process.withdrawn_at is None):
        raise Refusal(_("Diesen Beteiligungsprozess gibt es hier nicht oder nicht mehr."), status=404)
    if not process.is_public:
        raise Refusal(
            _("Dieser Beteiligungsprozess wurde zurückgezogen. Grund: %(because)s")
            % {"because": process.withdrawn_because},
            status=410,
        )
    return process


def page_context(request: HttpRequest, process: Process) -> dict[str, Any]:
    now = timezone.now()
    phases = list(process.phases.all())
    for phase in phases:
        phase.process = process
    shown = [phase for phase in phases if phase.is_open(now)]
    if all(_is_quiet(phase) for phase in shown):
        # While the city checks, decides or builds, and for good afterwards: what people wrote stays within reach.
        shown += [phase for phase in phases if phase.ends_at <= now and not _is_quiet(phase)][-1:]
    panels = []
    for phase in shown:
        format = format_named(phase.format)
        panels.append((phase, format, format.panel(request, phase) if format and format.panel else ""))
    return {
        "process": process,
        "status": process.status(now),
        "panels": panels,
        "more_panels": [text for panel in process_panels() if (text := panel.draw(request, process))],
        "phases": [
            {
                "phase": phase,
                "format": format_named(phase.format),
                "state": "done" if phase.ends_at <= now else "now" if phase.is_open(now) else "ahead",
            }
            for phase in phases
        ],
        "decided_after": _last_begun(phases, process.decided_on),
        "decided": process.decided_on is not None and process.decided_on <= timezone.localdate(now),
        "next_phase": process.next_phase(now),
        "dates": [row for row in process.dates.all() if (row.ends_at or row.starts_at) >= now],
        "past_dates": [row for row in process.dates.all() if (row.ends_at or row.starts_at) < now],
        "checks": [row for row in answered(process.checks) if row.state],
        "fixed": lines(process.fixed),
        "open": lines(process.open),
        "ladder": [(each, each.value == process.influence) for each in Influence],
        "headlines": headlines([process]).get(process.pk, []),
        "full_url": settings.BASE_URL + process.get_absolute_url(),
        "topic": f"process:{process.pk}",
        "manages": rules.writes(request.user, process) if request.user.is_authenticated else False,
    }


def _last_begun(phases: list[Phase], day: date | None) -> Phase | None:
    """The phase after which the decision stands on the timeline: the last that has begun by then."""
    begun = [phase for phase in phases if day and timezone.localdate(phase.starts_at) <= day]
    return begun[-1] if begun else None


def _is_quiet(phase: Phase) -> bool:
    format = format_named(phase.format)
    return format is None or format.quiet


def lines(text: str) -> list[str]:
    """A text as points, one a line; leading dashes are what people type for a list."""
    return [
        line.strip().lstrip("-–•* ").strip() for line in text.splitlines() if line.strip().lstrip("-–•* ")
    ]


@require_safe
def process(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_process(request, slug)
    pages.depends_on(request, f"process:{found.pk}")
    return render(request, "participation/process.html", page_context(request, found))


@require_safe
def process_print(request: HttpRequest, slug: str) -> HttpResponse:
    """All of it on paper, for the notice board and for those without net."""
    found = find_process(request, slug)
    pages.depends_on(request, f"process:{found.pk}")
    return render(request, "participation/print.html", page_context(request, found))


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What was changed since the publication, with the old and the new words."""
    found = find_process(request, slug)
    pages.depends_on(request, f"process:{found.pk}")
    return render(
        request, "participation/changes.html", {"process": found, "versions": queries.history(found)}
    )
