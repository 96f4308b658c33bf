# SPDX-License-Identifier: EUPL-1.2
"""A council that was drawn from numbers of the registration office, and a group for which people sign up."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import partial
from typing import Any

from mitwirken.formats.lots import actions, groups
from mitwirken.formats.lots.models import Draw, Letter, Pool, Standing
from mitwirken.ground.deeds.channel import Channel

from . import content
from . import town as story
from .town import Town

Made = dict[str, Draw]
# Roughly how the town is mixed: people between 30 and 64 are the most.
WEIGHTS = {
    "16 bis 29": 5,
    "30 bis 49": 8,
    "50 bis 64": 6,
    "65 und älter": 6,
    "divers": 1,
    "weiblich": 12,
    "männlich": 12,
}
TYPED_IN = (("Erwin Kaminski", "0231 555 0142"), ("Fatma Öztürk", "Hirtenstraße 12, 44145 Dortmund"))


def plan_lots(town: Town) -> None:
    """The process, both draws, everybody who signs up and answers, each on its day."""
    # Lots of its own, so that the rest of the town stays as it is.
    chance = random.Random(2029)  # noqa: S311
    for entry in content.read("lots"):
        process = entry["process"]
        first = min(phase["start"] for phase in process["phases"])
        town.plan(town.day(first - 9, 9, 45), partial(story.make_process, town, process))
        _plan_drawn(town, entry, chance)
        _plan_running(town, entry, chance)


def _draft(town: Town, plan: Mapping[str, Any], pool: Pool) -> actions.DrawDraft:
    return actions.DrawDraft(
        title=plan["title"],
        purpose=plan["purpose"],
        who=plan["who"],
        seats=plan["seats"],
        substitutes=plan["substitutes"],
        pool=pool,
        quotas=groups.read_quotas(plan["quotas"]),
        closes_at=town.day(plan["closes"], 18),
        seed_source=plan["seed_source"],
        seed_at=town.day(plan["seed_at"], 19, 30),
    )


def _set_up(town: Town, made: Made, entry: Mapping[str, Any], key: str, pool: Pool) -> None:
    by = town.staff["ombudsstelle"]
    made["it"] = actions.create_draw(
        process=town.processes[entry["process"]["slug"]], draft=_draft(town, entry[key], pool), by=by
    )
    actions.announce(draw=made["it"], by=by)


def _plan_drawn(town: Town, entry: Mapping[str, Any], chance: random.Random) -> None:
    plan, made = entry["drawn"], Made()
    closes, first, second = plan["closes"], town.staff["ombudsstelle"], town.staff["administration"]
    town.plan(town.day(closes - 19, 10), partial(_set_up, town, made, entry, "drawn", Pool.LIST))
    text = _candidates(plan, chance)
    town.plan(town.day(closes - 5, 9, 10), lambda: actions.import_list(draw=made["it"], text=text, by=first))
    town.plan(town.day(closes + 1, 9), lambda: actions.close_pool(draw=made["it"], by=first))
    town.plan(
        town.day(plan["seed_at"] + 1, 10),
        lambda: actions.note_seed(draw=made["it"], seed=plan["seed"], by=first),
    )
    town.plan(
        town.day(plan["seed_at"] + 1, 10, 5),
        lambda: actions.draw_people(draw=made["it"], seed=plan["seed"], by=second),
    )
    answers = [True] * plan["answers"]["accept"] + [False] * plan["answers"]["decline"]
    chance.shuffle(answers)
    for number, accepts in enumerate(answers):
        moment = town.day(plan["seed_at"] + 6 + number // 3, 10 + number % 3, number)
        town.plan(moment, partial(_answer, made, accepts, first))


def _candidates(plan: Mapping[str, Any], chance: random.Random) -> str:
    """Numbers as a registration office would draw them, with the groups and no names."""
    known: dict[str, list[str]] = {}
    for row in groups.read_quotas(plan["quotas"]):
        known.setdefault(row["feature"], []).append(row["value"])
    numbers = sorted(chance.sample(range(10_000, 99_999), plan["candidates"]))
    lines = [",".join(["id", *known])]
    for number in numbers:
        drawn = [chance.choices(v, [WEIGHTS.get(each, 1) for each in v])[0] for v in known.values()]
        lines.append(",".join([str(number), *drawn]))
    return "\n".join(lines)


def _answer(made: Made, accepts: bool, by: Any) -> None:
    ticket = made["it"].tickets.filter(standing=Standing.ASKED).order_by("place").first()
    if ticket is not None:
        ticket.draw = made["it"]
        actions.answer(ticket=ticket, accepts=accepts, by=by)


def _plan_running(town: Town, entry: Mapping[str, Any], chance: random.Random) -> None:
    plan, made = entry["running"], Made()
    town.plan(town.day(plan["opens"], 9), partial(_set_up, town, made, entry, "running", Pool.SIGN_UP))
    (feature, *_more) = {row["feature"] for row in groups.read_quotas(plan["quotas"])}
    values = [row["value"] for row in groups.read_quotas(plan["quotas"])]
    # Who tries the demo signs in as the first citizen and can still sign up.
    names = sorted(set(town.citizens) - {"kastanienbaum"})
    chance.shuffle(names)
    for number, name in enumerate(names[: plan["sign_ups"]]):
        moment = town.day(plan["opens"] + 1 + number % (-plan["opens"] - 1), 8 + number % 12, number)
        mine = {feature: values[number % len(values)]}
        town.plan(moment, partial(_sign_up, town, made, name, mine))
    for number, (name, contact) in enumerate(TYPED_IN):
        entered = actions.Entry({feature: values[-1 - number]}, name, contact)
        town.plan(town.day(-2, 11, 20 + number), partial(_type_in, town, made, entered))


def _sign_up(town: Town, made: Made, name: str, mine: dict[str, str]) -> None:
    actions.enter_pool(draw=made["it"], entry=actions.Entry(mine), person=town.citizens[name])


def _type_in(town: Town, made: Made, entered: actions.Entry) -> None:
    actions.enter_pool(
        draw=made["it"], entry=entered, channel=Channel.PHONE, entered_by=town.staff["redaktion"]
    )


def send_no_letters() -> None:
    """What happened in the town's past is told to nobody now."""
    Letter.objects.update(due_at=None)
