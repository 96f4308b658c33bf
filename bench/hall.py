# SPDX-License-Identifier: EUPL-1.2
"""A full hall for section `streams`: a real gathering in its poll, with a seat for every phone. Runs in the site's Django."""

import json
import sys
import time
from datetime import timedelta
from typing import Any

EVERY = 0.25
COMMANDS = 60


def fill(number: int) -> dict[str, Any]:
    """Makes it, and says how to come in. Seats are made at once; their tokens are `bench-0`, `bench-1` …"""
    from django.conf import settings
    from django.utils import timezone
    from tests.people import staff

    from mitwirken.formats.events.actions import create_event
    from mitwirken.formats.events.drafts import EventDraft
    from mitwirken.formats.live import actions, drawing, queries
    from mitwirken.formats.live.kinds import weigh
    from mitwirken.formats.live.models import Seat
    from mitwirken.formats.live.rules import Actor

    by, start = staff("kernteam"), timezone.now()
    event = create_event(
        draft=EventDraft(title="Was wird aus dem Nordmarkt?", starts_at=start, ends_at=start + timedelta(hours=3), mode="hybrid"),
        by=by,
    )  # fmt: skip
    event.published_at = start
    event.save(update_fields=["published_at"])
    gathering = actions.create_gathering(event=event, script="townhall", people=1_000, by=by)
    poll = next(stage for stage in gathering.stages.all() if stage.kind == "weigh")
    # Every vote is seen at once: the most that can be asked of the push.
    poll.config = {**poll.config, "weigh": {**poll.config["weigh"], "hidden": False}}
    poll.save(update_fields=["config"])
    actions.open_doors(gathering=gathering, by=Actor(person=by))
    Seat.objects.bulk_create(
        (
            Seat(
                gathering=gathering, name=f"Gast {n}", channel=("online", "room")[n % 2],
                token_hash=queries.hash_of(f"bench-{n}"),
            )
            for n in range(number)
        ),
        batch_size=1_000,
    )  # fmt: skip
    actions.go_to(gathering=gathering, stage=poll, by=Actor(person=by))
    gathering.refresh_from_db()
    language = "de"
    drawn = drawing.draw(gathering.code, {f"phone:{language}"})
    assert drawn is not None
    return {
        "code": gathering.code,
        "cookie": drawing.cookie_name(gathering),
        "csrf": settings.CSRF_COOKIE_NAME,
        "stage": poll.pk,
        "items": [item.pk for item in weigh.subjects(gathering, poll)],
        # What one command sends to a phone; its number stands in for a long one.
        "piece": {"notice": drawn.parts[f"phone:{language}"]["notice"] + f'<div class="live-notice" role="status"><p dir="auto">{sentence(1)}</p></div>'},
    }  # fmt: skip


def sentence(number: int) -> str:
    return f"Bitte stimmen Sie jetzt ab. Noch {number} Minuten, dann sprechen wir über das Ergebnis."


def give_commands(code: str) -> dict[int, float]:
    """The lead says something to all, every 250 ms: number of the deed → when it began.

    The first is not counted: in a process that just started it has to load what a web process has loaded for long.
    """
    from django.db.models import Q

    from mitwirken.civic.people.models import Person
    from mitwirken.formats.live import actions, queries
    from mitwirken.formats.live.rules import Actor

    gathering = queries.by_code(code)
    assert gathering is not None
    by = Actor(person=Person.objects.filter(Q(grants__role="kernteam")).first())
    times = {}
    actions.announce(gathering=gathering, text=sentence(COMMANDS), by=by)
    begin = time.monotonic() + 2 * EVERY
    for turn in range(COMMANDS):
        time.sleep(max(0.0, begin + turn * EVERY - time.monotonic()))
        at = time.monotonic()
        actions.announce(gathering=gathering, text=sentence(turn), by=by)
        times[gathering.seq] = at
    time.sleep(1)
    return times


def votes(code: str) -> dict[int, int]:
    """Seat's number (of its token) → number of the deed in which it voted."""
    from mitwirken.formats.live import queries
    from mitwirken.formats.live.models import LogEntry

    gathering = queries.by_code(code)
    assert gathering is not None
    first = gathering.seats.order_by("pk").values_list("pk", flat=True).first()
    rows = LogEntry.objects.filter(gathering=gathering, deed="weigh.picked").values_list("seat_id", "seq")
    return {seat - first: seq for seat, seq in rows}


if __name__ == "__main__":
    import django

    django.setup()
    what, given = sys.argv[1], sys.argv[2]
    print(json.dumps({"fill": lambda: fill(int(given)), "commands": lambda: give_commands(given), "votes": lambda: votes(given)}[what]()))  # fmt: skip
