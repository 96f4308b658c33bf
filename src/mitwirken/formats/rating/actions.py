# SPDX-License-Identifier: EUPL-1.2
"""Deeds of rating. The sums are written with the rating, under the lock of the subject's tally."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mitwirken.ground.deeds.channel import Channel

from .registry import Target


@dataclass(frozen=True)
class Rated:
    """What came of it: the value that stands now, whether anything changed, what lost its place by it."""

    value: int | None
    changed: bool
    displaced: tuple[Target, ...] = ()


def rate(*, subject: Any, phase: Any, person: Any, value: int | None, channel: str = Channel.ONLINE) -> Rated:
    """`person` rates `subject` in `phase`, or changes the rating, or takes it back (`value=None`).

    Doing it twice is doing it once. Causes: the tally of the subject moves in the same transaction; pages that show
    it grow stale after commit. It is not written to the activity log: who rated what is nobody's news. Refuses
    outside the phase's days, without an account in good standing, a value the rule does not know, more points
    than are left.
    """
    raise NotImplementedError


def withdraw_rating(*, subject: Any, phase: Any, person: Any) -> Rated:
    """`person` takes the rating of `subject` back; nothing happens where there is none. Refuses like `rate`."""
    return rate(subject=subject, phase=phase, person=person, value=None)


def enter_sheet(
    *, phase: Any, sheet: str, values: Mapping[Target, int], channel: str, by: Any, correct: bool = False
) -> Mapping[Target, int]:
    """Staff (`by`) type in a sheet that came on paper, by phone or in the room: all its ratings at once.

    The sheet's number counts once a phase; the same sheet with the same values again changes nothing, with other
    values it is refused unless it is meant as a correction (`correct=True`), which replaces the sheet as a whole.
    Returns what stands now. Refuses online as a channel, people without the role, a ballot that the rule does
    not allow, and entries more than `rules.LATE_ENTRY` after the end.
    """
    raise NotImplementedError


def import_ratings(
    *, phase: Any, kind: str, rows: Iterable[tuple[str, int, int]], channel: str = Channel.ONLINE, batch: int = 2000
) -> int:
    """Takes over ratings counted elsewhere: (voter's code, subject id, value), streaming, and recounts the phase.

    Codes are kept as sheet numbers; a row that is there already is replaced, so an interrupted import can be run again.
    Returns how many rows were read. Refuses values that the phase's rule does not know. For operators: asks no rights.
    """
    raise NotImplementedError


def recount(*, phase: Any) -> int:
    """Makes all tallies of the phase afresh from its ratings (after an import or a change of method). Returns how many."""
    raise NotImplementedError
