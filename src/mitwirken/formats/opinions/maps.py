# SPDX-License-Identifier: EUPL-1.2
"""The door to the map: picture, the same in words, all statements with their numbers, and how it comes about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.desk.roles import is_staff
from mitwirken.ground.pages import depends_on

from . import picture, queries, results, rules
from .models import Conversation, Drawing, Shown

PAGE = 20
ORDERS = {
    "verbindet": _("was am meisten verbindet"),
    "trennt": _("was am meisten unterscheidet"),
    "stimmen": _("die meisten Antworten"),
    "nummer": _("der Reihe nach"),
}


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The map for whoever may see it; staff see it before, with a notice that nobody else does."""
    row = rules.find(pk, request.user)
    depends_on(request, f"conversation:{row.pk}", f"process:{row.phase.process_id}", queries.map_topic(row))
    seen = queries.results_open(row)
    staff = is_staff(request.user)
    context: dict[str, Any] = {
        "conversation": row,
        "process": row.phase.process,
        "seen": seen,
        "preview": staff and not seen,
        "running": row.is_open(),
        "over": row.is_over(),
        "only_after": row.shown == Shown.END,
        "rule_url": f"{settings.SOURCE_URL}/docs/rules/opinions.md" if settings.SOURCE_URL else "",
    }
    drawing = queries.latest(row) if seen or staff else None
    context["drawing"] = drawing
    if drawing is not None and drawing.result:
        context |= told_of(row, drawing)
        context |= _rows(request, context["told"].rows)
        own = _own(request, row, drawing)
        context |= own
        if not own and seen and row.is_open():
            context |= _live(row)
    return render(request, "opinions/map.html", context)


def _live(row: Conversation) -> dict[str, str]:
    """Where the page listens while people still answer; one with somebody's own place in it stays as it is."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "stream": f"/strom/{queries.STREAM}/{row.pk}/?sprache={language}",
        "snapshot": reverse("opinions:map_state", args=[row.pk]),
    }


def lines_of(conversation: Conversation) -> dict[int, results.Line]:
    """The statements that are voted on now, by id: a drawing may be older than somebody's decision to take one away."""
    return {
        row.pk: results.Line(row.number, row.text, row.get_absolute_url(), row.personal)
        for row in queries.voted_on(conversation)
    }


def told_of(conversation: Conversation, drawing: Drawing) -> dict[str, Any]:
    """Picture and words of a drawing, as page and stream show them."""
    told = results.tell(drawing.result, lines_of(conversation))
    names = dict(Channel.choices)
    channels = [
        {
            "name": names.get(channel, channel),
            "value": people if people is not None else _("nicht gezeigt"),
            "note": ngettext("%(n)s Antwort", "%(n)s Antworten", votes)
            % {"n": number_format(votes, 0, force_grouping=True)}
            if people is not None
            else "",
            "share": round(100 * people / told.people) if people is not None else 0,
        }
        for channel, people, votes in told.channels
    ]
    return {"told": told, "picture": picture.picture(drawing.result), "channels": channels}


def _rows(request: HttpRequest, rows: Sequence[results.Row]) -> dict[str, Any]:
    order = request.GET.get("sortierung", "verbindet")
    order = order if order in ORDERS else "verbindet"
    page = Paginator(results.sort(rows, order), PAGE).get_page(request.GET.get("seite"))
    return {"page": page, "order": order, "orders": ORDERS.items()}


def _own(request: HttpRequest, conversation: Conversation, drawing: Drawing) -> dict[str, Any]:
    """Where the reader stands, from their own votes: computed for this page and kept nowhere."""
    who = queries.participant(conversation, request.user)
    place = picture.own_place(drawing.result, queries.given(who)) if who is not None else None
    if place is None:
        return {}
    return {"picture": picture.picture(drawing.result, place)}
