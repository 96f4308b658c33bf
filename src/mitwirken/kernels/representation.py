# SPDX-License-Identifier: EUPL-1.2
"""Whether a group is missing among those who take part: `docs/rules/representation.md`."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

LEAST_ANSWERS: Final = 30
"""With fewer answers nothing is said: one person more or less would turn the sentence."""
SURE: Final = 1.96
"""Standard errors between what chance explains and what it does not (19 times out of 20)."""
WORTH_SAYING: Final = 0.02
"""Less than two in a hundred is no gap that anybody could act on."""


@dataclass(frozen=True)
class Gap:
    """So many of a hundred answers, where so many of a hundred people live."""

    here: int
    there: int


def gap(count: int, answers: int, there: float) -> Gap | None:
    """The gap of a group that gave `count` of `answers`, where `there` (0 to 1) is its share of the population.

    None where the answers are too few, the difference is small, or chance explains it.

    >>> gap(4, 100, 0.10)
    Gap(here=4, there=10)

    Three of forty would be expected where there is one: that happens by chance.

    >>> gap(1, 40, 0.08)
    >>> gap(0, 29, 0.5)
    >>> gap(20, 100, 0.08)
    """
    if answers < LEAST_ANSWERS or answers * there < 5 or not 0 < there < 1:
        return None
    here = count / answers
    difference = there - here
    if difference < WORTH_SAYING or difference <= SURE * sqrt(there * (1 - there) / answers):
        return None
    return Gap(round(100 * here), round(100 * there))


def one_way(online: int, answers: int) -> Gap | None:
    """That nearly all came by one way, so that those without the internet are missing: more than 9 of 10.

    >>> one_way(97, 100)
    Gap(here=97, there=90)
    >>> one_way(60, 100)
    """
    if answers < LEAST_ANSWERS or online <= 0.9 * answers:
        return None
    return Gap(round(100 * online / answers), 90)
