# SPDX-License-Identifier: EUPL-1.2
"""Proposals, arguments and results as plain rows, and a whole process as one file to import again.

No file names persons or what connects them, not even pseudonyms: what somebody proposes, says and rates is a political
opinion (Art. 9 GDPR). The channel stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from mitwirken.civic.participation.models import Phase, Process
from mitwirken.civic.participation.snapshots import phases_as_plain, process_as_plain
from mitwirken.formats.deliberation import queries as deliberation
from mitwirken.formats.deliberation.models import Argument
from mitwirken.formats.rating import queries as ratings
from mitwirken.formats.rating.registry import setup_of
from mitwirken.ground.api import streams
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.desk import queries as cases
from mitwirken.ground.desk.models import CaseStatus

from . import queries
from .models import Proposal

FORMAT, VERSION = "mitwirken", 1

PROPOSALS = (
    "number", "process", "title", "text", "category", "place", "place_name", "latitude", "longitude", "cost", "channel",
    "created_at", "edited_at", "status", "office", "answer", "answered_at", "pro", "contra", "questions", "merged_into", "source", "url",
)  # fmt: skip
ARGUMENTS = (
    "id", "proposal", "process", "kind", "reply_to", "text", "is_city", "office", "channel", "helpful", "created_at", "edited_at", "url",
)  # fmt: skip
RATINGS = (
    "process", "phase", "phase_title", "method", "proposal", "title", "channel", "value", "count", "url",
)  # fmt: skip


def proposal_rows(rows: QuerySet[Proposal]) -> Iterator[streams.Row]:
    """Plain values of the proposals, some hundred at a time: four queries for each of these."""
    return streams.in_chunks(
        rows.select_related("process", "category", "place").defer("place__outline"), _proposals
    )


def _proposals(chunk: Sequence[Proposal]) -> list[dict[str, Any]]:
    ids = [row.pk for row in chunk]
    statuses, said = cases.statuses(queries.KIND, ids), deliberation.counts(queries.KIND, ids)
    answers = cases.answers_of(queries.KIND, ids)
    made = []
    for row in chunk:
        point, answer, talk = row.point, answers.get(row.pk), said[row.pk]
        made.append(
            {
                "number": row.pk,
                "process": row.process.slug,
                "title": row.title,
                "text": row.text,
                "category": row.category.name if row.category else "",
                "place": row.place.slug if row.place else "",
                "place_name": row.place.name if row.place else "",
                "latitude": point[0] if point else None,
                "longitude": point[1] if point else None,
                "cost": row.cost,
                "channel": row.channel,
                "created_at": row.created_at,
                "edited_at": row.edited_at,
                "status": statuses[row.pk].value if row.pk in statuses else CaseStatus.RECEIVED.value,
                "office": answer.office if answer else "",
                "answer": answer.text if answer else "",
                "answered_at": answer.published_at if answer else None,
                "pro": talk.pro,
                "contra": talk.contra,
                "questions": talk.question,
                "merged_into": row.merged_into_id,
                "source": row.source,
                "url": f"{settings.BASE_URL}{row.get_absolute_url()}",
            }
        )
    return made


def argument_rows(process: Process | None = None) -> Iterator[streams.Row]:
    """What was said on proposals, replies with the number of what they reply to."""
    rows = deliberation.public(Argument.objects.filter(subject_kind=queries.KIND)).select_related("office")
    shown = queries.public(Proposal.objects.all())
    if process is not None:
        shown = shown.filter(process=process)
    return streams.in_chunks(rows.filter(subject_id__in=shown.order_by().values("pk")), _arguments)


def _arguments(chunk: Sequence[Argument]) -> list[dict[str, Any]]:
    where = dict(
        Proposal.objects.filter(pk__in={row.subject_id for row in chunk}).values_list("pk", "process__slug")
    )
    return [
        {
            "id": row.pk,
            "proposal": row.subject_id,
            "process": where.get(row.subject_id, ""),
            "kind": row.kind,
            "reply_to": row.parent_id,
            "text": row.text,
            "is_city": row.is_city,
            "office": row.office.name if row.office else "",
            "channel": row.channel,
            "helpful": row.helpful_count,
            "created_at": row.created_at,
            "edited_at": row.edited_at,
            "url": f"{settings.BASE_URL}{row.get_absolute_url()}",
        }
        for row in chunk
    ]


def rated_phases(process: Process | None = None) -> list[Phase]:
    """The public phases whose results everybody may see now; hidden ones are left out whole."""
    rows = Phase.objects.filter(process__published_at__isnull=False).select_related("process").order_by("pk")
    if process is not None:
        rows = rows.filter(process=process)
    return [phase for phase in rows if setup_of(phase) is not None and ratings.results_open(phase)]


def rating_rows(process: Process | None = None) -> Iterator[streams.Row]:
    """How often each answer was given, by channel: sums only."""
    for phase in rated_phases(process):
        shown = queries.public(Proposal.objects.filter(process_id=phase.process_id)).select_related("process")
        yield from streams.in_chunks(shown, lambda chunk, phase=phase: _ratings(phase, chunk))  # type: ignore[misc]


def _ratings(phase: Phase, chunk: Sequence[Proposal]) -> list[dict[str, Any]]:
    setup = setup_of(phase)
    counts = ratings.counts_of(phase, queries.KIND, [row.pk for row in chunk])
    return [
        {
            "process": phase.process.slug,
            "phase": phase.pk,
            "phase_title": phase.title,
            "method": setup.method if setup else "",
            "proposal": row.pk,
            "title": row.title,
            "channel": channel,
            "value": value,
            "count": n,
            "url": f"{settings.BASE_URL}{row.get_absolute_url()}",
        }
        for row in chunk
        for channel in Channel.values
        for value, n in sorted(counts[row.pk].by_channel.get(channel, {}).items())
    ]


# One file to import again


def whole_process(process: Process) -> Iterator[str]:
    """A process with its proposals and the sums of its ratings as one JSON file, a proposal a line. Read by `mitwirken import`."""
    about = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": timezone.now(),
        "from": settings.BASE_URL,
        "license": streams.LICENCE,
    }
    yield "{\n" + ",\n".join(
        f"{streams.as_text(name)}: {streams.as_text(value)}" for name, value in about.items()
    )
    yield f',\n"process": {streams.as_text(process_as_plain(process) | {"body": process.body, "without_net": process.without_net, "checks": process.checks})}'
    yield f',\n"phases": {streams.as_text(phases_as_plain(process))}'
    yield f',\n"categories": {streams.as_text([each.name for each in process.categories.all()])}'
    yield ',\n"proposals": ['
    places = {phase.pk: number for number, phase in enumerate(process.phases.all())}
    phases = rated_phases(process)
    lead = "\n"
    rows = (
        queries.public(Proposal.objects.filter(process=process))
        .select_related("process", "category", "place")
        .defer("place__outline")
    )

    def with_ratings(chunk: Sequence[Proposal]) -> list[dict[str, Any]]:
        made = _proposals(chunk)
        for phase in phases:
            counts = ratings.counts_of(phase, queries.KIND, [row.pk for row in chunk])
            for values in made:
                given = counts[values["number"]].by_channel
                if given:
                    values.setdefault("ratings", []).append({"phase": places[phase.pk], "counts": given})
        return made

    for row in streams.in_chunks(rows, with_ratings):
        yield lead + streams.as_text(row)
        lead = ",\n"
    yield "\n]\n}\n"
