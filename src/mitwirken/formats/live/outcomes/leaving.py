# SPDX-License-Identifier: EUPL-1.2
"""Somebody who was at gatherings leaves the platform: the words go if they wish, the place in any case."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground import pages

from ..models import Gathering, Item, ItemKind, Seat
from .items import tell_readers
from .onward import proposal_topics

OF_A_GROUP = (ItemKind.CLUSTER, ItemKind.HARVEST, ItemKind.REPORT, ItemKind.DECISION, ItemKind.ACTION)
"""What several people put down together, whoever of them typed."""


def erase_words(rows: QuerySet[Item]) -> None:
    """Takes the words out of what one person said in writing. The item stays empty in its place: votes and replies of others
    hang on it. What a group put down together stays.
    """
    own = rows.exclude(kind__in=OF_A_GROUP).exclude(data__has_key="recommend")
    keys = list(own.values_list("pk", flat=True))
    gone = str(_("Entfernt"))
    for item in Item.objects.filter(pk__in=keys):
        item.title = gone if item.title else ""
        item.body = "" if item.title else gone
        item.version += 1
        item.changed_at = timezone.now()
        item.save(update_fields=["title", "body", "version", "changed_at"])
    _tell(Gathering.objects.filter(items__in=keys).distinct())


def erase_seats(rows: QuerySet[Seat]) -> None:
    """Frees the places with everything that names them; what was said from them stays without a name."""
    gatherings = list(Gathering.objects.filter(seats__in=rows).distinct().select_related("event"))
    rows.delete()
    _tell(gatherings)


def _tell(gatherings: Iterable[Gathering]) -> None:
    for gathering in gatherings:
        tell_readers(gathering)
        pages.changed(*gathering.stream_topics(), *proposal_topics(gathering))
