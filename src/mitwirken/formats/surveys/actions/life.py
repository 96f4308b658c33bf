# SPDX-License-Identifier: EUPL-1.2
"""From settled to closed. Closing cuts the last tie: who has taken part is forgotten, and so is the key."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitwirken.civic.archive.actions import outdate
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.schedule import every

from .. import queries, rules
from ..models import Draft, Mark, State, Survey
from .building import _locked

log = logging.getLogger("mitwirken.surveys")


@transaction.atomic
def make_ready(*, survey: Survey, by: Any) -> Survey:
    """Settles what is asked: it can be read now, and opens with its phase. Causes notices, the entry in search, the log.

    Refuses what is missing.
    """
    rules.require(by, "set_up")
    row = _locked(survey)
    if row.state != State.DRAFT:
        rules.require_draft(row)
    outline = queries.outline(row)
    found = rules.gaps(row, outline)
    if found:
        raise Refusal(" ".join(found), status=409)
    Draft.objects.filter(survey=row).delete()
    row.state, row.ready_at = State.READY, timezone.now()
    row.save(update_fields=["state", "ready_at"])
    record("surveys.ready", row, actor=by, data={"questions": len(outline.numbers)})
    return row


@transaction.atomic
def unmake_ready(*, survey: Survey, by: Any) -> Survey:
    """Back to preparing, as long as nobody has answered. Answers that were begun go. Refuses otherwise."""
    rules.require(by, "set_up")
    row = _locked(survey)
    rules.require_unready(row)
    Draft.objects.filter(survey=row).delete()
    Mark.objects.filter(survey=row).delete()
    row.state, row.ready_at = State.DRAFT, None
    row.save(update_fields=["state", "ready_at"])
    record("surveys.reopened", row, actor=by, public=False)
    return row


@transaction.atomic
def close_survey(*, survey: Survey, by: Any) -> Survey:
    """No answer comes in any more, on paper either. Who has taken part, the key of those hashes and what was begun are destroyed.

    Causes: the log, pages grow stale. `by` is None where it closes by itself. Refuses before the end.
    """
    if by is not None:
        rules.require(by, "close")
    row = _locked(survey)
    rules.require_closable(row)
    Mark.objects.filter(survey=row).delete()
    Draft.objects.filter(survey=row).delete()
    row.state, row.closed_at, row.key = State.CLOSED, timezone.now(), ""
    row.save(update_fields=["state", "closed_at", "key"])
    outdate(row.process_id)
    record("surveys.closed", row, actor=by, data={"responses": queries.number_of_responses(row)})
    return row


@every(daily_at="03:50")
def close_overdue() -> None:
    """Surveys that nobody closed `rules.CLOSE_AFTER` their end are closed, so that who took part is not kept for longer."""
    for survey in queries.overdue(timezone.now(), rules.CLOSE_AFTER):
        try:
            close_survey(survey=survey, by=None)
        except Refusal as refusal:
            log.warning("survey %s not closed: %s", survey.pk, refusal)
