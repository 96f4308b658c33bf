# SPDX-License-Identifier: EUPL-1.2
"""What is written down while people talk, at the theme desk and at the console: for the minutes and the harvest."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import Gathering, Item, ItemKind, ItemStatus, Stage
from ...queries import results, used
from .. import Call


def notes_of(gathering: Gathering, stage: Stage) -> Any:
    """Newest last."""
    return (
        Item.objects.filter(gathering_id=gathering.pk, stage=stage, kind=ItemKind.NOTE, data__has_key="talk")
        .exclude(status=ItemStatus.REJECTED)
        .order_by("pk")
    )


def notes_beside(stage: Stage) -> bool:
    """Whether notes are collected beside the talk: then those of the talk stand among them."""
    return "collect" in stage.kinds and stage.settings_of("collect").get("what") in ("note", "answer")


def write_note(call: Call) -> str:
    """Keeps a thought of the talk, without saying whose it was."""
    text = " ".join(call.values["text"].split())
    with step(call.gathering, "talk.noted", call.by, stage=call.stage) as live:
        if notes_of(live.gathering, call.stage).filter(body=text).exists():
            raise Refusal(_("Das steht schon da."), status=409, field="text")
        item = Item.objects.create(
            gathering_id=live.gathering.pk,
            stage=call.stage,
            kind=ItemKind.NOTE,
            author_label=_("Notiz"),
            channel=Channel.ROOM,
            body=text,
            status=ItemStatus.VISIBLE,
            data={"talk": True},
        )
        live.note(item=item.pk)
    return _("Notiert.")


def drop_note(call: Call) -> str:
    """Takes a note out that was wrong. It is gone then."""
    with step(call.gathering, "talk.unnoted", call.by, stage=call.stage) as live:
        note = notes_of(live.gathering, call.stage).filter(pk=call.values["item"]).first()
        if note is None:
            live.nothing()
            return ""
        if note.pk in used(results(live.gathering)):
            raise Refusal(_("Aus dieser Notiz wurde schon ein Ergebnis. Sie bleibt."), status=409)
        note.delete()
    return _("Zurückgenommen.")
