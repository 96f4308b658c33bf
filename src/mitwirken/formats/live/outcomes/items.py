# SPDX-License-Identifier: EUPL-1.2
"""What the deeds share: how an item is called, made, found, saved, and told to those who read the minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.actions import open_case

from .. import queries
from ..models import Gathering, Item, ItemKind, ItemStatus, Stage
from ..rules import Actor

MOST_AT_ONCE = 200
TITLE = 140
MODERATION = "moderation"
LEAD = "lead"


@dataclass(frozen=True)
class Said:
    """What somebody wrote down: in a sentence, more about it, who takes care and until when."""

    title: str
    body: str = ""
    who: str = ""
    due_on: date | None = None


def words_of(item: Item) -> str:
    """What an item says, in one line."""
    return item.title or " ".join(item.body.split())


def shortened(text: str, most: int = TITLE) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def make_item(
    gathering: Gathering,
    stage: Stage | None,
    kind: str,
    said: Said,
    *,
    by: Actor,
    sources: Sequence[Item] = (),
    channel: str = "",
    origin: int | None = None,
) -> Item:
    last = gathering.items.filter(kind=kind).aggregate(last=Max("position"))["last"] or 0
    data: dict[str, Any] = {"from": [row.pk for row in sources]} if sources else {}
    if origin is not None:
        data["origin"] = origin
    if kind == ItemKind.HARVEST and stage is not None and stage.settings_of("harvest").get("recommend"):
        data["recommend"] = True
    ways, places = {row.channel for row in sources}, {row.space_id for row in sources}
    return Item.objects.create(
        gathering=gathering,
        stage=stage,
        space_id=places.pop() if len(places) == 1 else None,
        author=by.seat,
        channel=channel or (ways.pop() if len(ways) == 1 else Channel.ROOM),
        kind=kind,
        title=said.title,
        body=said.body,
        who=said.who,
        due_on=said.due_on,
        position=last + 1,
        data=data,
    )


def chosen_items(gathering: Gathering, items: Iterable[int]) -> list[Item]:
    wanted = list(dict.fromkeys(items))[:MOST_AT_ONCE]
    rows = {
        row.pk: row
        for row in gathering.items.filter(pk__in=wanted)
        .exclude(status__in=queries.UNSAID)
        .select_related("stage", "space")
    }
    found = queries.shown(rows[number] for number in wanted if number in rows)
    if not found:
        raise Refusal(_("Bitte wählen Sie mindestens einen Eintrag aus."), status=400, field="items")
    for row in found:
        row.gathering = gathering
    return found


def free_sources(gathering: Gathering, items: Iterable[int]) -> list[Item]:
    """The items that are said, shown and in no result yet, in the order given."""
    taken = queries.used(queries.shown(queries.results(gathering)))
    return [
        row
        for row in chosen_items(gathering, items)
        if row.pk not in taken and row.kind not in queries.RESULTS
    ]


def item_of(gathering: Gathering, number: int) -> Item:
    row = gathering.items.filter(pk=number).first()
    if row is None:
        raise Refusal(_("Diesen Eintrag gibt es nicht (mehr)."), status=404)
    row.gathering = gathering
    return row


def result_of(gathering: Gathering, number: int) -> Item:
    row = item_of(gathering, number)
    if row.kind not in queries.RESULTS or row.status == ItemStatus.MERGED or row.data.get("hidden"):
        raise Refusal(
            _("Dieses Ergebnis steht nicht mehr da: Jemand hat es zusammengelegt oder herausgenommen."),
            status=409,
        )
    return row


def save_item(row: Item) -> None:
    row.version += 1
    row.changed_at = timezone.now()
    row.save()


def keep_case(row: Item) -> None:
    event = row.gathering.event
    with translation.override(settings.LANGUAGE_CODE):
        open_case(
            subject=row,
            title=words_of(row),
            url=row.get_absolute_url(),
            group=event.process.title if event.process else event.title,
            group_key=f"process:{event.process_id}" if event.process_id else f"event:{event.pk}",
            office=event.office,
        )


def tell_readers(row: Gathering) -> None:
    """Minutes that everybody reads have changed: their page and the search show it. Called in a step."""
    if row.released_at is not None:
        row.save(update_fields=["summary"])
        record("live.minutes_changed", row, topics=["minutes"], public=False)
