# SPDX-License-Identifier: EUPL-1.2
"""The counts: from seats, and from hands in the room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from ...models import Gathering, Item, Signal, Stage, State
from .settings import SIGNAL, STEPS


@dataclass
class Tally:
    """What one thing got: `phones` from seats, `hands` in the room; for a scale how many gave which value.

    Of the hands, `room` were counted for the whole room, `tables` by the number of the table that said so.
    """

    item: Item
    phones: int = 0
    hands: int = 0
    room: int = 0
    tables: dict[int, int] = field(default_factory=dict)
    table_steps: dict[int, dict[int, int]] = field(default_factory=dict)
    people: int = 0
    steps: dict[int, int] = field(default_factory=dict)
    share: float = 0.0

    @property
    def total(self) -> int:
        return self.phones + self.hands

    @property
    def at_tables(self) -> int:
        return sum(self.tables.values())

    @property
    def right(self) -> bool:
        return bool(self.item.data.get("right"))

    @property
    def mean(self) -> float | None:
        """Of a scale."""
        number = sum(self.steps.values())
        return sum(value * times for value, times in self.steps.items()) / number if number else None


def tallies(gathering: Gathering, stage: Stage, rows: Iterable[Item], mode: str) -> list[Tally]:
    """The counts of a step. One query; of a step that is over, those that stood at its end."""
    items = list(rows)
    found = {item.pk: Tally(item) for item in items}
    key = str(stage.pk)
    counts: dict[int, dict[int, int]] = {}
    for item, value, number in counts_of(stage, mode):
        counts.setdefault(item, {})[value] = number
    for pk, tally in found.items():
        kept = tally.item.data.get("weighed", {}).get(key) if stage.state == State.DONE else None
        values = (
            {int(value): number for value, number in kept.items()} if kept is not None else counts.get(pk, {})
        )
        hands = {
            int(value): number for value, number in tally.item.data.get("hands", {}).get(key, {}).items()
        }
        tally.room = sum(hands.values())
        for space, given in tally.item.data.get("table_hands", {}).get(key, {}).items():
            tally.tables[int(space)] = sum(given.values())
            tally.table_steps[int(space)] = {int(value): number for value, number in given.items()}
            for value, number in given.items():
                hands[int(value)] = hands.get(int(value), 0) + number
        tally.people = sum(values.values())
        tally.hands = sum(hands.values())
        if mode == "dots":
            tally.phones = sum(value * number for value, number in values.items())
        else:
            tally.phones = tally.people
        if mode == "scale":
            tally.steps = {
                value: values.get(value, 0) + hands.get(value, 0)
                for value in STEPS
                if values.get(value) or hands.get(value)
            }
    return list(found.values())


def counts_of(stage: Stage, mode: str) -> Any:
    """Item, value, how many seats gave it."""
    return (
        Signal.objects.filter(stage=stage, kind=SIGNAL[mode], value__gt=0, item__isnull=False)
        .order_by()
        .values_list("item_id", "value")
        .annotate(number=Count("pk"))
    )


def voters_of(stage: Stage, mode: str) -> int:
    return (
        Signal.objects.filter(stage=stage, kind=SIGNAL[mode], value__gt=0).values("seat").distinct().count()
    )


def keep_sum(item: Item, stage: Stage, mode: str) -> None:
    """The item's own count, for whoever sorts by it: seats and hands of this step together."""
    tally = tallies(stage.gathering, stage, [item], mode)[0]
    Item.objects.filter(pk=item.pk).update(ups=tally.total)
