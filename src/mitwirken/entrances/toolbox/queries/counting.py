# SPDX-License-Identifier: EUPL-1.2
"""The numbers of a process and of events, taken by themselves from what everybody may see.

Numbers of people below five are not told (docs/rules/small-cells.md); they are kept as None. A sum over several meetings is
told only where each of them may be told, so that nothing can be worked out from the difference. Proposals and results are
public one by one and stand as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count

from mitwirken.formats.deliberation import queries as arguments
from mitwirken.formats.deliberation.models import Argument
from mitwirken.formats.events import queries as events
from mitwirken.formats.events.models import Event
from mitwirken.formats.live import minutes
from mitwirken.formats.live import queries as live
from mitwirken.formats.live.models import Gathering
from mitwirken.formats.proposals import queries as proposals
from mitwirken.formats.rating.models import Rating
from mitwirken.ground.desk.models import CaseStatus
from mitwirken.kernels import small_cells

from ..models import Tryout

Numbers = dict[str, int | None]
_ACCEPTED = {CaseStatus.ACCEPTED, CaseStatus.DOING, CaseStatus.DONE}


def counted(tryout: Tryout) -> list[dict[str, Any]]:
    """All that can be counted now, as rows for `Tryout.counted`. Eight queries for the process, some ten for each meeting."""
    found: Numbers = {}
    if tryout.process is not None and tryout.process.is_public:
        found |= of_process(tryout.process)
    rows = list(events.public(tryout.events.all()).filter(cancelled_at=None).order_by("starts_at", "pk"))
    if rows:
        found |= of_events(rows)
        found |= of_gatherings(Gathering.objects.filter(event__in=rows, released_at__isnull=False))
    return [{"key": key, "value": value} for key, value in found.items()]


def _told(count: int) -> int | None:
    """A number of people, where it may be told."""
    return count if not count or count >= small_cells.LEAST else None


def _ways(key: str, by_channel: Mapping[str, int], *, people: bool) -> Numbers:
    """The parts of a number by channel; one way alone is the whole and says nothing new."""
    ways = {channel: count for channel, count in by_channel.items() if count}
    if len(ways) < 2:
        return {}
    told: Mapping[str, int | None] = small_cells.shown(ways) if people else ways
    return {f"{key}.{channel}": told[channel] for channel in sorted(told)}


def _by_channel(rows: Any) -> dict[str, int]:
    return dict(rows.order_by().values_list("channel").annotate(n=Count("pk")))


def of_process(process: Any) -> Numbers:
    """Proposals that are listed, what is said about them, how they are rated, and by how many people."""
    listed = proposals.listed(process)
    said = arguments.public(
        Argument.objects.filter(
            subject_kind=proposals.KIND, subject_id__in=listed.order_by().values("pk"), is_city=False
        )
    )
    rated = Rating.objects.filter(phase__process=process)
    people = (
        listed.order_by()
        .filter(author__isnull=False)
        .values_list("author_id")
        .union(
            said.order_by().filter(author__isnull=False).values_list("author_id"),
            rated.order_by().filter(person__isnull=False).values_list("person_id"),
        )
        .count()
    )
    sheets: Counter[str] = Counter()
    for row in (
        rated.filter(sheet__isnull=False)
        .order_by()
        .values("phase", "channel")
        .annotate(n=Count("sheet", distinct=True))
    ):
        sheets[row["channel"]] += row["n"]
    found: Numbers = {}
    if people:
        found["people"] = _told(people)
    if sheets:
        found["sheets"] = _told(sum(sheets.values()))
        found |= _ways("sheets", sheets, people=True)
    for key, rows in (("proposals", listed), ("arguments", said), ("ratings", rated)):
        by_channel = _by_channel(rows)
        if by_channel:
            found[key] = sum(by_channel.values())
            # Each proposal and each word on it shows how it came in; who rated on paper is seen nowhere.
            found |= _ways(key, by_channel, people=key == "ratings")
    return found


def of_events(rows: list[Event]) -> Numbers:
    """Seats, who came, who waited, what they said afterwards."""
    found: Numbers = {"events": len(rows)}
    numbers = [events.numbers(row) for row in rows]
    ways: Counter[str] = Counter()
    for each in numbers:
        ways.update(each.by_channel)
    for key, counts in (
        ("signed_up", [each.confirmed for each in numbers]),
        ("present", [each.present for each in numbers]),
        ("waiting", [each.waiting for each in numbers]),
    ):
        if any(counts):
            found[key] = _told(sum(counts))
            if key == "signed_up":
                found |= _ways(key, ways, people=True)
    return found | _feedback(rows)


def _feedback(rows: Iterable[Event]) -> Numbers:
    """Only of meetings whose answers may be told; a line only where each of these tells it."""
    told = [each for row in rows if (each := events.answers(row)).total is not None]
    if not told:
        return {}
    found: Numbers = {"feedback": sum(each.total or 0 for each in told)}
    sums: dict[str, int | None] = {}
    for each in told:
        for worth, count in each.worth:
            before = sums.get(worth.value, 0)
            sums[worth.value] = None if before is None or count is None else before + count
    return found | {f"feedback.{key}": count for key, count in sums.items()}


def of_gatherings(rows: Any) -> Numbers:
    """From minutes that are released: who was there, what was said, what came out, and what the city made of it."""
    found: Counter[str] = Counter()
    seats: list[minutes.Numbers] = []
    for gathering in rows.select_related("event").order_by("event__starts_at", "pk"):
        seats.append(minutes.numbers(gathering))
        found["items"] += live.public_items(gathering.items.all()).count()
        outcome = minutes.outcome(gathering)
        for result in (*outcome.results, *outcome.decisions, *outcome.tasks):
            found["results"] += 1
            found["proposed"] += result.became is not None and result.became.kind == proposals.KIND
            if result.case is not None:
                found["recommendations"] += 1
                found["answered"] += result.case.answer is not None
                found["accepted"] += result.case.status in _ACCEPTED
                found["declined"] += result.case.status == CaseStatus.REJECTED
    if not seats:
        return {}
    made: Numbers = {"seats": _told(sum(each.everybody for each in seats))}
    if all(each.ways for each in seats if each.everybody):
        ways: Counter[str] = Counter()
        for each in seats:
            for key, _words, count in each.ways:
                ways[key] += count
        made |= {f"seats.{key}": count for key, count in ways.items()}
    order = ("items", "results", "recommendations", "answered", "accepted", "declined", "proposed")
    return made | {key: found[key] for key in order if found[key]}
