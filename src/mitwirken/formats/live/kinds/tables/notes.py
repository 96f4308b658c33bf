# SPDX-License-Identifier: EUPL-1.2
"""What is written down at a table, and stays with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import Item, ItemKind, PlacementRole
from .. import Call
from . import seating
from .finding import given_at, own_table
from .places import ASSIGNED, BOOKED, FIXED


def add_note(call: Call) -> str:
    """Writes a thought down. It stays with the table."""
    with step(call.gathering, "tables.note", call.by, stage=call.stage) as live:
        space = own_table(call, call.values["space"])
        if not given_at(call)["notes"]:
            raise Refusal(_("In diesem Schritt werden an den Tischen keine Notizen gemacht."), status=409)
        item = Item.objects.create(
            gathering=live.gathering,
            stage=call.stage,
            space=space,
            author=call.by.seat,
            channel=call.by.seat.channel if call.by.seat is not None else "room",
            kind=ItemKind.NOTE,
            body=call.values["text"].strip(),
            data={"about": call.values["about"]} if call.values["about"] else {},
        )
        live.note(item=item.pk, space=space.pk)
    return gettext("Notiert.")


def note_on_paper(call: Call, given: Mapping[str, Any]) -> Item:
    """A note of the table with its photograph, not saved yet. Its host or keeper adds it; where a step names none, whoever sits there."""
    space, by = own_table(call, call.values["space"]), call.by
    role = PlacementRole.KEEPER if given["policy"] == BOOKED else PlacementRole.HOST
    named = given["policy"] in (FIXED, BOOKED) or (given["policy"] == ASSIGNED and given["hosts"])
    here = seating.place_of(call.stage, by.seat) if by.seat is not None else None
    if named and not by.leads and (here is None or here.role != role):
        raise Refusal(_("Fotos fügt hinzu, wer diesen Tisch oder Stand betreut. Bitte fragen Sie dort."))
    return Item(
        gathering_id=call.gathering.pk,
        stage=call.stage,
        space=space,
        author=by.seat,
        channel=by.seat.channel if by.seat is not None else Channel.ROOM,
        kind=ItemKind.NOTE,
        body=call.values["text"],
    )


def set_points(call: Call) -> str:
    """The three key points of a table in this round, for the next group. Said again, the new ones count."""
    wanted = [call.values[f"point{number}"].strip() for number in (1, 2, 3)]
    with step(call.gathering, "tables.points", call.by, stage=call.stage) as live:
        space = own_table(call, call.values["space"])
        rows = list(
            Item.objects.filter(stage=call.stage, space=space, kind=ItemKind.NOTE, pinned=True).order_by(
                "position", "pk"
            )
        )
        texts = [text for text in wanted if text]
        if [row.body for row in rows] == texts:
            live.nothing()
            return ""
        now = timezone.now()
        for place, text in enumerate(texts, 1):
            if place <= len(rows):
                row = rows[place - 1]
                row.body, row.position, row.changed_at = text, place, now
                row.version += 1
                row.save(update_fields=["body", "position", "changed_at", "version"])
                continue
            Item.objects.create(
                gathering=live.gathering,
                stage=call.stage,
                space=space,
                author=call.by.seat,
                channel=call.by.seat.channel if call.by.seat is not None else "room",
                kind=ItemKind.NOTE,
                body=text,
                pinned=True,
                position=place,
                data={"about": "key"},
            )
        for row in rows[len(texts) :]:
            row.delete()
        live.note(space=space.pk, number=len(texts))
    return gettext("Festgehalten. Die nächste Gruppe sieht das zuerst.")


def send_to_plenary(call: Call) -> str:
    """Sends a note of a table to all: it becomes a result that the theme desk and the plenary see. Once."""
    with step(call.gathering, "tables.plenum", call.by, stage=call.stage) as live:
        note = (
            live.gathering.items.filter(pk=call.values["item"], kind=ItemKind.NOTE)
            .select_related("space")
            .first()
        )
        if note is None or note.space is None:
            raise Refusal(_("Diese Notiz gibt es nicht mehr."), status=404)
        own_table(call, note.space_id)
        if note.data.get("sent"):
            live.nothing()
            return gettext("Das ist schon im Plenum.")
        result = Item.objects.create(
            gathering=live.gathering,
            stage=call.stage,
            space=note.space,
            author=note.author,
            author_label=note.space.name,
            channel=note.channel,
            kind=ItemKind.HARVEST,
            body=note.body,
            data={"from": [note.pk], **({"about": note.data["about"]} if "about" in note.data else {})},
        )
        note.data = {**note.data, "sent": result.pk}
        note.save(update_fields=["data"])
        live.note(item=result.pk, space=note.space_id)
    return gettext("Im Plenum angekommen.")
