# SPDX-License-Identifier: EUPL-1.2
"""One item: found, saved, counted."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import Step
from ...models import Item, Signal, SignalKind
from .. import Call


def item_of(call: Call, live: Step, key: str = "item", *kinds: str) -> Item:
    row = Item.objects.filter(gathering_id=live.gathering.pk, pk=call.values[key] or 0).first()
    if row is None or (kinds and row.kind not in kinds):
        raise Refusal(_("Diesen Beitrag gibt es nicht mehr. Laden Sie die Seite neu."), status=404, field=key)
    return row


def save(item: Item, *fields: str) -> None:
    """Never touches the count of sights: phones raise it without the gathering's lock."""
    item.version += 1
    item.changed_at = timezone.now()
    item.save(update_fields=[*fields, "version", "changed_at"])


def recount(item: Item) -> None:
    """Votes and sights of a question with all that was merged into it: each seat once."""
    rows = Signal.objects.filter(
        Q(item_id=item.pk) | Q(item__merged_into_id=item.pk), kind=SignalKind.VOTE
    ).aggregate(shown=Count("seat", distinct=True), ups=Count("seat", distinct=True, filter=Q(value__gt=0)))
    Item.objects.filter(pk=item.pk).update(**rows)
