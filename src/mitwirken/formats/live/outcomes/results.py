# SPDX-License-Identifier: EUPL-1.2
"""Results, decisions and tasks are made of what was said, laid together, and put in order."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from .. import queries, rules
from ..commands import step
from ..models import Gathering, Item, ItemKind, ItemStatus, Stage
from ..rules import Actor
from .items import (
    TITLE,
    Said,
    free_sources,
    make_item,
    result_of,
    save_item,
    shortened,
    tell_readers,
    words_of,
)


def make_result(
    *, gathering: Gathering, stage: Stage, items: Iterable[int], by: Actor, title: str = ""
) -> Item:
    """Makes one result of several items. Without a name it is called as the first of them.

    Pressed twice at once, the second press makes nothing: its items stand in a result already.
    """
    rules.require_theme(by)
    with step(gathering, "harvest.made", by, stage=stage) as live:
        rows = free_sources(live.gathering, items)
        if not rows:
            raise Refusal(
                _("Diese Beiträge stehen schon in einem Ergebnis. Wählen Sie andere aus."), status=409
            )
        name = " ".join(title.split()) or words_of(rows[0])
        item = make_item(
            live.gathering,
            stage,
            ItemKind.HARVEST,
            Said(shortened(name), "" if title or len(name) <= TITLE else rows[0].body),
            by=by,
            sources=rows,
        )
        live.note(item=item.pk)
        return item


def write_result(
    *,
    gathering: Gathering,
    stage: Stage | None,
    kind: str,
    said: Said,
    by: Actor,
) -> Item:
    """Writes down a result, a decision or a task in words of one's own."""
    rules.require_theme(by)
    if kind not in queries.RESULTS:
        raise Refusal(_("Bitte wählen Sie: Ergebnis, Entscheidung oder Aufgabe."), status=400, field="kind")
    title = " ".join(said.title.split())
    if not title:
        raise Refusal(_("Bitte schreiben Sie in einem Satz, was gilt."), status=400, field="title")
    with step(gathering, "harvest.written", by, stage=stage) as live:
        whole = Said(shortened(title), said.body.strip()[:2000], said.who.strip()[:120], said.due_on)
        item = make_item(live.gathering, stage, kind, whole, by=by)
        live.note(item=item.pk, kind=kind)
        tell_readers(live.gathering)
        return item


def add_to_result(*, gathering: Gathering, result: int, items: Iterable[int], by: Actor) -> None:
    """Puts items into a result that stands already."""
    rules.require_theme(by)
    with step(gathering, "harvest.added", by) as live:
        row = result_of(live.gathering, result)
        rows = free_sources(live.gathering, items)
        if not rows:
            live.nothing()
            return
        row.data["from"] = [*queries.made_from(row), *(each.pk for each in rows)]
        save_item(row)
        live.note(item=row.pk)


def take_out(*, gathering: Gathering, result: int, item: int, by: Actor) -> None:
    """Puts an item back to those that wait."""
    rules.require_theme(by)
    with step(gathering, "harvest.taken", by) as live:
        row = result_of(live.gathering, result)
        numbers = queries.made_from(row)
        if item not in numbers:
            live.nothing()
            return
        row.data["from"] = [number for number in numbers if number != item]
        save_item(row)
        live.note(item=row.pk)


def merge_results(*, gathering: Gathering, result: int, into: int, by: Actor) -> None:
    """Lays a result into another one: its items go along, its words stay readable below it in the minutes."""
    rules.require_theme(by)
    with step(gathering, "harvest.merged", by) as live:
        row, target = result_of(live.gathering, result), result_of(live.gathering, into)
        if row.pk == target.pk:
            raise Refusal(_("Wählen Sie ein anderes Ergebnis, in das dieses aufgehen soll."), status=400)
        if row.became_kind or row.data.get("recommend"):
            raise Refusal(
                _("Aus diesem Ergebnis ist schon etwas geworden. Legen Sie das andere in dieses hinein."),
                status=409,
            )
        numbers = queries.made_from(target)
        target.data["from"] = [
            *numbers,
            *(number for number in queries.made_from(row) if number not in numbers),
        ]
        row.status, row.merged_into = ItemStatus.MERGED, target
        # Merged before, they go on to the new one.
        Item.objects.filter(merged_into=row).update(merged_into=target)
        save_item(row)
        save_item(target)
        live.note(item=row.pk, into=target.pk)


def move_result(*, gathering: Gathering, result: int, way: int, by: Actor) -> None:
    """Up or down among the results of its kind."""
    rules.require_theme(by)
    with step(gathering, "harvest.moved", by) as live:
        row = result_of(live.gathering, result)
        rows = [each for each in queries.shown(queries.results(live.gathering)) if each.kind == row.kind]
        place = next((place for place, each in enumerate(rows) if each.pk == row.pk), None)
        wanted = -1 if place is None else place + (1 if way > 0 else -1)
        if place is None or not 0 <= wanted < len(rows):
            live.nothing()
            return
        rows[place], rows[wanted] = rows[wanted], rows[place]
        for position, each in enumerate(rows, 1):
            if each.position != position:
                Item.objects.filter(pk=each.pk).update(position=position)
        tell_readers(live.gathering)
