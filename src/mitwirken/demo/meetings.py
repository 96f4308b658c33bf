# SPDX-License-Identifier: EUPL-1.2
"""The town's events: one of each format that took place, one of each that can be started, and a campaign.

Those that took place were run by the rehearsal of the formats, through the deeds that everybody uses.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from mitwirken.civic.places.models import PlaceKind
from mitwirken.formats.events import actions as events
from mitwirken.formats.events.drafts import (
    BundleDraft,
    CardsDraft,
    EventDraft,
    FeedbackDraft,
    SignUpDraft,
    draft_of,
)
from mitwirken.formats.events.models import Event, Side
from mitwirken.formats.live import actions as live
from mitwirken.formats.live import deeds, runsheet
from mitwirken.formats.live.kinds.tables import seating
from mitwirken.formats.live.models import Gathering, Item, ItemStatus
from mitwirken.formats.live.planning import boards
from mitwirken.formats.live.rehearsal import Lead, Words, rehearse
from mitwirken.formats.live.rules import Actor
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.desk import actions as desk
from mitwirken.ground.desk.models import Case
from mitwirken.ground.desk.roles import Role

from . import content
from .timetravel import on
from .town import SHORT_REASONS, WAYS, Town

BUSY = 0.4  # calmer than a lively evening: who starts the demo is waiting


@contextmanager
def _quick_plans() -> Iterator[None]:
    """Plans of tables and sessions that are good enough for fifteen people; the best takes a second each."""
    patience, steps = seating.PATIENCE, boards.STEPS
    seating.PATIENCE, boards.STEPS = 0.05, 20_000
    try:
        yield
    finally:
        seating.PATIENCE, boards.STEPS = patience, steps


@dataclass
class Meetings:
    """The town with the events made so far. Lots of their own, so that the town is the same with and without them."""

    town: Town
    lots: random.Random = field(default_factory=lambda: random.Random(1904))  # noqa: S311  # the same every time
    made: dict[str, Event] = field(default_factory=dict)
    gatherings: dict[str, Gathering] = field(default_factory=dict)

    @property
    def by(self) -> Any:
        return self.town.staff["ombudsstelle"]


def plan_meetings(town: Town) -> Meetings | None:
    """The events of the town; None where the content has none."""
    found: Any = content.read("events")
    if not found or not content.read("processes"):
        return None
    all_of = Meetings(town)
    for entry in found["finished"]:
        _plan_finished(all_of, entry)
    for number, entry in enumerate(found["ready"] + found["others"]):
        start = _start(all_of, entry)
        announced = town.now - timedelta(days=6, minutes=20 * number)
        town.plan(announced, partial(_announce, all_of, entry, start))
        if entry.get("script"):
            town.plan(announced + timedelta(hours=3), partial(_make_ready, all_of, entry))
        if entry.get("moved_to") or entry.get("note"):
            town.plan(town.now - timedelta(days=2), partial(_change, all_of, entry))
        if entry.get("cancelled"):
            town.plan(town.now - timedelta(days=1), partial(_cancel, all_of, entry))
    town.plan(town.now - timedelta(days=4), partial(_bundle, all_of, found["bundle"]))
    return all_of


def _start(all_of: Meetings, entry: Mapping[str, Any]) -> datetime:
    if "time" in entry:
        return all_of.town.day(entry["day"], *map(int, entry["time"].split(":")))
    # Soon: at the next full quarter of an hour that leaves time to look around.
    soon = all_of.town.now + timedelta(minutes=45)
    return soon.replace(minute=soon.minute // 15 * 15, second=0, microsecond=0)


def _end(all_of: Meetings, entry: Mapping[str, Any], start: datetime) -> datetime:
    if "until" in entry:
        return all_of.town.day(entry["day"], *map(int, entry["until"].split(":")))
    minutes = runsheet.script_named(entry["script"]).minutes
    return start + timedelta(minutes=-(-minutes // 15) * 15 + 15)


def _announce(all_of: Meetings, entry: Mapping[str, Any], start: datetime) -> None:
    """An office prepares an event and publishes it; the first people sign up, online, by phone and on paper."""
    town, found = all_of.town, content.read("events")
    room, online = entry["mode"] != "online", entry["mode"] != "room"
    draft = EventDraft(
        title=entry["title"],
        starts_at=start,
        ends_at=_end(all_of, entry, start),
        doors_at=start - timedelta(minutes=30) if room else None,
        kind=entry.get("kind") or entry["script"],
        mode=entry["mode"],
        summary=entry["summary"],
        body=f"<p>{entry['summary']}</p>",
        venue=entry.get("venue", ""),
        address=entry.get("address", ""),
        place=town.places[PlaceKind.DISTRICT, entry["district"]],
        latitude=entry.get("lat"),
        longitude=entry.get("lon"),
        online_link=entry.get("online_link", "https://video.example.org/saal" if online else ""),
        dial_in=entry.get("dial_in", ""),
        step_free="yes" if room else "unknown",
        induction_loop=entry["mode"] == "hybrid",
        process=town.processes.get(entry.get("process", "")),
        topic=town.topics.get(entry["topic"]),
        office=town.offices[entry["office"]],
        contact=found["contact"],
        without_net=found["without_net"],
        sign_up=entry.get("sign_up", True),
        seats_room=entry.get("seats") or (entry.get("people", 0) or 30) + 20 if room else None,
    )
    event = events.create_event(draft=draft, by=all_of.by)
    all_of.made[entry["key"]] = events.publish_event(event=event, by=all_of.by)
    if draft.sign_up:
        _sign_up(all_of, entry, event)


def _sign_up(all_of: Meetings, entry: Mapping[str, Any], event: Event) -> None:
    event = Event.objects.get(pk=event.pk)
    sides = [Side.ROOM] if entry["mode"] != "online" else [Side.ONLINE]
    if entry["mode"] == "hybrid":
        sides.append(Side.ONLINE)
    for place, key in enumerate(all_of.lots.sample(sorted(all_of.town.citizens), 4)):
        person = all_of.town.citizens[key]
        events.sign_up(
            event=event,
            draft=SignUpDraft(name=person.pseudonym, seats=1 + place % 2, side=sides[place % len(sides)]),
            person=person,
            imported=True,
        )
    paper = content.read("events")["names_on_paper"]
    for channel, note in (
        (Channel.PHONE, "Rückruf abends"),
        (Channel.PAPER, "Karte aus der Bezirksverwaltung"),
    ):
        events.sign_up(
            event=event,
            draft=SignUpDraft(name=all_of.lots.choice(paper), seats=2, side=sides[0], needs=""),
            channel=channel,
            entered_by=all_of.by,
            contact_note=note,
            imported=True,
        )


def _make_ready(all_of: Meetings, entry: Mapping[str, Any]) -> Gathering:
    """The live side: a run sheet with this event's questions, doors closed."""
    event = all_of.made[entry["key"]]
    gathering = live.create_gathering(
        event=event, script=entry["script"], people=entry["people"], by=all_of.by
    )
    Lead(gathering, all_of.by).prepare()
    all_of.gatherings[entry["key"]] = gathering
    return gathering


def _plan_finished(all_of: Meetings, entry: Mapping[str, Any]) -> None:
    town = all_of.town
    start = _start(all_of, entry)
    town.plan(start - timedelta(days=14, hours=8), partial(_announce, all_of, entry, start))
    town.plan(start, partial(_hold, all_of, entry, start))
    town.plan(start + timedelta(days=1, hours=2), partial(_look_back, all_of, entry))
    for number, answer in enumerate(entry.get("answers", ())):
        moment = start + timedelta(days=6, hours=number)
        town.plan(min(moment, town.now - timedelta(minutes=5)), partial(_answer, all_of, entry, answer))
    town.plan(
        min(start + timedelta(days=8), town.now - timedelta(minutes=4)), partial(_keep_word, all_of, entry)
    )


def _hold(all_of: Meetings, entry: Mapping[str, Any], start: datetime) -> None:
    """People are let in at the door, and the gathering takes its course."""
    event = all_of.made[entry["key"]]
    for number, sign_up in enumerate(event.sign_ups.all()):
        if number % 4:
            events.check_in(sign_up=sign_up, by=all_of.by)
    events.count_walk_in(event=event, by=all_of.by, people=all_of.lots.randint(2, 6))
    gathering = _make_ready(all_of, entry)
    words = Words.of(gathering, 1904)
    with on(start) as clock, _quick_plans():
        rehearse(
            gathering,
            by=all_of.by,
            people=entry["people"],
            seed=1904,
            words=words,
            busy=BUSY,
            wait=clock.wait,
        )


def _look_back(all_of: Meetings, entry: Mapping[str, Any]) -> None:
    event = Event.objects.get(pk=all_of.made[entry["key"]].pk)
    first, *rest = entry["feedback"]
    events.give_feedback(event=event, draft=FeedbackDraft(worth="yes", sentence=first))
    events.enter_cards(
        event=event,
        cards=CardsDraft(
            worth={"yes": 4, "rather": 3, "hardly": 1},
            sentences=tuple(zip(("yes", "rather"), rest, strict=False)),
            traits={("age", "30-44"): 3, ("age", "60-74"): 2, ("language", "Türkisch"): 1},
        ),
        by=all_of.by,
    )


def _recommended(gathering: Gathering, about: str) -> Item | None:
    """The recommendation that speaks of it."""
    rows = [row for row in gathering.items.order_by("pk") if row.data.get("recommend")]
    return next((row for row in rows if about.casefold() in f"{row.title} {row.body}".casefold()), None)


def _answer(all_of: Meetings, entry: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """An office signs what the city says to a recommendation."""
    item = _recommended(all_of.gatherings[entry["key"]], answer["about"])
    case = Case.objects.filter(subject_kind="live-item", subject_id=item.pk).first() if item else None
    if case is None:
        return
    office = all_of.town.offices[answer["office"]]
    clerk = all_of.town.clerks[office.pk]
    if case.office_id != office.pk:
        case = desk.assign_case(case=case, office=office, due_on=case.due_on, by=all_of.by)
    for status in WAYS[answer["status"]]:
        case = desk.change_status(case=case, to=status, by=all_of.by, reason=SHORT_REASONS.get(status, ""))
    desk.draft_answer(case=case, text=answer["text"], by=clerk)
    desk.publish_answer(case=case, by=clerk, office=office, role=Role.OFFICE)


def _keep_word(all_of: Meetings, entry: Mapping[str, Any]) -> None:
    """Written answers that were promised in the hall are there."""
    gathering = all_of.gatherings[entry["key"]]
    words = Words.of(gathering)
    for row in gathering.items.filter(status=ItemStatus.WRITTEN).order_by("pk"):
        text = words.about("questions", row.body).get("written")
        if text and row.stage_id:
            deeds.call(
                gathering=gathering,
                verb="collect.answered",
                by=Actor(person=all_of.by),
                data={"stage": str(row.stage_id), "item": row.pk, "answer": text},
            )


def _change(all_of: Meetings, entry: Mapping[str, Any]) -> None:
    """Something has become different: another room, which those who signed up are told; or a word more."""
    event = Event.objects.get(pk=all_of.made[entry["key"]].pk)
    draft = draft_of(event)
    draft = replace(
        draft, venue=entry.get("moved_to", draft.venue), access_note=entry.get("note", draft.access_note)
    )
    events.change_event(event=event, draft=draft, by=all_of.by)


def _cancel(all_of: Meetings, entry: Mapping[str, Any]) -> None:
    events.cancel_event(event=all_of.made[entry["key"]], by=all_of.by, because=entry["cancelled"])


def _bundle(all_of: Meetings, entry: Mapping[str, Any]) -> None:
    town = all_of.town
    bundle = events.create_bundle(
        draft=BundleDraft(
            title=entry["title"],
            starts_on=town.day(entry["from"]).date(),
            ends_on=town.day(entry["until"]).date(),
            summary=entry["summary"],
            body=f"<p>{entry['summary']}</p>",
            office=town.offices[entry["office"]],
        ),
        by=all_of.by,
    )
    found = content.read("events")
    events.publish_bundle(bundle=bundle, by=all_of.by)
    keys = [each["key"] for each in found["ready"] + found["others"] if each.get("bundle")]
    events.put_into_bundle(bundle=bundle, events=[all_of.made[key] for key in keys], by=all_of.by)
