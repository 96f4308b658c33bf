# SPDX-License-Identifier: EUPL-1.2
"""The desk that reads: lets through, merges, answers, parks, hides."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.versions import require_version

from ...commands import step
from ...models import Item, ItemKind, ItemStatus
from .. import Call
from .boards import board
from .items import item_of, recount, save


def approve(call: Call) -> None:
    """Lets everybody see what waited; without a number: all that waits."""
    with step(call.gathering, "collect.approved", call.by, stage=call.stage) as live:
        rows = board(live.gathering, call.stage).filter(status=ItemStatus.QUEUED)
        if call.values.get("item"):
            rows = rows.filter(pk=call.values["item"])
        number = rows.update(status=ItemStatus.VISIBLE, version=F("version") + 1, changed_at=timezone.now())
        if not number:
            live.nothing()
        live.note(number=number)


def merge(call: Call) -> str:
    """Puts a question into another that says the same. Who voted for both counts once; the texts stay in the minutes."""
    with step(call.gathering, "collect.merged", call.by, stage=call.stage) as live:
        item = item_of(call, live, "item", ItemKind.QUESTION)
        into = item_of(
            Call(call.gathering, call.stage, call.by, {"into": call.values["into"].pk}), live, "into"
        )
        if item.pk == into.pk or into.merged_into_id == item.pk or into.status == ItemStatus.MERGED:
            raise Refusal(_("Bitte wählen Sie eine andere Frage, die noch auf der Liste steht."), status=409)
        if item.merged_into_id == into.pk:
            live.nothing()
            return ""
        if item.status not in (ItemStatus.QUEUED, ItemStatus.VISIBLE):
            raise Refusal(_("Zusammenlegen geht nur mit Fragen, die noch offen sind."), status=409)
        Item.objects.filter(merged_into=item).update(merged_into=into)
        item.status, item.merged_into = ItemStatus.MERGED, into
        save(item, "status", "merged_into")
        recount(into)
        live.note(item=item.pk, into=into.pk)
    return gettext("Zusammengelegt.")


def unmerge(call: Call) -> None:
    """Takes a merged question out again; its votes are its own again."""
    with step(call.gathering, "collect.unmerged", call.by, stage=call.stage) as live:
        item = item_of(call, live, "item", ItemKind.QUESTION)
        into = item.merged_into
        if into is None:
            live.nothing()
            return
        item.status, item.merged_into = ItemStatus.VISIBLE, None
        save(item, "status", "merged_into")
        recount(into)
        recount(item)
        live.note(item=item.pk)


def on_stage(call: Call) -> None:
    """Shows a question large: it is the one that is being answered. The one before goes back to the list."""
    with step(call.gathering, "collect.staged", call.by, stage=call.stage) as live:
        item = item_of(call, live)
        if item.status == ItemStatus.LIVE:
            live.nothing()
            return
        if item.merged_into_id:
            raise Refusal(_("Diese Frage ist in einer anderen aufgegangen. Rufen Sie jene auf."), status=409)
        Item.objects.filter(gathering_id=live.gathering.pk, kind=item.kind, status=ItemStatus.LIVE).update(
            status=ItemStatus.VISIBLE, version=F("version") + 1
        )
        item.status, item.reason = ItemStatus.LIVE, ""
        save(item, "status", "reason")
        live.note(item=item.pk)


def reopen(call: Call) -> None:
    """Puts it back onto the list: off the stage, out of the parking lot, or a disposition taken back."""
    with step(call.gathering, "collect.reopened", call.by, stage=call.stage) as live:
        item = item_of(call, live)
        if item.status in (ItemStatus.VISIBLE, ItemStatus.MERGED):
            live.nothing()
            return
        item.status, item.reason = ItemStatus.VISIBLE, ""
        item.data = {name: value for name, value in item.data.items() if name != "hidden"}
        save(item, "status", "reason", "data")
        live.note(item=item.pk)


def park(call: Call) -> None:
    """Into the parking lot: not forgotten, but not now."""
    with step(call.gathering, "collect.parked", call.by, stage=call.stage) as live:
        item = item_of(call, live)
        if item.status == ItemStatus.PARKED:
            live.nothing()
            return
        if item.kind == ItemKind.CLUSTER or item.status == ItemStatus.MERGED:
            raise Refusal(_("Parken kann man einzelne Beiträge."), status=409)
        item.status, item.cluster = ItemStatus.PARKED, None
        save(item, "status", "cluster")
        live.note(item=item.pk)


def _settle(call: Call, deed: str, status: str, **values: Any) -> None:
    with step(call.gathering, deed, call.by, stage=call.stage) as live:
        item = item_of(call, live)
        if item.kind != ItemKind.QUESTION:
            raise Refusal(_("Beantwortet werden nur Fragen."), status=409)
        if item.status == ItemStatus.MERGED:
            raise Refusal(
                _("Diese Frage ist in einer anderen aufgegangen. Beantworten Sie jene."), status=409
            )
        item.status = status
        for name, value in values.items():
            setattr(item, name, value)
        save(item, "status", *values)
        live.note(item=item.pk)


def answered(call: Call) -> str:
    """Answered, in the hall or later in writing; the note goes into the minutes."""
    _settle(call, "collect.answered", ItemStatus.ANSWERED, answer=call.values["answer"].strip(), reason="")
    return gettext("Als beantwortet vermerkt.")


def written(call: Call) -> str:
    """The answer comes in writing: from which office, until when. Both are promised in public."""
    _settle(
        call,
        "collect.written",
        ItemStatus.WRITTEN,
        office=call.values["office"],
        due_on=call.values["due_on"],
        reason="",
    )
    return gettext("Die schriftliche Antwort ist zugesagt und steht im Protokoll.")


def reject(call: Call) -> str:
    """Not treated, with a reason that everybody reads."""
    _settle(call, "collect.rejected", ItemStatus.REJECTED, reason=call.values["reason"].strip())
    return gettext("Vermerkt. Der Grund steht bei der Frage.")


def hide(call: Call) -> str:
    """Takes something off every screen, with a reason; its text is not in the minutes either. `reopen` brings it back."""
    with step(call.gathering, "collect.hidden", call.by, stage=call.stage) as live:
        item = item_of(call, live)
        item.status, item.reason, item.cluster = ItemStatus.REJECTED, call.values["reason"].strip(), None
        item.data = {**item.data, "hidden": True}
        save(item, "status", "reason", "cluster", "data")
        live.note(item=item.pk)
    return gettext("Ausgeblendet.")


def edit(call: Call) -> str:
    """Changes the words of something. If somebody else was quicker, both texts are shown."""
    names = [name for name in ("title", "body", "who", "due_on") if name in call.values]
    with step(call.gathering, "collect.edited", call.by, stage=call.stage) as live:
        item = item_of(call, live)
        yours = {name: call.values[name] for name in names}
        require_version(item, call.values["version"], yours=yours, fields=names)
        if all(getattr(item, name) == value for name, value in yours.items()):
            live.nothing()
            return ""
        for name, value in yours.items():
            setattr(item, name, value)
        save(item, *names)
        live.note(item=item.pk)
    return gettext("Geändert.")
