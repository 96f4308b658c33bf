# SPDX-License-Identifier: EUPL-1.2
"""The plan for conference apps, in the shape that they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from ..models import (
    Gathering,
    Space,
)
from .boards import Board, Slot, Topic


def schedule(gathering: Gathering, boards: Iterable[Board], *, base_url: str) -> dict[str, Any]:
    """The plan in the shape of a conference schedule, as apps for conferences read it."""
    boards = list(boards)
    event = gathering.event
    address = f"{base_url}/live/{gathering.code}/plan/"
    sessions = [(topic, topic.slot, topic.room) for one in boards for topic in one.placed]
    rooms = {room.pk: room for one in boards for room in one.rooms}
    days: dict[Any, list[tuple[Topic, Slot, Space]]] = defaultdict(list)
    for topic, slot, room in sessions:
        if slot is not None and room is not None:
            days[timezone.localdate(slot.starts)].append((topic, slot, room))
    if not days:
        days[timezone.localdate(event.starts_at)] = []
    dates = sorted(days)
    return {
        "schedule": {
            "url": address,
            "version": gathering.mark,
            "base_url": base_url,
            "conference": {
                "acronym": gathering.code.lower(),
                "title": event.title,
                "start": dates[0].isoformat(),
                "end": dates[-1].isoformat(),
                "daysCount": len(dates),
                "timeslot_duration": "00:05",
                "time_zone_name": timezone.get_current_timezone_name(),
                "rooms": [
                    {
                        "name": room.name,
                        "slug": f"{room.pk}-{slugify(room.name)}",
                        "guid": None,
                        "description": ", ".join(map(str, room.equipment)) or None,
                        "capacity": room.capacity or None,
                    }
                    for room in rooms.values()
                ],
                "tracks": [],
                "days": [
                    {
                        "index": number,
                        "date": day.isoformat(),
                        "day_start": timezone.localtime(
                            min((slot.starts for _topic, slot, _room in days[day]), default=event.starts_at)
                        ).isoformat(),
                        "day_end": timezone.localtime(
                            max((slot.ends for _topic, slot, _room in days[day]), default=event.ends_at)
                        ).isoformat(),
                        "rooms": {
                            room.name: [
                                _entry(topic, slot, room, address)
                                for topic, slot, its_room in sorted(
                                    days[day], key=lambda session: (session[1].starts, session[0].pk)
                                )
                                if its_room.pk == room.pk
                            ]
                            for room in rooms.values()
                        },
                    }
                    for number, day in enumerate(dates, 1)
                ],
            },
        }
    }


def _entry(topic: Topic, slot: Slot, room: Space, address: str) -> dict[str, Any]:
    starts = timezone.localtime(slot.starts)
    minutes = max(0, round((slot.ends - slot.starts).total_seconds() / 60))
    hosts = [topic.item.said_by, *(other.said_by for other in topic.merged)]
    return {
        "id": topic.pk,
        "guid": f"{topic.item.gathering.code.lower()}-{topic.pk}",
        "logo": None,
        "date": starts.isoformat(),
        "start": starts.strftime("%H:%M"),
        "duration": f"{minutes // 60:02d}:{minutes % 60:02d}",
        "room": room.name,
        "slug": f"{topic.item.gathering.code.lower()}-{topic.pk}-{slugify(topic.title)[:60]}",
        "url": f"{address}#t{topic.pk}",
        "title": topic.title,
        "subtitle": "",
        "track": None,
        "type": slot.stage.title,
        "language": "de",
        "abstract": topic.item.body if topic.item.title else "",
        "description": "",
        "recording_license": "",
        "do_not_record": False,
        "persons": [{"public_name": name} for name in dict.fromkeys(hosts)],
        "links": [],
        "attachments": [],
        "answers": [],
    }
