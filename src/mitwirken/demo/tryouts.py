# SPDX-License-Identifier: EUPL-1.2
"""What the town tried out: asked and assumed before, learned after, through the deeds that everybody uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from mitwirken.entrances.toolbox import catalogue
from mitwirken.entrances.toolbox.actions import tryouts as actions
from mitwirken.entrances.toolbox.actions.methods import load_shipped
from mitwirken.entrances.toolbox.models import Method, Tryout
from mitwirken.entrances.toolbox.tryouts import OwnNumber, TryoutDraft

from . import content
from .meetings import Meetings

ANNOUNCED, LOOKED_BACK = timedelta(days=13), timedelta(days=9)


def plan_tryouts(meetings: Meetings) -> None:
    """Each is written down before it begins and published; what came of it follows some days after."""
    town, held = meetings.town, {entry["key"]: entry for entry in content.read("events")["finished"]}
    entries = content.read("tryouts")
    wanted = {key for entry in entries for key in entry["methods"]}
    if Method.objects.filter(key__in=wanted).count() < len(wanted):
        load_shipped(catalogue.shipped_files())
    for entry in entries:
        day = held[entry["event"]]["day"] if "event" in entry else entry["start"]
        begins, draft = town.day(day, 12), _before(meetings, entry, day)
        made: dict[str, Tryout] = {}
        town.plan(begins - ANNOUNCED, partial(_write_down, meetings, entry, draft, made))
        now = town.now - timedelta(minutes=3)
        later = min(begins + LOOKED_BACK, now) if "after" in entry else now
        town.plan(later, partial(_look_back, meetings, entry, draft, made))


def _before(meetings: Meetings, entry: Mapping[str, Any], day: int) -> TryoutDraft:
    town = meetings.town
    began_on = town.day(day).date()
    return TryoutDraft(
        title=entry["title"],
        began_on=began_on,
        ended_on=began_on if "event" in entry else None,
        question=entry["question"],
        hypothesis=entry["hypothesis"],
        methods=entry["methods"],
        office=town.offices[entry["office"]],
    )


def _write_down(
    meetings: Meetings, entry: Mapping[str, Any], draft: TryoutDraft, made: dict[str, Tryout]
) -> None:
    made["row"] = actions.create_tryout(draft=_linked(meetings, entry, draft), by=meetings.by)
    _publish(meetings, made)


def _linked(meetings: Meetings, entry: Mapping[str, Any], draft: TryoutDraft) -> TryoutDraft:
    """With its process and its event, where they are there by then."""
    event = meetings.made.get(entry.get("event", ""))
    return replace(
        draft,
        process=meetings.town.processes.get(entry.get("process", "")),
        events=[event] if event is not None else [],
    )


def _publish(meetings: Meetings, made: dict[str, Tryout]) -> None:
    """Counts what is there now."""
    made["row"] = actions.publish_tryout(tryout=made["row"], by=meetings.by, at=timezone.now())


def _look_back(
    meetings: Meetings, entry: Mapping[str, Any], draft: TryoutDraft, made: dict[str, Tryout]
) -> None:
    """What came of it; of one that still runs, the numbers so far."""
    after = dict(entry.get("after", {}))
    numbers = [OwnNumber(**each) for each in after.pop("numbers", ())]
    draft = replace(_linked(meetings, entry, draft), numbers=numbers, **after)
    actions.change_tryout(tryout=made["row"], draft=draft, by=meetings.by)
    _publish(meetings, made)
