# SPDX-License-Identifier: EUPL-1.2
"""The votes of the town: one that runs, and a real one of another city, taken in with its ballots."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from mitwirken.civic.places.models import PlaceKind
from mitwirken.formats.ballots import actions, queries, secrecy
from mitwirken.formats.ballots.models import Ballot
from mitwirken.ground.deeds.channel import Channel

from . import content
from . import town as story
from .town import Town

SHEETS = 7


Made = dict[str, Ballot]


def plan_ballots(town: Town) -> None:
    """Processes, ballots and voters, each on its day."""
    for entry in content.read("ballots"):
        process = entry["process"]
        first = min(phase["start"] for phase in process["phases"])
        town.plan(town.day(first - 9, 9, 45), partial(story.make_process, town, process))
        if "file" in entry:
            over = max(phase["end"] for phase in process["phases"])
            town.plan(town.day(over + 5, 10), partial(_take_in, town, entry))
            town.plan(town.day(over + 6, 11), partial(story.finish_process, town, process))
        else:
            _plan_vote(town, entry)


def _voting_phase(town: Town, entry: Mapping[str, Any]) -> Any:
    process = town.processes[entry["process"]["slug"]]
    return next(phase for phase in process.phases.select_related("process") if "vote" in phase.verbs)


def _take_in(town: Town, entry: Mapping[str, Any]) -> None:
    path = content.FOLDER / "ballots" / entry["file"]
    with path.open(encoding="utf-8", newline="") as lines:
        actions.import_ballot(
            phase=_voting_phase(town, entry),
            lines=lines,
            draft=actions.BallotDraft(**entry["ballot"]),
            town=entry["town"],
            source=entry["source"],
            titles=entry["titles"],
        )


def _plan_vote(town: Town, entry: Mapping[str, Any]) -> None:
    start = next(phase["start"] for phase in entry["process"]["phases"] if "vote" in phase["verbs"])
    made: Made = {}
    town.plan(town.day(start - 30, 10), partial(_prepare, town, made, entry))
    for number, item in enumerate(entry["options"]):
        moment = town.day(start - 24 + number % 12, 9 + number % 7, number)
        town.plan(moment, partial(_check, town, made, item))
    town.plan(town.day(start - 5, 11), partial(_settle, town, made))
    for name in sorted(town.citizens):
        if town.lots.random() < 0.85:
            moment = town.some_time(town.lots.randint(start + 1, -1))
            town.plan(moment, partial(_vote, town, made, name))
    for sheet in range(1, SHEETS + 1):
        town.plan(town.some_time(-1), partial(_type_in, town, made, sheet))


def _settle(town: Town, made: Made) -> None:
    made["it"] = actions.make_ready(ballot=made["it"], by=town.staff["ombudsstelle"])


def _prepare(town: Town, made: Made, entry: Mapping[str, Any]) -> None:
    by = town.staff["ombudsstelle"]
    ballot = actions.create_ballot(
        phase=_voting_phase(town, entry), draft=actions.BallotDraft(**entry["ballot"]), by=by
    )
    for item in entry["options"]:
        actions.add_option(
            ballot=ballot,
            draft=actions.OptionDraft(
                title=item["title"],
                text=item["text"],
                cost=item.get("cost"),
                place=town.places[PlaceKind.DISTRICT, item["place"]] if "place" in item else None,
                office=town.offices[item["office"]],
                latitude=item.get("lat"),
                longitude=item.get("lon"),
            ),
            by=by,
        )
    made["it"] = ballot


def _check(town: Town, made: Made, item: Mapping[str, Any]) -> None:
    option = made["it"].options.get(title=item["title"])
    declined = item.get("declined", "")
    actions.check_option(
        option=option, eligible=not declined, reason=declined, by=town.clerks[option.office_id or 0]
    )


def _basket(town: Town, ballot: Ballot, home: str = "") -> dict[str, int]:
    """What somebody would take: mostly from the own district, as long as the money lasts."""
    rows = queries.standing(queries.options(ballot))
    order = sorted(
        rows,
        key=lambda row: (
            town.lots.random()
            * (0.35 if row.place and row.place.slug == home else 1)
            * (1 + (row.cost or 0) / 200_000)
        ),
    )
    left, chosen = ballot.budget or 0, {}
    for row in order[: town.lots.randint(2, 7)]:
        if (row.cost or 0) <= left:
            chosen[row.code] = 1
            left -= row.cost or 0
    return chosen


def _vote(town: Town, made: Made, name: str) -> None:
    ballot = made["it"]
    homes = {entry["key"]: entry.get("home") or "" for entry in content.read("people")["citizens"]}
    person = town.citizens[name]
    actions.cast(
        ballot=ballot,
        who=secrecy.who_person(ballot.key, person.pk),
        choices=_basket(town, ballot, homes[name]),
        nonce=f"{name}-{ballot.pk}",
        person=person,
    )


def _type_in(town: Town, made: Made, number: int) -> None:
    """Two clerks read each sheet; the last one still waits for the second."""
    ballot = made["it"]
    choices = _basket(town, ballot)
    readers = [town.staff["ombudsstelle"], town.staff["redaktion"]]
    for by in readers if number < SHEETS else readers[:1]:
        actions.enter_paper(
            ballot=ballot,
            sheet=f"B {number:03d}",
            choices=choices,
            channel=Channel.PAPER if number % 3 else Channel.ROOM,
            by=by,
        )
