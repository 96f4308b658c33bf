# SPDX-License-Identifier: EUPL-1.2
"""Which items a step shows, whether they lie open, and who has seen them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import ngettext

from mitwirken.kernels.similarity import most_similar, prepare

from ...models import Gathering, Item, ItemKind, ItemStatus, Seat, Signal, SignalKind, Space, Stage
from .settings import LIKE, WHAT, WHOLE, settings_of, what_of


def board(gathering: Gathering, stage: Stage, stages: Iterable[Stage] | None = None) -> Any:
    """The items of a step's board, newest last. Steps with the same name of a board share it."""
    given = settings_of(stage)
    what = given["what"]
    rows = Item.objects.filter(gathering_id=gathering.pk, kind=WHAT[what].kind)
    if what in ("note", "answer"):
        rows = rows.filter(space=None, parent=None)
    return rows.filter(same_board(gathering, stage, given, stages)).order_by("position", "pk")


def of_table(gathering: Gathering, stage: Stage, space: Space, stages: Iterable[Stage] | None = None) -> Any:
    """What a table said on this board, together or each by phone from there."""
    return board(gathering, stage, stages).filter(Q(space=space) | Q(data__table=space.pk))


def same_board(
    gathering: Gathering, stage: Stage, given: Mapping[str, Any], stages: Iterable[Stage] | None
) -> Q:
    if given["board"]:
        every = stages if stages is not None else gathering.stages.all()
        alike = [
            other.pk
            for other in every
            if "collect" in other.kinds and settings_of(other)["board"] == given["board"]
        ]
        return Q(stage_id__in=alike)
    return Q() if given["what"] in WHOLE else Q(stage_id=stage.pk)


def covered(gathering: Gathering, stage: Stage, given: Mapping[str, Any] | None = None) -> bool:
    """Whether what is written now stays face down."""
    if not (given or settings_of(stage))["hidden"]:
        return False
    last = (
        gathering.log.filter(stage=stage, deed__in=("collect.revealed", "collect.covered"))
        .order_by("-seq")
        .values_list("deed", flat=True)
        .first()
    )
    return last != "collect.revealed"


def groups_of(gathering: Gathering, stage: Stage, stages: Iterable[Stage] | None = None) -> Any:
    """Groups of cards; themes, where something else is collected."""
    what = what_of(stage)
    rows = Item.objects.filter(gathering_id=gathering.pk, kind=ItemKind.CLUSTER)
    rows = rows.exclude(data__has_key="of") if what == "card" else rows.filter(data__of=what)
    return (
        rows.filter(same_board(gathering, stage, settings_of(stage), stages))
        .exclude(status=ItemStatus.REJECTED)
        .order_by("position", "pk")
    )


@dataclass(frozen=True)
class Group:
    """A group of cards, or a theme, as a board shows it."""

    item: Item
    cards: Sequence[Item]

    @property
    def votes(self) -> int:
        return sum(card.ups for card in self.cards)


def similar(stage: Stage, text: str) -> list[Item]:
    """Up to three open questions of the board that say nearly the same."""
    if not text.strip():
        return []
    rows = {
        row.pk: row
        for row in board(stage.gathering, stage).filter(status__in=(ItemStatus.VISIBLE, ItemStatus.LIVE))
    }
    found = most_similar(text, {pk: prepare(row.body) for pk, row in rows.items()}, limit=3, at_least=LIKE)
    return [rows[pk] for pk, _score in found]


def dress(row: Item) -> Any:
    """What a template shows of who said it."""
    shown: Any = row
    shown.by_name = (
        "" if row.data.get("unnamed") else row.author_label or (row.author.name if row.author else "")
    )
    shown.text = row.title or row.body
    return shown


def votes_in_words(number: int) -> str:
    return ngettext("%(number)d Stimme", "%(number)d Stimmen", number) % {"number": number}


def count_shown(seat: Seat, items: list[int]) -> None:
    """Counts that these questions were on this phone, each once. Rows are locked in their order, so that a thousand
    phones that fetch at once wait for each other and never in a circle.
    """
    with transaction.atomic():
        Seat.objects.select_for_update().filter(pk=seat.pk).first()
        known = set(
            Signal.objects.filter(seat=seat, kind=SignalKind.VOTE, item_id__in=items).values_list(
                "item_id", flat=True
            )
        )
        new = sorted(
            Item.objects.select_for_update()
            .filter(pk__in=[pk for pk in items if pk not in known])
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        Signal.objects.bulk_create(Signal(seat=seat, item_id=pk, kind=SignalKind.VOTE, value=0) for pk in new)
        Item.objects.filter(pk__in=new).update(shown=F("shown") + 1)
