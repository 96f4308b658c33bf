# SPDX-License-Identifier: EUPL-1.2
"""Events for calendars: all of them, one, one campaign, and one's own with the link to the meeting."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pages import depends_on

from . import queries
from .ical import calendar_of
from .models import Bundle, Event, Side


def _ics(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


@require_safe
def ical(request: HttpRequest) -> HttpResponse:
    """All events, for subscribing."""
    depends_on(request, "events")
    name = _("Veranstaltungen in %(city)s") % {"city": settings.CITY}
    return _ics(calendar_of(queries.feed_events(), name), "veranstaltungen")


@require_safe
def ical_one(request: HttpRequest, slug: str) -> HttpResponse:
    """One event, to take along."""
    row = queries.public(Event.objects.filter(slug=slug)).first()
    if row is None:
        raise Refusal(_("Diese Veranstaltung gibt es hier nicht oder nicht mehr."), status=404)
    depends_on(request, f"event:{row.pk}")
    return _ics(calendar_of([row], row.title), row.slug)


@require_safe
def ical_bundle(request: HttpRequest, slug: str) -> HttpResponse:
    row = queries.public_bundles(Bundle.objects.filter(slug=slug)).first()
    if row is None:
        raise Refusal(_("Diese Aktion gibt es hier nicht oder nicht mehr."), status=404)
    depends_on(request, f"bundle:{row.pk}")
    return _ics(calendar_of([card.event for card in queries.of_bundle(row)], row.title), row.slug)


@never_cache
@require_safe
def ical_own(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """For somebody who signed up: with the link to the meeting."""
    row = queries.with_key(slug, key)
    if row is None:
        raise Refusal(_("Diese Anmeldung gibt es nicht oder nicht mehr."), status=404)
    online = not row.is_waiting and row.side == Side.ONLINE
    return _ics(
        calendar_of([row.event], row.event.title, link=row.event.online_link if online else ""),
        row.event.slug,
    )
