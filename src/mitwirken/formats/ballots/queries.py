# SPDX-License-Identifier: EUPL-1.2
"""Reads of ballots. Nothing here joins who has voted with what was voted; nothing could."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mitwirken.civic.participation.models import Phase, Process
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.proposals.queries import listed
from mitwirken.ground.desk.queries import statuses

from .counting import Choices, Item
from .models import Admission, Ballot, CastBallot, Entry, Option, State, Voter

KIND = "ballot"
FORMAT = "ballots"
PAGE = 100
SHOWN = (State.READY, State.CLOSED, State.COUNTED, State.PUBLISHED)


def public(rows: QuerySet[Ballot]) -> QuerySet[Ballot]:
    """What everybody may see: of published processes, once it is settled what is voted on."""
    return rows.filter(state__in=SHOWN, process__published_at__isnull=False)


def _with_all(rows: QuerySet[Ballot]) -> QuerySet[Ballot]:
    return rows.select_related("process", "phase")


def one(pk: int) -> Ballot | None:
    return _with_all(Ballot.objects.filter(pk=pk)).first() if pk < 2**63 else None


def of_process(process: Process) -> list[Ballot]:
    return list(_with_all(public(Ballot.objects.filter(process=process))).order_by("phase__starts_at", "pk"))


def counts(processes: Sequence[int]) -> dict[int, int]:
    rows = public(Ballot.objects.filter(process__in=processes)).values("process").annotate(n=Count("pk"))
    return {row["process"]: row["n"] for row in rows.order_by()}


def overview(at_most: int = 60) -> list[Ballot]:
    """All ballots that are public: open ones first, then those to come, then by when they ended."""
    now = timezone.now()
    rows = list(_with_all(public(Ballot.objects.all())).order_by("-phase__ends_at", "-pk")[:at_most])
    rows.sort(key=lambda row: 0 if row.is_open(now) else 1 if row.is_ahead(now) else 2)
    return rows


def options(ballot: Ballot) -> list[Option]:
    """All options in the order of the paper; the declined ones last."""
    rows = ballot.options.select_related("place", "office", "proposal__process").order_by("code", "pk")
    return sorted(rows, key=lambda row: row.eligible is False)


def standing(rows: Sequence[Option]) -> list[Option]:
    return [row for row in rows if row.eligible]


def items(rows: Sequence[Option]) -> list[Item]:
    """What stands to be voted on, as counting sees it."""
    return [
        Item(row.code, row.title, row.cost or 0, row.place.name if row.place else "")
        for row in rows
        if row.eligible
    ]


def cast_rows(ballot: Ballot) -> Iterator[tuple[str, Choices]]:
    """All ballots with their receipts, sorted by receipt: the only order they have."""
    rows = CastBallot.objects.filter(ballot=ballot).order_by("receipt").values_list("receipt", "choices")
    yield from rows.iterator(chunk_size=2000)


def with_receipt(ballot: Ballot, receipt: str) -> CastBallot | None:
    return CastBallot.objects.filter(ballot=ballot, receipt=receipt).first() if receipt else None


def cast_list(ballot: Ballot) -> QuerySet[CastBallot]:
    return CastBallot.objects.filter(ballot=ballot).order_by("receipt")


def has_voted(ballot: Ballot, who: str) -> bool:
    return Voter.objects.filter(ballot=ballot, who=who).exists()


def is_admitted(ballot: Ballot, person: Any) -> bool:
    return Admission.objects.filter(ballot=ballot, person=person).exists()


def has_slip(ballot: Ballot, who: str) -> bool:
    return ballot.slips.filter(who=who).exists()


def voters_by(ballot: Ballot, field: str) -> dict[str, int]:
    rows = Voter.objects.filter(ballot=ballot).values(field).annotate(n=Count("pk")).order_by(field)
    return {str(row[field]): row["n"] for row in rows}


def case_statuses(rows: Sequence[Option]) -> dict[int, Any]:
    """Where the cases of the proposals stand that options came from, by the proposal's number."""
    return dict(statuses("proposal", [row.proposal_id for row in rows if row.proposal_id]))


# --- the desk ---------------------------------------------------------------------------------------------------------


def desk_list() -> QuerySet[Ballot]:
    return _with_all(Ballot.objects.all()).annotate(
        open_checks=Count("options", filter=Q(options__eligible=None))
    )


def phases_to_vote() -> list[Phase]:
    """Phases in which votes can be held and that are not over, of processes that are not finished."""
    now = timezone.now()
    rows = Phase.objects.filter(ends_at__gt=now, process__finished_at=None, process__practice=False)
    return [
        phase
        for phase in rows.select_related("process").order_by("process__title", "starts_at")
        if "vote" in phase.verbs
    ]


def proposals_to_take(ballot: Ballot) -> list[Proposal]:
    """The proposals of the process that are not on the ballot yet."""
    return list(listed(ballot.process).exclude(options__ballot=ballot).select_related("place").order_by("pk"))


def waiting_entries(ballot: Ballot) -> list[Entry]:
    return list(ballot.entries.select_related("by"))


def overdue(now: datetime, after: timedelta) -> list[Ballot]:
    """Ballots that should have been closed by somebody and were not."""
    rows = Ballot.objects.filter(state=State.READY, phase__ends_at__lt=now - after, entries=None)
    return list(_with_all(rows))
