# SPDX-License-Identifier: EUPL-1.2
"""Who of the town said something about themselves after taking part, and when it became figures."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import partial
from typing import Any

from mitwirken.civic.representation import actions
from mitwirken.civic.representation.actions import Pile, Said

from . import content
from .town import Town

TRAITS = ("district", "age", "language")


def plan_answers(town: Town) -> None:
    # Lots of their own, so that the town is the same with and without the questions.
    lots = random.Random(1848)  # noqa: S311  # the same town every time
    known = {process["slug"] for process in content.read("processes")}
    for entry in content.read("who"):
        if entry["process"] not in known:
            continue
        first, last = entry["days"]
        answers = [_shuffled(lots, entry[trait]) for trait in TRAITS]
        for number, values in enumerate(zip(*answers, strict=True)):
            said = dict(zip(TRAITS, values, strict=True))
            moment = town.day(lots.randrange(first, last), lots.randrange(7, 22), lots.randrange(60))
            town.plan(moment, partial(_answer, town, entry["process"], number, said))
        for pile in entry["sheets"]:
            town.plan(town.day(pile["day"], 15, 30), partial(_enter, town, entry["process"], pile))
    for day in range(-203, 0, 7):
        town.plan(town.day(day, 5, 20), actions.publish_figures)


def _shuffled(lots: random.Random, counts: Mapping[Any, int]) -> list[str]:
    values = [str(value) for value, n in counts.items() for _ in range(n)]
    lots.shuffle(values)
    return values


def _answer(town: Town, slug: str, number: int, said: Mapping[str, str]) -> None:
    process = town.processes[slug]
    token = actions.hand_out(process=process, who=f"demo:{number}")
    if token:
        actions.answer(process=process, token=token, said=Said(said))


def _enter(town: Town, slug: str, pile: Mapping[str, Any]) -> None:
    said = {(trait, str(value)): n for trait in TRAITS for value, n in pile[trait].items()}
    actions.enter_pile(
        process=town.processes[slug],
        pile=Pile(pile["people"], said, pile["channel"]),
        by=town.staff["ombudsstelle"],
    )
