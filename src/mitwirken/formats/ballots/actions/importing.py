# SPDX-License-Identifier: EUPL-1.2
"""A vote that was held elsewhere, from a file in Pabulib's format: shown, counted and explained like one's own."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Phase
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels import pabulib

from .. import secrecy
from ..models import Ballot, CastBallot, Kind, Option, State
from .counting import count_ballot, publish_ballot
from .setup import BallotDraft, _fields

BATCH = 2000


@transaction.atomic
def import_ballot(
    *,
    phase: Phase,
    lines: Iterable[str],
    draft: BallotDraft,
    town: str = "",
    source: str = "",
    titles: dict[str, str] | None = None,
) -> Ballot:
    """Takes in a vote that is over, counts it by the rule of `draft` and publishes the result.

    What the file says of persons is not read. The budget is the file's. `titles` gives projects other names by their id
    (translations). Ballots get receipts of their own. For operators: asks no rights. Refuses a file that cannot be read, with
    the number of the bad line, a phase that is not over, costs that are not whole.
    """
    if phase.ends_at > timezone.now():
        raise Refusal(
            _("Eingelesen wird eine Abstimmung, die vorbei ist. Diese Phase läuft noch."), status=409
        )
    try:
        election = pabulib.read(lines)
        points = election.meta.get("vote_type", "") in pabulib.WITH_POINTS
        budget = pabulib.amount(election.meta.get("budget", ""))
        if budget < 0:
            raise ValueError(f"the budget is {budget}")
        values = _fields(draft) | {"budget": budget, "kind": Kind.POINTS if points else draft.kind}
        ballot = Ballot.objects.create(
            process=phase.process,
            phase=phase,
            state=State.CLOSED,
            currency=election.meta.get("currency", "EUR")[:3],
            town=town,
            source=source,
            ready_at=phase.starts_at,
            closed_at=phase.ends_at,
            **values,
        )
        Option.objects.bulk_create(
            Option(
                ballot=ballot,
                code=project.id,
                title=((titles or {}).get(project.id) or project.name or project.id)[:140],
                cost=project.cost,
                eligible=True,
                checked_on=timezone.localdate(phase.starts_at),
            )
            for project in election.projects
        )
        voters = _write(ballot, election.ballots)
    except UnicodeDecodeError:
        raise Refusal(_("Die Datei ist kein Text in UTF-8."), status=422) from None
    except ValueError as wrong:  # a bad line names its number
        raise Refusal(_("Die Datei lässt sich nicht lesen: %(why)s.") % {"why": wrong}, status=422) from None
    days = [election.meta[name] for name in ("date_begin", "date_end") if election.meta.get(name)]
    ballot.numbers = {"held": " – ".join(days)} | {
        "voters": voters,
        "by_channel": {},
        "by_day": {},
        "codes": 0,
        "admitted": 0,
    }
    ballot.save()
    record("ballots.imported", ballot, public=False, data={"voters": voters})
    return publish_ballot(ballot=count_ballot(ballot=ballot, by=None), by=None)


def _write(ballot: Ballot, ballots: Iterable[pabulib.Ballot]) -> int:
    """Writes the ballots in random order, each with a receipt nobody holds. Returns how many."""
    key = secrecy.new_key()
    rows = [
        CastBallot(
            ballot=ballot,
            choices=dict(sorted(zip(one.choices, one.points or [1] * len(one.choices), strict=True))),
            receipt=secrecy.receipt_of(key, str(number)),
        )
        for number, one in enumerate(ballots)
    ]
    secrets.SystemRandom().shuffle(rows)
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        CastBallot.objects.bulk_create(batch)
    return len(rows)
