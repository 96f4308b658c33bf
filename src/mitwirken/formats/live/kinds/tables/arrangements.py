# SPDX-License-Identifier: EUPL-1.2
"""What a preview said: who would sit where in a round that has not begun.

It stands in the log, like everything that was done; the newest entry counts. It holds while nobody came or left and
nothing changed that tables are planned from (`basis_of`); afterwards it is planned anew, and whom the facilitator had
moved by hand goes to that table again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...models import Gathering, PlacementRole, Seat, SeatRole, Space, Stage
from .wishes import volunteers

PREVIEW, SHIFT = "tables.preview", "tables.shift"
PLANNED = ("tables.again", "tables.count")  # afterwards a preview has nothing to say any more
ANOTHER = 7919  # so far apart are the seeds of two arrangements of a round

Chosen = dict[int, tuple[int, str]]
"""By seat: the space and the role."""


@dataclass(frozen=True)
class Arrangement:
    """`take` counts the arrangements that were asked for; `moved`: whom the facilitator put where by hand."""

    chosen: Chosen
    basis: str
    take: int = 0
    moved: Mapping[int, int] = field(default_factory=dict)

    def holds(self, people: Iterable[Seat], basis: str) -> bool:
        return basis == self.basis and set(self.chosen) == {seat.pk for seat in people}

    def as_data(self) -> dict[str, Any]:
        at: dict[int, list[int]] = {}
        for seat, (space, _role) in self.chosen.items():
            at.setdefault(space, []).append(seat)
        return {
            "take": self.take,
            "basis": self.basis,
            "at": [[space, seats] for space, seats in at.items()],
            "hosts": [seat for seat, (_space, role) in self.chosen.items() if role == PlacementRole.HOST],
            "moved": [[seat, space] for seat, space in self.moved.items()],
        }


def of_data(data: Mapping[str, Any]) -> Arrangement | None:
    """`None`: the preview was put away."""
    if not data.get("at"):
        return None
    hosts = set(data["hosts"])
    return Arrangement(
        {
            seat: (space, PlacementRole.HOST if seat in hosts else PlacementRole.GUEST)
            for space, seats in data["at"]
            for seat in seats
        },
        data["basis"],
        data["take"],
        dict(data["moved"]),
    )


def kept(gathering: Gathering, stage: Stage) -> Arrangement | None:
    """The preview of a round that counts, if there is one. One query."""
    found = (
        gathering.log.filter(stage=stage, deed__in=(PREVIEW, SHIFT, *PLANNED))
        .order_by("-seq")
        .values_list("deed", "data")
        .first()
    )
    return of_data(found[1]) if found is not None and found[0] not in PLANNED else None


def basis_of(
    gathering: Gathering, given: Mapping[str, Any], people: Sequence[Seat], spaces: Sequence[Space]
) -> str:
    """What tables are planned from besides who is there: when it changes, a preview no longer holds."""
    known = [
        [space.pk for space in spaces],
        [space.capacity for space in spaces],
        [gathering.policy(key, []) for key in ("apart", "together", "online_tables")],
        [given[key] for key in ("policy", "size", "hosts", "per_table_question")],
        sorted(seat.pk for seat in people if seat.has(SeatRole.HOST)),
        volunteers(gathering) if given["hosts"] else [],
    ]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:16]


def shifted(chosen: Mapping[int, tuple[int, str]], seat: int, space: int, able: Collection[int]) -> Chosen:
    """With one person at another table. A host who goes hands over: to somebody `able` (with a phone), if there is one.

    >>> shifted({1: (7, "host"), 2: (7, "guest"), 3: (8, "guest")}, 1, 8, {2})
    {1: (8, 'guest'), 2: (7, 'host'), 3: (8, 'guest')}
    """
    old, role = chosen[seat]
    if old == space:
        return dict(chosen)
    found: Chosen = {**chosen, seat: (space, str(PlacementRole.GUEST))}
    if role == PlacementRole.HOST:
        others = [pk for pk, (at, was) in found.items() if at == old and was == PlacementRole.GUEST]
        deputy = min(others, key=lambda pk: (pk not in able, pk), default=None)
        if deputy is not None:
            found[deputy] = (old, str(PlacementRole.HOST))
    return found


def with_moves(
    chosen: Mapping[int, tuple[int, str]], moved: Mapping[int, int], people: Iterable[Seat]
) -> Chosen:
    """A plan in which everybody who was moved by hand, and is still there, sits where they were put."""
    able = {seat.pk for seat in people if seat.token_hash}
    used = {space for space, _role in chosen.values()}
    found = dict(chosen)
    for seat, space in moved.items():
        if seat in found and space in used:
            found = shifted(found, seat, space, able)
    return found
