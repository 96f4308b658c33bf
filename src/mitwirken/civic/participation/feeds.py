# SPDX-License-Identifier: EUPL-1.2
"""News and dates for other programs: Atom and iCalendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.civic.places.models import Place
from mitwirken.ground import pages
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kinds
from mitwirken.ground.notifications import Event
from mitwirken.ground.notifications.registry import notice_for

from . import queries
from .models import Date, Process, Topic
from .views import find_process


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"


# Atom


def _feed(request: HttpRequest, title: str, link: str, topic: str) -> HttpResponse:
    pages.depends_on(request, topic)
    feed = Atom1Feed(
        title=title,
        link=_absolute(link),
        description=title,
        language=get_language(),
        feed_url=_absolute(request.path),
        feed_guid=_absolute(request.path),
    )
    for entry in _entries(topic):
        feed.add_item(**entry)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _entries(topic: str) -> list[dict[str, Any]]:
    """News in sentences. Rows are fetched kind by kind, so the number of queries does not grow with the news."""
    news = queries.recent_activity(topic)
    known = {kind.key: kind for kind in kinds()}
    wanted: dict[str, set[int]] = {}
    for row in news:
        wanted.setdefault(row.subject_kind, set()).add(row.subject_id)
    subjects: dict[tuple[str, int], Any] = {}
    for key, ids in wanted.items():
        if key in known:
            for subject in known[key].public(known[key].rows()).filter(pk__in=ids):
                subjects[(key, subject.pk)] = subject
    found = []
    for row in news:
        notice, subject = notice_for(row.verb), subjects.get((row.subject_kind, row.subject_id))
        if notice is None or subject is None:
            continue
        event = Event(
            activity_id=row.pk, verb=row.verb, subject_kind=row.subject_kind, subject_id=row.subject_id, actor_id=row.actor_id,
            topics=tuple(row.topics), public=row.public, data=row.data,
        )  # fmt: skip
        found.append(
            {
                "title": str(notice.sentence(event, subject)),
                "link": _absolute(subject.get_absolute_url()),
                "description": str(notice.body(event, subject)),
                # A tag of its own: the same page brings news more than once.
                "unique_id": f"tag:{_host()},2026:{row.pk}",
                "pubdate": row.at,
                "updateddate": row.at,
            }
        )
    return found


@require_safe
def all_news(request: HttpRequest) -> HttpResponse:
    return _feed(
        request,
        _("Beteiligung in %(city)s") % {"city": settings.CITY},
        reverse("participation:overview"),
        "processes",
    )


def _listed(request: HttpRequest, slug: str) -> Process:
    """The process of a feed or calendar; the one to practise in has neither."""
    process = find_process(request, slug)
    if process.practice:
        raise Refusal(_("Vom Übungsplatz gibt es keine Neuigkeiten."), status=404)
    return process


@require_safe
def process_news(request: HttpRequest, slug: str) -> HttpResponse:
    process = _listed(request, slug)
    return _feed(request, process.title, process.get_absolute_url(), f"process:{process.pk}")


@require_safe
def place_news(request: HttpRequest, slug: str) -> HttpResponse:
    place = Place.objects.defer("outline").filter(slug=slug).first()
    if place is None:
        raise Refusal(_("Diesen Bezirk kennen wir nicht."), status=404)
    return _feed(
        request,
        _("Beteiligung in %(city)s") % {"city": place.name},
        place.get_absolute_url(),
        f"place:{place.pk}",
    )


@require_safe
def topic_news(request: HttpRequest, slug: str) -> HttpResponse:
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        raise Refusal(_("Dieses Thema kennen wir nicht."), status=404)
    return _feed(request, str(topic), topic.get_absolute_url(), f"topic:{topic.pk}")


# iCalendar


def _calendar(name: str) -> icalendar.Calendar:
    made = icalendar.Calendar()
    made.add("prodid", "-//MitWIRken//DE")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("refresh-interval;value=duration", "PT12H")
    return made


def _event(row: Date) -> icalendar.Event:
    event = icalendar.Event()
    # The same date keeps its name in every calendar, whatever its title and day become.
    event.add("uid", f"date-{row.pk}@{_host()}")
    event.add("summary", row.title)
    event.add("dtstart", row.starts_at.astimezone(timezone.get_default_timezone()))
    event.add(
        "dtend",
        (row.ends_at or row.starts_at + timedelta(hours=1)).astimezone(timezone.get_default_timezone()),
    )
    event.add("dtstamp", row.process.changed_at or row.process.published_at or row.process.created_at)
    event.add("sequence", row.process.version)
    if row.place:
        event.add("location", row.place)
    event.add("description", "\n\n".join(part for part in (row.text, row.process.title) if part))
    event.add("url", _absolute(row.process.get_absolute_url()))
    return event


def _deadline(phase: Any) -> icalendar.Event:
    """The last day of a phase as an all-day entry: what people forget is the end."""
    event = icalendar.Event()
    last = timezone.localdate(phase.ends_at - timedelta(seconds=1))
    event.add("uid", f"phase-{phase.pk}@{_host()}")
    event.add(
        "summary",
        _("Letzter Tag: %(phase)s – %(process)s") % {"phase": phase.title, "process": phase.process.title},
    )
    event.add("dtstart", last)
    event.add("dtend", last + timedelta(days=1))
    event.add("dtstamp", phase.process.changed_at or phase.process.published_at or phase.process.created_at)
    event.add("sequence", phase.process.version)
    event.add("transp", "TRANSPARENT")
    event.add("url", _absolute(phase.process.get_absolute_url()))
    return event


def _ics(made: icalendar.Calendar, name: str) -> HttpResponse:
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


@require_safe
def ical(request: HttpRequest) -> HttpResponse:
    """All dates and last days, for subscribing."""
    pages.depends_on(request, "processes")
    made = _calendar(_("Beteiligung in %(city)s") % {"city": settings.CITY})
    dates, phases = queries.feed_dates()
    for event in [*map(_event, dates), *(_deadline(phase) for phase in phases if phase.verbs)]:
        made.add_component(event)
    return _ics(made, "termine")


@require_safe
def process_ical(request: HttpRequest, slug: str) -> HttpResponse:
    process = _listed(request, slug)
    pages.depends_on(request, f"process:{process.pk}")
    made = _calendar(process.title)
    dates, phases = queries.feed_dates(process)
    for event in [*map(_event, dates), *(_deadline(phase) for phase in phases if phase.verbs)]:
        made.add_component(event)
    return _ics(made, process.slug)


@require_safe
def date_ical(request: HttpRequest, pk: int) -> HttpResponse:
    """One date, to take along."""
    row = Date.objects.filter(pk=pk, process__published_at__isnull=False).select_related("process").first()
    if row is None:
        raise Refusal(_("Diesen Termin gibt es nicht oder nicht mehr."), status=404)
    pages.depends_on(request, f"process:{row.process_id}")
    made = _calendar(row.title)
    made.add_component(_event(row))
    return _ics(made, f"termin-{row.pk}")
