# SPDX-License-Identifier: EUPL-1.2
"""What the page of an event shows of its gathering, and where a proposal that came out of one says so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.proposals.registry import Origin
from mitwirken.ground.pages import depends_on

from . import minutes, queries, runsheet
from .models import Item


def join_now(request: HttpRequest, event: Any) -> SafeString | str:
    """How to take part: the code while the gathering is open, before that when the doors open."""
    gathering = queries.of_event(event)
    if gathering is None or event.cancelled_at is not None or gathering.closed_at is not None:
        return ""
    depends_on(request, f"gathering:{gathering.pk}")
    if not gathering.is_open and event.is_over(timezone.now()):
        return ""
    return render_to_string(
        "live/on_event_now.html",
        {
            "gathering": gathering,
            "event": event,
            "doors": event.doors_at or event.starts_at,
            "address": f"{settings.BASE_URL.partition('://')[2]}{reverse('live:enter')}",
        },
        request=request,
    )


def harvest(request: HttpRequest, event: Any) -> SafeString | str:
    """What came out, with what became of each, once the minutes are released."""
    gathering = queries.of_event(event)
    if gathering is None or gathering.released_at is None:
        return ""
    depends_on(request, f"gathering:{gathering.pk}")
    return render_to_string(
        "live/on_event_harvest.html",
        {
            "gathering": gathering,
            "event": event,
            "groups": minutes.outcome(gathering).groups,
            "minutes_url": minutes.gathering_url(gathering),
        },
        request=request,
    )


def console_url(event: Any) -> str:
    """For the event's page at the desk; nothing where there is no gathering."""
    code = queries.code_of(event)
    return reverse("live:console", args=[code]) if code else ""


def minutes_url(event: Any) -> str:
    code = queries.code_of(event, opened=True)
    return reverse("live:minutes_edit", args=[code]) if code else ""


def origin(proposal: Proposal) -> Origin | None:
    """`Aus dem World Café „Unser Viertel“, Tisch 3, Runde 2`."""
    number = proposal.source.partition(":")[2]
    if not number.isdigit():
        return None
    item = Item.objects.filter(pk=int(number)).select_related("gathering__event", "space", "stage").first()
    if item is None or not item.gathering.event.is_public:
        return None
    gathering = item.gathering
    said = {minutes.where(row) for row in _said(item)}
    place = said.pop() if len(said) == 1 else ""
    words = _("Aus dem Treffen „%(title)s“ (%(format)s)") % {
        "title": gathering.event.title,
        "format": _format(gathering.script),
    }
    released = gathering.released_at is not None and not item.data.get("hidden")
    return Origin(
        f"{words}, {place}" if place else words,
        item.get_absolute_url() if released else gathering.event.get_absolute_url(),
    )


def _said(item: Item) -> list[Item]:
    numbers = item.data.get("from", [])
    return list(Item.objects.filter(pk__in=numbers).select_related("space", "stage")) or [item]


def _format(key: str) -> str:
    script = runsheet.shipped().get(key)
    return script.name if script is not None else _("Treffen")
