# SPDX-License-Identifier: EUPL-1.2
"""Events for calendars of other programs."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils import timezone

from .models import Event


def calendar_of(events: Iterable[Event], name: str, *, link: str = "") -> bytes:
    """The events as one calendar. `link` is where to join online: only for whoever may know it."""
    made = icalendar.Calendar()
    made.add("prodid", "-//MitWIRken//DE")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval;value=duration", "PT12H")
    for event in events:
        made.add_component(_entry(event, link))
    return bytes(made.to_ical())


def _entry(event: Event, link: str) -> icalendar.Event:
    entry = icalendar.Event()
    # The same event keeps its name in every calendar, whatever its title and day become.
    entry.add("uid", f"event-{event.pk}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}")
    entry.add("summary", event.title)
    entry.add("dtstart", event.starts_at.astimezone(timezone.get_default_timezone()))
    entry.add("dtend", event.ends_at.astimezone(timezone.get_default_timezone()))
    entry.add("dtstamp", event.changed_at or event.published_at or event.created_at)
    entry.add("sequence", event.version)
    entry.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED")
    where = ", ".join(part for part in (event.venue, event.address) if part)
    if where:
        entry.add("location", where)
    if event.point:
        entry.add("geo", event.point)
    page = f"{settings.BASE_URL}{event.get_absolute_url()}"
    entry.add(
        "description",
        "\n\n".join(part for part in (event.summary, link, event.dial_in if link else "", page) if part),
    )
    entry.add("url", page)
    return entry
