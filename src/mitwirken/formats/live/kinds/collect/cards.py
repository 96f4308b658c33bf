# SPDX-License-Identifier: EUPL-1.2
"""Cards: turned over, put into groups, taken out. What is not a card can be put into a group too: then it is a theme."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import Step, step
from ...models import Item, ItemKind, ItemStatus
from .. import Call
from .boards import board, covered, groups_of
from .items import item_of, save
from .settings import SORTED, settings_of, what_of


def reveal(call: Call) -> None:
    """Turns all cards at once. What is written from now on lies open."""
    _turn(call, "collect.revealed", ItemStatus.DRAFT, ItemStatus.VISIBLE, covered_now=True)


def cover(call: Call) -> None:
    """Collects face down again; what lies open stays open."""
    _turn(call, "collect.covered", "", "", covered_now=False)


def _turn(call: Call, deed: str, before: str, after: str, *, covered_now: bool) -> None:
    with step(call.gathering, deed, call.by, stage=call.stage) as live:
        given = settings_of(call.stage)
        if not given["hidden"]:
            raise Refusal(_("In diesem Schritt liegen die Karten von Anfang an offen."), status=409)
        if covered(live.gathering, call.stage, given) is not covered_now:
            live.nothing()
            return
        if before:
            number = (
                board(live.gathering, call.stage)
                .filter(status=before)
                .update(status=after, version=F("version") + 1, changed_at=timezone.now())
            )
            live.note(number=number)


def cluster(call: Call) -> str:
    """Makes a group of cards and puts the first card into it, if one was named."""
    with step(call.gathering, "collect.grouped", call.by, stage=call.stage) as live:
        first = item_of(call, live, "item", *SORTED) if call.values.get("item") else None
        if first is not None:
            _require_open_card(first)
        title = _free_title(call, live)
        group = Item.objects.create(
            gathering_id=live.gathering.pk,
            stage=call.stage,
            kind=ItemKind.CLUSTER,
            title=title,
            data={} if what_of(call.stage) == "card" else {"of": what_of(call.stage)},
            position=groups_of(live.gathering, call.stage).count() + 1,
        )
        if first is not None:
            first.cluster, first.status = group, _out_of_parking(first)
            save(first, "cluster", "status")
        live.note(item=group.pk)
    return gettext("Die Gruppe ist da.")


def name_group(call: Call) -> str:
    """Gives a group another name."""
    with step(call.gathering, "collect.named", call.by, stage=call.stage) as live:
        group = item_of(call, live, "item", ItemKind.CLUSTER)
        if group.title == call.values["title"].strip():
            live.nothing()
            return ""
        title = _free_title(call, live)
        group.title = title
        save(group, "title")
        live.note(item=group.pk)
    return gettext("Geändert.")


def _free_title(call: Call, live: Step) -> str:
    """Two groups of the same name cannot be told apart, least of all by those who hear them."""
    title: str = call.values["title"].strip()
    if (
        groups_of(live.gathering, call.stage)
        .filter(title__iexact=title)
        .exclude(pk=call.values.get("item"))
        .exists()
    ):
        raise Refusal(
            _("Eine Gruppe mit diesem Namen gibt es schon. Legen Sie den Beitrag dort dazu."),
            status=409,
            field="title",
        )
    return title


def _require_open_card(card: Item) -> None:
    if card.status == ItemStatus.DRAFT:
        raise Refusal(_("Diese Karte liegt noch verdeckt. Decken Sie die Karten zuerst auf."), status=409)
    if card.status == ItemStatus.QUEUED:
        raise Refusal(_("Dieser Beitrag wartet noch auf Freigabe. Geben Sie ihn zuerst frei."), status=409)
    if card.status in (ItemStatus.MERGED, ItemStatus.REJECTED):
        raise Refusal(_("Dieser Beitrag steht nicht mehr auf dem Brett."), status=409)


def _out_of_parking(card: Item) -> str:
    return ItemStatus.VISIBLE if card.status == ItemStatus.PARKED else card.status


def move(call: Call) -> None:
    """Puts a card (a question, a note, a task …) into a group, out of it, or into the parking lot."""
    to = call.values["to"]
    with step(call.gathering, "collect.moved", call.by, stage=call.stage) as live:
        card = item_of(call, live, "item", *SORTED)
        _require_open_card(card)
        group, status = None, _out_of_parking(card)
        if to == "parked":
            status = ItemStatus.PARKED
        elif to:
            group = groups_of(live.gathering, call.stage).filter(pk=int(to) if to.isdigit() else 0).first()
            if group is None:
                raise Refusal(
                    _("Diese Gruppe gibt es nicht mehr. Wählen Sie eine andere."), status=404, field="to"
                )
        if card.cluster_id == (group.pk if group else None) and card.status == status:
            live.nothing()
            return
        card.cluster, card.status = group, status
        save(card, "cluster", "status")
        live.note(item=card.pk, to=to)


def ungroup(call: Call) -> None:
    """Takes a group apart; its cards lie on the open board again."""
    with step(call.gathering, "collect.ungrouped", call.by, stage=call.stage) as live:
        group = item_of(call, live, "item", ItemKind.CLUSTER)
        if group.signals.exists() or group.ups:
            raise Refusal(
                _("Auf dieser Gruppe liegen schon Punkte. Sie bleibt, damit nichts verloren geht."),
                status=409,
            )
        group.delete()  # the cards stay: their group becomes empty
