# SPDX-License-Identifier: EUPL-1.2
"""Who adds a photo, and who takes one away.

| deed | who |
|---|---|
| a photo of a table's paper | its host or keeper (where a step names none, whoever sits there), lead |
| a photo of a card on the board | theme team, lead |
| a photo at something that stands already | results: theme team; everything: lead |
| take a photo away | who added it; lead, with the reason |
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from .. import kinds, queries, rules
from ..models import Gathering, Item, Photo, Stage
from ..rules import Actor

MOST = 5
"""At one item; as many as a proposal carries."""


def paper(*, gathering: Gathering, stage: Stage, space: int | None, text: str, by: Actor) -> Item:
    """What a photo becomes in a step that runs, not saved yet. Refuses who may not add one there."""
    rules.require_stage(gathering, stage)
    if not by.leads:
        rules.require_seat(by)
    call = kinds.Call(gathering, stage, by, {"text": text, "space": space, "channel": Channel.ROOM})
    trouble: Refusal | None = None
    for key in stage.kinds:
        try:
            return kinds.kind_named(key).on_paper(call)
        except Refusal as refusal:
            # Of the kinds of a step the one that says who may is the one to be heard.
            trouble = refusal if trouble is None or refusal.status == 403 else trouble
    raise trouble or Refusal(_("Das kann man hier nicht tun."), status=404)


def may_paper(*, gathering: Gathering, stage: Stage | None, space: int | None, by: Actor) -> bool:
    """Whether a page offers it."""
    if stage is None:
        return False
    try:
        paper(gathering=gathering, stage=stage, space=space, text="", by=by)
    except Refusal:
        return False
    return True


def require_add(item: Item, by: Actor) -> None:
    if item.kind in queries.RESULTS:
        rules.require_theme(by)
    else:
        rules.require_lead(by)
    if item.photos.exclude(picture=None).count() >= MOST:
        raise Refusal(
            _("Hier hängen schon %(most)d Fotos. Nehmen Sie zuerst eines weg.") % {"most": MOST}, status=409
        )


def is_own(photo: Photo, by: Actor) -> bool:
    return by.seat is not None and photo.author_id == by.seat.pk


def require_remove(photo: Photo, reason: str, by: Actor) -> None:
    if is_own(photo, by):
        return
    if not by.leads:
        raise Refusal(
            _(
                "Ein Foto nimmt weg, wer es hinzugefügt hat, oder die Leitung. Wenn Sie darauf zu erkennen sind, melden Sie es."
            )
        )
    if not reason:
        raise Refusal(
            _("Bitte sagen Sie in einem Satz, warum das Foto wegkommt."), status=400, field="reason"
        )
