# SPDX-License-Identifier: EUPL-1.2
"""After the last vote: closing, which cuts every tie, counting, publishing."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.schedule import every
from mitwirken.kernels.allocation import NotCountable

from .. import queries, rules
from ..counting import count, setup_of
from ..models import Admission, Ballot, CastBallot, Entry, Proof, Slip, State, Voter
from ..results import votes_of

log = logging.getLogger("mitwirken.ballots")
BATCH = 2000


def _locked(ballot: Ballot) -> Ballot:
    return still_there(
        Ballot.objects.select_for_update(of=("self",))
        .select_related("phase", "process")
        .filter(pk=ballot.pk)
        .first()
    )


@transaction.atomic
def close_ballot(*, ballot: Ballot, by: Any) -> Ballot:
    """No vote comes in any more, and nobody can find out any more who voted what, nor who has voted.

    In one transaction: the numbers of voters by way and day are noted, the voters' hashes, letter codes, admissions and proofs go, the
    ballots are written anew in random order with new keys and without links, and the ballot's own key is destroyed. `by` is
    None for the schedule. Causes: a line in the logbook. Refuses before the end, while a sheet waits for its second
    clerk, and if the number of voters is not that of the ballots.
    """
    if by is not None:
        rules.require(by, "count")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # What is deleted is overwritten with zeros, or it could be read from the file's free pages.
            cursor.execute("PRAGMA secure_delete = ON")
    row = _locked(ballot)
    rules.require_closable(row)
    voters = Voter.objects.filter(ballot=row).count()
    cast = CastBallot.objects.filter(ballot=row).count()
    if voters != cast:
        raise Refusal(
            _(
                "Es haben %(voters)d Menschen abgestimmt, aber es liegen %(cast)d Stimmzettel vor. Holen Sie Hilfe."
            )
            % {"voters": voters, "cast": cast},
            status=500,
        )
    row.numbers = {
        "voters": voters,
        "by_channel": queries.voters_by(row, "channel"),
        "by_day": queries.voters_by(row, "day"),
        "codes": row.slips.count(),
        "admitted": row.admissions.count(),
    }
    _shuffle(row)
    Voter.objects.filter(ballot=row).delete()
    Slip.objects.filter(ballot=row).delete()
    Admission.objects.filter(ballot=row).delete()
    Proof.objects.filter(ballot=row).delete()
    Entry.objects.filter(ballot=row).delete()
    row.key, row.state, row.closed_at = "", State.CLOSED, timezone.now()
    row.save()
    record("ballots.closed", row, actor=by, public=False, data={"voters": voters})
    return row


def _shuffle(ballot: Ballot) -> None:
    """Writes all ballots anew in an order that follows from nothing: on disk they lay in the order they came."""
    rows = list(CastBallot.objects.filter(ballot=ballot).values_list("choices", "receipt"))
    secrets.SystemRandom().shuffle(rows)
    CastBallot.objects.filter(ballot=ballot).delete()
    CastBallot.objects.bulk_create(
        [CastBallot(ballot=ballot, choices=choices, receipt=receipt) for choices, receipt in rows],
        batch_size=BATCH,
    )


@every(daily_at="04:25")
def close_overdue() -> int:
    """Closes ballots that nobody closed two weeks after their end, so that no tie stays longer than it must."""
    closed = 0
    for ballot in queries.overdue(timezone.now(), rules.CLOSE_AFTER):
        try:
            close_ballot(ballot=ballot, by=None)
        except Refusal as refusal:
            log.error("Ballot %d could not be closed: %s", ballot.pk, refusal)
        else:
            closed += 1
    return closed


@transaction.atomic
def count_ballot(*, ballot: Ballot, by: Any) -> Ballot:
    """Counts by the rule that was settled. Doing it again gives the same. Not public yet.

    Causes: a line in the logbook. Refuses while the ballot is open, and what no rule can count.
    """
    if by is not None:
        rules.require(by, "count")
    row = _locked(ballot)
    rules.require_countable(row)
    items = queries.items(queries.options(row))
    setup = setup_of(row)
    ballots = [choices for _receipt, choices in queries.cast_rows(row)]
    try:
        told = count(setup, items, ballots)
    except NotCountable as wrong:
        raise Refusal(_("Das lässt sich nicht auszählen: %(why)s.") % {"why": wrong}, status=409) from None
    row.numbers = row.numbers | {
        "votes": votes_of(setup, ballots),
        "invalid": sum(not choices for choices in ballots),
    }
    row.result, row.state, row.counted_at, row.counted_by = told, State.COUNTED, timezone.now(), by
    row.save()
    record(
        "ballots.counted",
        row,
        actor=by,
        public=False,
        data={"winners": len(told["winners"]), "ballots": row.numbers.get("voters", 0)},
    )
    return row


@transaction.atomic
def publish_ballot(*, ballot: Ballot, by: Any) -> Ballot:
    """The result is shown to everybody, with all ballots and the way to count them again.

    Causes: news to those who follow the process, a line in the logbook. Refuses what is not counted and, where two are
    asked for, the person who counted.
    """
    if by is not None:
        rules.require(by, "publish")
    row = _locked(ballot)
    rules.require_publishable(row, by)
    row.state, row.published_at = State.PUBLISHED, timezone.now()
    row.save()
    record("ballots.published", row, actor=by, data={"winners": len(row.result["winners"])})
    return row
