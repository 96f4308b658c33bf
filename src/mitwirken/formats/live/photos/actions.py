# SPDX-License-Identifier: EUPL-1.2
"""A photo is taken in, hung at what is written on it, and taken away again."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from mitwirken.ground import pages
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pictures.actions import remove_picture, store_picture
from mitwirken.ground.pictures.models import Picture

from .. import outcomes
from ..commands import step
from ..models import Gathering, Item, Photo, Stage
from ..rules import Actor
from . import rules

ALT = 300


def take_in(*, upload: Any, text: str, by: Actor) -> Picture:
    """Cleans and keeps the file before anything else is written: that takes a second in which nobody has to wait.

    Refuses what is no picture or too large. What is not hung up then is thrown away by `discard`.
    """
    try:
        return store_picture(upload, alt=Truncator(" ".join(text.split())).chars(ALT), by=by.account)
    except Refusal as refusal:
        if refusal.field == "alt":
            raise Refusal(
                _(
                    "Bitte schreiben Sie, was auf dem Foto steht. So finden und hören es auch Menschen, die es nicht sehen."
                ),
                status=400,
                field="text",
            ) from refusal
        raise


def discard(*, picture: Picture) -> None:
    """Throws away a picture that hangs nowhere."""
    if not Photo.objects.filter(picture=picture).exists():
        remove_picture(picture=picture)


def put_up_paper(
    *, gathering: Gathering, stage: Stage, space: int | None, picture: Picture, text: str, by: Actor
) -> Item:
    """Brings paper from the room onto the board or to the table's notes: what is on it in words, with the photo."""
    with step(gathering, "photo.taken", by, stage=stage) as live:
        item = rules.paper(gathering=live.gathering, stage=stage, space=space, text=text.strip(), by=by)
        item.save()
        photo = Photo.objects.create(item=item, picture=picture, author=by.seat)
        live.note(photo=photo.pk, item=item.pk)
    return item


def add_photo(*, item: Item, picture: Picture, by: Actor) -> Photo:
    """Hangs a photo at something that is said already, also after the gathering."""
    with step(item.gathering, "photo.added", by) as live:
        rules.require_add(item, by)
        photo = Photo.objects.create(item=item, picture=picture, author=by.seat)
        live.note(photo=photo.pk, item=item.pk)
        outcomes.tell_readers(live.gathering)
    return photo


def remove_photo(*, photo: Photo, reason: str, by: Actor) -> None:
    """Takes a photo away for good, files too, also from the proposal it went along to. Why stays in the minutes.

    Of two who press at once the first one's reason stays.
    """
    reason = " ".join(reason.split())[:300]
    with step(photo.item.gathering, "photo.removed", by) as live:
        rules.require_remove(photo, reason, by)
        row = Photo.objects.select_related("picture").get(pk=photo.pk)
        if row.removed_at is not None or row.picture is None:
            live.nothing()
            return
        picture, row.picture = row.picture, None
        row.reason = reason or _("Wer es hinzugefügt hat, hat es zurückgenommen.")
        row.removed_at = timezone.now()
        row.save(update_fields=["picture", "reason", "removed_at"])
        discard(picture=picture)
        live.note(photo=row.pk, item=row.item_id)
        outcomes.tell_readers(live.gathering)
        pages.changed(*outcomes.proposal_topics(live.gathering))


def forget(rows: QuerySet[Photo]) -> None:
    """Removes photos with their files: their time is over, or somebody asked for it. The words stay."""
    for photo in list(rows.select_related("picture", "item__gathering__event")):
        gathering, picture = photo.item.gathering, photo.picture
        photo.delete()
        if picture is not None:
            discard(picture=picture)
        pages.changed(*gathering.stream_topics(), *outcomes.proposal_topics(gathering))
