# SPDX-License-Identifier: EUPL-1.2
"""Ballots that are ready to vote in, made through the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.people import citizen, phase, process, staff

from mitwirken.civic.participation.models import Phase
from mitwirken.formats.ballots import actions, queries, secrecy
from mitwirken.formats.ballots.models import Ballot
from mitwirken.ground.desk.roles import Role

COSTS = {"Spielplatz": 300, "Bäume": 200, "Bank": 100, "Brunnen": 250}


def lead() -> Any:
    return staff(Role.OMBUDS)


def draft(**values: Any) -> actions.BallotDraft:
    given = {
        "title": "Budget im Quartier",
        "question": "Was soll bezahlt werden?",
        "kind": "approval",
        "rule": "shares",
    }
    given |= {"budget": 600} | values
    if given["rule"] not in {"shares", "greedy"}:
        given["budget"] = None
    return actions.BallotDraft(**given)


def voting_phase(**values: Any) -> Phase:
    return phase(process(), "ballots", "vote", title="Abstimmung", **values)


def prepared(
    by: Any = None, costs: dict[str, int | None] | None = None, places: Sequence[Any] = (), **values: Any
) -> Ballot:
    """A draft with checked options; codes "01" … in the given order, so that tests can name them."""
    by = by or lead()
    ballot = actions.create_ballot(phase=voting_phase(), draft=draft(**values), by=by)
    given: dict[str, Any] = dict(COSTS if costs is None else costs)
    for at, (title, cost) in enumerate(given.items(), 1):
        option = actions.add_option(
            ballot=ballot,
            draft=actions.OptionDraft(title=title, cost=cost, place=places[at - 1] if places else None),
            by=by,
            code=f"{at:02d}",
        )
        actions.check_option(option=option, eligible=True, by=by)
    return ballot


def ready(by: Any = None, **values: Any) -> Ballot:
    by = by or lead()
    return queries.one(actions.make_ready(ballot=prepared(by, **values), by=by).pk)  # type: ignore[return-value]


def vote(
    ballot: Ballot, *codes: str, person: Any = None, choices: dict[str, int] | None = None, **more: Any
) -> Any:
    """Somebody with an account votes. Returns what came of it."""
    person = person or citizen()
    return actions.cast(
        ballot=ballot,
        who=secrecy.who_person(ballot.key, person.pk),
        choices=choices if choices is not None else dict.fromkeys(codes, 1),
        nonce=secrecy.new_key(),
        person=person,
        **more,
    )


def end(ballot: Ballot) -> Ballot:
    """The phase is over."""
    now = timezone.now()
    Phase.objects.filter(pk=ballot.phase_id).update(
        starts_at=now - timedelta(days=2), ends_at=now - timedelta(minutes=1)
    )
    return queries.one(ballot.pk)  # type: ignore[return-value]


def finished(ballot: Ballot, by: Any = None) -> Ballot:
    """Closed, counted by one and published by another."""
    by = by or lead()
    row = actions.close_ballot(ballot=end(ballot), by=by)
    row = actions.count_ballot(ballot=row, by=by)
    return actions.publish_ballot(ballot=row, by=lead())
