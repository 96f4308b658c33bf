# SPDX-License-Identifier: EUPL-1.2
"""Drawing the map: from all votes that count, in the background, kept without anybody's place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from mitwirken.ground import pages, realtime
from mitwirken.ground.deeds.refusal import still_there
from mitwirken.ground.deeds.schedule import every

from .. import queries, rules
from ..models import Conversation, Drawing, Statement, Vote

STILL_DRAWN = timedelta(days=60)
"""After the end: as long as answers may still go with an account."""


def draw_map(*, conversation: Conversation) -> Drawing | None:
    """Draws the map as the votes are now and keeps it in place of the one before; None where nobody has voted.

    What the clock asks for; people ask for `redraw_map`. Below the least number of people there is no map, only how much each statement
    deserves to be shown next. Of people nothing is kept but numbers and circles of at least five.
    """
    began = timezone.now()
    votes = list(queries.votes(conversation))
    rows = dict(queries.voted_on(conversation).values_list("pk", "personal"))
    result, priorities = _computed(votes, rows)
    people = len({participant for participant, _statement, _value in votes})
    if people < conversation.least:
        result = {}
    elif result:
        result["channels"] = _channels(conversation)
    with transaction.atomic():
        still_there(Conversation.objects.select_for_update().filter(pk=conversation.pk).first())
        before = Drawing.objects.filter(conversation=conversation)
        if not votes:
            before.delete()
            pages.changed(queries.map_topic(conversation))
            return None
        drawing = Drawing.objects.create(
            conversation=conversation,
            drawn_at=began,
            votes=len(votes),
            participants=people,
            statements=len(rows),
            result=result,
            priorities=priorities,
        )
        # One map at a time: from two, a moment apart, it could be worked out what one person said in between.
        before.exclude(pk=drawing.pk).delete()
        pages.changed(queries.map_topic(conversation))
        realtime.changed(queries.STREAM, str(conversation.pk))
    return drawing


def redraw_map(*, conversation: Conversation, by: Any) -> Drawing | None:
    """Staff want the map drawn now."""
    rules.require(by, "set_up")
    return draw_map(conversation=conversation)


def _computed(
    votes: list[tuple[int, int, int]], statements: dict[int, bool]
) -> tuple[dict[str, Any], dict[str, float]]:
    # SciPy is loaded where a map is drawn, not in every web process.
    from mitwirken.kernels import opinions, small_cells

    try:
        table = opinions.gather(
            votes, statements=statements, meta=[pk for pk, personal in statements.items() if personal]
        )
        found = opinions.draw(table, never_below=small_cells.LEAST)
    except opinions.NotMappable:
        return {}, {}
    told = opinions.as_data(found, people=False)
    return told, {str(one["id"]): one.pop("priority") for one in told["statements"]}


def _channels(conversation: Conversation) -> dict[str, dict[str, int]]:
    """By the way they came: how many people (who came two ways is in both) and how many votes."""
    rows = Vote.objects.filter(statement__in=queries.voted_on(conversation)).order_by()
    found = rows.values_list("channel").annotate(
        people=Count("participant", distinct=True), votes=Count("pk")
    )
    return {channel: {"people": people, "votes": votes} for channel, people, votes in found}


@every(minutes=2)
def draw_changed_maps() -> int:
    """Draws every map whose votes or statements are not those of its drawing any more. Returns how many."""
    now = timezone.now()
    running = Conversation.objects.filter(
        released_at__isnull=False, phase__starts_at__lte=now, phase__ends_at__gt=now - STILL_DRAWN
    )
    changed = [row for row in running if _has_changed(row)]
    for row in changed:
        draw_map(conversation=row)
    return len(changed)


def _has_changed(conversation: Conversation) -> bool:
    rows = Vote.objects.filter(statement__in=queries.voted_on(conversation))
    votes = rows.aggregate(number=Count("pk"), last=Max("at"))
    drawing = conversation.drawings.only("votes", "statements", "drawn_at").first()
    if drawing is None:
        return bool(votes["number"])
    statements = Statement.objects.filter(pk__in=queries.voted_on(conversation)).count()
    return (
        votes["number"] != drawing.votes
        or statements != drawing.statements
        or (votes["last"] is not None and votes["last"] >= drawing.drawn_at)
    )
