# SPDX-License-Identifier: EUPL-1.2
"""A conversation that was held elsewhere, from files in Polis' format: mapped, told and explained like one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Phase
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels import polis

from .. import files, rules
from ..models import LONGEST_TAKEN_IN, Adding, Conversation, Participant, State, Statement, Vote
from .drawing import draw_map
from .setup import ConversationDraft

BATCH = 5000
MOST_NUMBER = 2**31 - 1


@transaction.atomic
def import_conversation(
    *,
    phase: Phase,
    comments: Iterable[str],
    votes: Iterable[str],
    draft: ConversationDraft,
    source: str,
    town: str = "",
    by: Any = None,
) -> Conversation:
    """Takes in a conversation that is over, with every statement and everybody's last votes, and draws its map.

    `votes` is a votes.csv or a participants-votes.csv. What a file says of persons is not read; statements that were moderated out
    stay as not accepted and count nowhere. `source` names who is to be named, and the licence. `by` None is an operator.
    Causes: a line in the log. Refuses people without the right, a phase that is not over, an empty source, files that cannot be read (with the
    number of the bad line), statements that are too long or too many.
    """
    if by is not None:
        rules.require(by, "set_up")
    rules.require_phase(phase)
    if phase.ends_at > timezone.now():
        raise Refusal(
            _("Eingelesen wird eine Meinungskarte, die vorbei ist. Diese Phase läuft noch."),
            status=409,
            field="phase",
        )
    if not source.strip():
        raise Refusal(
            _("Nennen Sie, woher die Daten kommen und unter welcher Lizenz sie stehen."),
            status=422,
            field="source",
        )
    row = Conversation.objects.create(
        **asdict(draft) | {"adding": Adding.NOBODY},
        phase=phase,
        created_by=by,
        town=town.strip()[:80],
        source=source.strip()[:300],
        released_at=phase.starts_at,
    )
    try:
        listed, cast = files.read(comments, votes)
        statements = _write_statements(row, listed)
        voters, written = _write_votes(row, statements, cast)
    except UnicodeDecodeError:
        raise Refusal(_("Die Datei ist kein Text in UTF-8."), status=422, field="votes") from None
    except ValueError as wrong:  # a bad line names its number
        raise Refusal(
            _("Die Datei lässt sich nicht lesen: %(why)s.") % {"why": wrong}, status=422, field="votes"
        ) from None
    record("opinions.imported", row, actor=by, public=False, data={"voters": voters, "votes": written})
    draw_map(conversation=row)
    return row


def _write_statements(row: Conversation, listed: Iterable[polis.Statement]) -> dict[int, int]:
    """Returns the key of each statement by its number in the file."""
    now = timezone.now()
    found = list(listed)
    rules.require_room(row, len(found))
    for one in found:
        if not 0 <= one.id <= MOST_NUMBER:
            raise ValueError(f"comment-id {one.id} is out of range")
        if len(one.text) > LONGEST_TAKEN_IN:
            raise ValueError(
                f"statement {one.id} has {len(one.text)} characters, not {LONGEST_TAKEN_IN} at most"
            )
    made = Statement.objects.bulk_create(
        Statement(
            conversation=row,
            number=one.id,
            text=one.text,
            seed=one.seed,
            personal=one.meta,
            state=State.ACCEPTED if one.moderated >= 0 else State.REFUSED,
            reason="" if one.moderated >= 0 else _("Dort bei der Durchsicht nicht angenommen."),
            decided_at=now,
            created_at=min(one.created_at, now),
        )
        for one in found
    )
    return {one.number: one.pk for one in made}


def _write_votes(
    row: Conversation, statements: dict[int, int], cast: Iterable[polis.Vote]
) -> tuple[int, int]:
    """Returns how many voted, and how many votes they cast."""
    listed = list(cast)
    names = sorted({vote.voter for vote in listed})
    made = Participant.objects.bulk_create(
        (Participant(conversation=row, sheet=str(name)) for name in names), batch_size=BATCH
    )
    voters = dict(zip(names, (one.pk for one in made), strict=True))
    rest = iter(listed)
    while some := list(islice(rest, BATCH)):
        Vote.objects.bulk_create(
            Vote(
                participant_id=voters[vote.voter],
                statement_id=statements[vote.statement],
                value=vote.value,
                at=vote.at or row.phase.ends_at,
            )
            for vote in some
        )
    return len(names), len(listed)
