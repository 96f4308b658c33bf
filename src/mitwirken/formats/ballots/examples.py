# SPDX-License-Identifier: EUPL-1.2
"""A small vote to try a rule with: a few projects, a few neighbours, and one's own ballot on top. Counted by the real rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from .counting import Choices, Item, Setup
from .models import Kind

BUDGET = 10_000


@dataclass(frozen=True)
class Neighbours:
    """Some people who filled in the same paper."""

    number: int
    choices: Choices


def items() -> list[Item]:
    return [
        Item("1", _("Spielplatz im Norden"), 7_000, _("Norden")),
        Item("2", _("Bänke im Norden"), 3_000, _("Norden")),
        Item("3", _("Bäume im Süden"), 5_000, _("Süden")),
        Item("4", _("Trinkbrunnen im Süden"), 2_000, _("Süden")),
    ]


def setup(of: Setup) -> Setup:
    """The rule of the real ballot, with limits that fit four projects."""
    small = replace(of, least=1, budget=BUDGET, seats=min(of.seats, 2), points=min(of.points, 10))
    if of.most is not None:
        small = replace(small, most=min(of.most, 3))
    return replace(small, points_each=min(of.points_each, small.points) if of.points_each else None)


def neighbours(of: Setup) -> list[Neighbours]:
    """Six people of the north, three of the south."""
    if of.kind == Kind.RANKING:
        return [
            Neighbours(4, {"1": 1, "2": 2, "4": 3}),
            Neighbours(2, {"2": 1, "1": 2, "3": 3}),
            Neighbours(3, {"3": 1, "4": 2, "2": 3}),
        ]
    if of.kind == Kind.POINTS:
        half = of.points_each or of.points
        part = max(1, min(half, of.points // 2))
        return [
            Neighbours(4, {"1": part, "2": part}),
            Neighbours(2, {"1": part, "2": max(1, part // 2)}),
            Neighbours(3, {"3": part, "4": part}),
        ]
    if of.most == 1:
        return [Neighbours(4, {"1": 1}), Neighbours(2, {"2": 1}), Neighbours(3, {"3": 1})]
    return [Neighbours(4, {"1": 1, "2": 1}), Neighbours(2, {"1": 1}), Neighbours(3, {"3": 1, "4": 1})]


def ballots(known: Sequence[Neighbours], own: Choices) -> list[Choices]:
    all_of_them = [one.choices for one in known for _ in range(one.number)]
    return [*all_of_them, own] if own else all_of_them
