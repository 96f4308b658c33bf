# SPDX-License-Identifier: EUPL-1.2
"""How events hang into processes, places, the first page and the calendar."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mitwirken.civic.participation import registry

from . import queries


def headlines(processes: Sequence[Any]) -> Mapping[int, str]:
    """How many events each process has, in words; one query for all of them."""
    found = queries.counts_of_processes([process.pk for process in processes])
    return {
        pk: ngettext("%(n)d Veranstaltung", "%(n)d Veranstaltungen", n) % {"n": n} for pk, n in found.items()
    }


def in_process(request: HttpRequest, process: Any) -> SafeString | str:
    """For the page of a process: where people meet about it, and where they met."""
    cards, past = queries.of_process(process)
    if not cards and not past:
        return ""
    return render_to_string(
        "events/in_process.html", {"cards": cards, "past": past, "process": process}, request=request
    )


def in_place(request: HttpRequest, place: Any) -> SafeString | str:
    """For the page of a place: what takes place there."""
    cards = queries.in_place(place)
    if not cards:
        return ""
    return render_to_string("events/in_place.html", {"cards": cards, "place": place}, request=request)


def on_front(request: HttpRequest) -> SafeString | str:
    """For the first page: what comes next. That page names no topics, so that it is fresh until anything changes."""
    cards = queries.upcoming()
    return render_to_string("events/on_front.html", {"cards": cards}, request=request) if cards else ""


def meetings(start: datetime, end: datetime, place: str) -> list[registry.Meeting]:
    """For the calendar of dates."""
    return [
        registry.Meeting(
            row.title,
            row.get_absolute_url(),
            row.starts_at,
            row.ends_at,
            row.venue,
            reverse("events:ical_one", args=[row.slug]),
        )
        for row in queries.between(start, end, place)
    ]


FORMAT = registry.Format(
    key="events",
    name=_("Veranstaltungen"),
    summary=_("Menschen treffen sich, vor Ort oder online. Die Termine stehen auf der Seite des Prozesses."),
    verbs=(),
    icon="people",
    headlines=headlines,
    quiet=True,
)
