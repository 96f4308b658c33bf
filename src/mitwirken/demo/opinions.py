# SPDX-License-Identifier: EUPL-1.2
"""The opinion maps of the town: one that people answer to, and a real one from elsewhere, taken in with its votes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from mitwirken.formats.opinions import actions
from mitwirken.formats.opinions.models import Conversation, Statement
from mitwirken.ground.deeds.channel import Channel

from . import content
from . import town as story
from .town import Town

# Of ten people how many stand in which camp; who answers, and how many let a statement be.
CAMPS = (0, 0, 0, 0, 1, 1, 1, 2, 2, 2)
ONLINE, PASSES = 0.72, 0.08

Made = dict[str, Conversation]


def plan_opinions(town: Town) -> None:
    """Processes, conversations, what people add and answer, each on its day; the maps as they are at the end."""
    for entry in content.read("opinions"):
        process = entry["process"]
        first = min(phase["start"] for phase in process["phases"])
        town.plan(town.day(first - 9, 9, 40), partial(story.make_process, town, process))
        if "folder" in entry:
            over = max(phase["end"] for phase in process["phases"])
            town.plan(town.day(over + 5, 10, 20), partial(_take_in, town, entry))
            town.plan(town.day(over + 6, 11, 20), partial(story.finish_process, town, process))
        else:
            _plan_conversation(town, entry, first)


def _phase(town: Town, entry: Mapping[str, Any]) -> Any:
    process = town.processes[entry["process"]["slug"]]
    return next(phase for phase in process.phases.select_related("process") if "opine" in phase.verbs)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from lines


def _take_in(town: Town, entry: Mapping[str, Any]) -> None:
    folder = content.FOLDER / "opinions" / entry["folder"]
    actions.import_conversation(
        phase=_phase(town, entry),
        comments=_lines(folder / "comments.csv"),
        votes=_lines(folder / "participants-votes.csv"),
        draft=actions.ConversationDraft(**entry["conversation"], language=entry["language"]),
        town=entry["town"],
        source=entry["source"],
    )


def _plan_conversation(town: Town, entry: Mapping[str, Any], start: int) -> None:
    made: Made = {}
    town.plan(town.day(start - 3, 10), partial(_prepare, town, made, entry))
    for item in entry["added"]:
        town.plan(town.day(item["day"], 12), partial(_add, town, made, item))
        town.plan(town.day(item["day"] + 1, 9, 10), partial(_accept, town, made, item))
    town.plan(town.day(entry["same"]["day"], 12, 5), partial(_add, town, made, entry["same"]))
    town.plan(town.day(entry["same"]["day"] + 1, 9, 20), partial(_merge, town, made, entry["same"]))
    town.plan(town.day(entry["refused"]["day"], 12, 10), partial(_add, town, made, entry["refused"]))
    town.plan(town.day(entry["refused"]["day"] + 1, 9, 30), partial(_refuse, town, made, entry["refused"]))
    town.plan(town.day(entry["waiting"]["day"], 12, 15), partial(_add, town, made, entry["waiting"]))
    for name in sorted(town.citizens):
        if town.lots.random() < ONLINE:
            moment = town.some_time(town.lots.randint(start + 1, -1))
            town.plan(moment, partial(_answer, town, made, entry, name))
    for sheet in range(1, entry["sheets"] + 1):
        moment = town.day(town.lots.randint(start + 3, -1), 10 + sheet % 6, sheet % 60)
        town.plan(moment, partial(_type_in, town, made, entry, sheet))
    town.plan(town.now, partial(_draw, town, made))


def _prepare(town: Town, made: Made, entry: Mapping[str, Any]) -> None:
    by = town.staff["ombudsstelle"]
    row = actions.create_conversation(
        phase=_phase(town, entry), draft=actions.ConversationDraft(**entry["conversation"]), by=by
    )
    for personal in (False, True):
        texts = [one["text"] for one in entry["statements"] if bool(one.get("personal")) == personal]
        actions.seed_statements(conversation=row, texts=texts, by=by, personal=personal)
    made["it"] = actions.release_conversation(conversation=row, by=by)


def _find(made: Made, item: Mapping[str, Any]) -> Statement:
    return made["it"].statements.get(text=item["text"])


def _add(town: Town, made: Made, item: Mapping[str, Any]) -> None:
    actions.suggest_statement(conversation=made["it"], text=item["text"], by=town.citizens[item["by"]])


def _accept(town: Town, made: Made, item: Mapping[str, Any]) -> None:
    actions.accept_statement(statement=_find(made, item), by=town.staff["ombudsstelle"])


def _merge(town: Town, made: Made, item: Mapping[str, Any]) -> None:
    into = made["it"].statements.get(number=item["number"])
    actions.merge_statement(statement=_find(made, item), into=into, by=town.staff["ombudsstelle"])


def _refuse(town: Town, made: Made, item: Mapping[str, Any]) -> None:
    actions.refuse_statement(
        statement=_find(made, item), reason=item["reason"], by=town.staff["ombudsstelle"]
    )


def _said(town: Town, made: Made, entry: Mapping[str, Any], most: int) -> dict[int, int]:
    """What one person of some camp says to some of the statements that there are by then."""
    likely: dict[str, Sequence[float]] = {
        one["text"]: one["likely"] for one in (*entry["statements"], *entry["added"])
    }
    there = [
        row for row in made["it"].statements.filter(state="accepted", hidden_at=None) if row.text in likely
    ]
    camp = town.lots.choice(CAMPS)
    chosen = town.lots.sample(there, min(len(there), town.lots.randint(most // 2, most)))
    return {
        row.pk: 0
        if town.lots.random() < PASSES
        else (1 if town.lots.random() < likely[row.text][camp] else -1)
        for row in chosen
    }


def _answer(town: Town, made: Made, entry: Mapping[str, Any], name: str) -> None:
    rows = {row.pk: row for row in made["it"].statements.all()}
    for pk, value in _said(town, made, entry, 26).items():
        actions.cast_vote(
            conversation=made["it"], statement=rows[pk], person=town.citizens[name], value=value
        )


def _type_in(town: Town, made: Made, entry: Mapping[str, Any], sheet: int) -> None:
    actions.enter_sheet(
        conversation=made["it"],
        sheet=f"M {sheet:03d}",
        values=_said(town, made, entry, 36),
        channel=Channel.ROOM if sheet % 3 else Channel.PAPER,
        by=town.staff["ombudsstelle"],
    )


def _draw(town: Town, made: Made) -> None:
    actions.redraw_map(conversation=made["it"], by=town.staff["ombudsstelle"])
