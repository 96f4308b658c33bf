# SPDX-License-Identifier: EUPL-1.2
"""The counts: from seats, and from hands in the room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from ...models import Gathering, Item, Seat, Stage, State
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
    only = items[0] if len(items) == 1 else None
    for item, value, number in counts_of(stage, mode, only):
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
        if mode in ("scale", "agree"):
            tally.steps = {
                value: values.get(value, 0) + hands.get(value, 0)
                for value in STEPS
                if values.get(value) or hands.get(value)
            }
    return list(found.values())


# Asked for every picture of a hall that votes: written once, not composed each time (see `queries.every`).
def counts_of(stage: Stage, mode: str, only: Item | None = None) -> list[tuple[int, int, int]]:
    """Item, value, how many seats gave it; of all items or of one."""
    which, given = ("item_id = %s", [only.pk]) if only is not None else ("item_id IS NOT NULL", [])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item_id, value, COUNT(*) FROM live_signal"  # noqa: S608 - all written here
            f" WHERE stage_id = %s AND kind = %s AND value > 0 AND {which} GROUP BY item_id, value",
            [stage.pk, SIGNAL[mode], *given],
        )
        return [(item, value, number) for item, value, number in cursor.fetchall()]


def voters_of(stage: Stage, mode: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(DISTINCT seat_id) FROM live_signal WHERE stage_id = %s AND kind = %s AND value > 0",
            [stage.pk, SIGNAL[mode]],
        )
        return int(cursor.fetchone()[0])


def given_by(seat: Seat, stage: Stage, mode: str) -> dict[int, int]:
    """What one seat gave to which item."""
    with connection.cursor() as cursor:
        # By the seat alone, so that the index of seats is taken, and not all that was given in the step.
        cursor.execute(
            "SELECT item_id, value, stage_id FROM live_signal"
            " WHERE seat_id = %s AND kind = %s AND item_id IS NOT NULL",
            [seat.pk, SIGNAL[mode]],
        )
        return {item: value for item, value, at in cursor.fetchall() if at == stage.pk and value > 0}


def keep_sum(item: Item, stage: Stage, mode: str) -> None:
    """The item's own count, for whoever sorts by it: seats and hands of this step together."""
    tally = tallies(stage.gathering, stage, [item], mode)[0]
    Item.objects.filter(pk=item.pk).update(ups=tally.total)
