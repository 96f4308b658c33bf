# SPDX-License-Identifier: EUPL-1.2
"""A gathering is set up, opened, spoken to, closed, and its minutes are released."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal

from .. import outcomes, rules, runsheet
from ..commands import step
from ..models import Gathering, State, new_code
from ..rules import Actor
from ..video import actions as video
from .sheet import stage_from
from .spaces import add_spaces
from .stages import begin, end


@transaction.atomic
def create_gathering(*, event: Any, script: str, people: int, by: Any, policies: Any = None) -> Gathering:
    """Makes the live side of an event from a format: stages, and as many tables or rooms as the people need."""
    if not rules.is_staff_lead(by):
        raise Refusal(
            _(
                "Ein Treffen richten Beschäftigte ein. Bitte wenden Sie sich an die Ansprechstelle der Beteiligung."
            )
        )
    if not 2 <= people <= rules.MOST_SEATS:
        raise Refusal(
            _("Bitte geben Sie an, mit wie vielen Menschen Sie rechnen: 2 bis %(most)d.")
            % {"most": rules.MOST_SEATS},
            status=400,
            field="people",
        )
    chosen = runsheet.script_named(script)
    gathering = _with_free_code(
        event=event, script=script, policies={**chosen.policies, **(policies or {}), "people": people}
    )
    for position, draft in enumerate(chosen.stages, 1):
        stage_from(gathering, draft, position)
    add_spaces(gathering, chosen, people)
    record("live.planned", gathering, actor=by, public=False)
    return gathering


def _with_free_code(**values: Any) -> Gathering:
    for _try in range(8):
        try:
            with transaction.atomic():
                return Gathering.objects.create(code=new_code(), **values)
        except IntegrityError:
            if Gathering.objects.filter(event=values["event"]).exists():
                raise Refusal(_("Zu dieser Veranstaltung gibt es schon ein Treffen."), status=409) from None
    raise Refusal(_("Es war kein Code frei. Bitte versuchen Sie es noch einmal."), status=503)


def open_doors(*, gathering: Gathering, by: Actor) -> None:
    """Lets people in: the first step begins. Pressed twice, the second press does nothing."""
    rules.require_lead(by)
    with step(gathering, "gathering.opened", by) as live:
        row = live.gathering
        if row.is_open:
            live.nothing()
            return
        first = row.stages.order_by("position", "pk").first()
        if first is None:
            raise Refusal(_("Der Ablauf ist leer. Fügen Sie zuerst einen Schritt hinzu."), status=409)
        row.state = State.LIVE
        row.opened_at = row.opened_at or timezone.now()
        row.closed_at = None
        if row.stage_id is None:
            begin(row, first)
        record("live.opened", row, actor=by.account)


def announce(*, gathering: Gathering, text: str, by: Actor) -> None:
    """Says something to everybody, on every screen. An empty text takes the announcement away."""
    rules.require_lead(by)
    with step(gathering, "gathering.announced", by) as live:
        live.gathering.announcement = text.strip()[:300]
        live.gathering.announced_at = timezone.now() if text.strip() else None
        live.note(text=live.gathering.announcement)


def close(*, gathering: Gathering, by: Actor) -> None:
    """Ends the gathering, and has its video rooms closed. The minutes stand as a draft; nothing is lost, and it can be
    opened again.
    """
    rules.require_lead(by)
    with step(gathering, "gathering.closed", by) as live:
        row = live.gathering
        if row.state == State.DONE:
            live.nothing()
            return
        end(row)
        row.stage, row.state, row.closed_at = None, State.DONE, timezone.now()
        video.leave_to_worker(row)
        record("live.closed", row, actor=by.account, public=False)


def reopen(*, gathering: Gathering, by: Actor) -> None:
    """Takes the end back, at the last step that ran."""
    rules.require_lead(by)
    with step(gathering, "gathering.reopened", by) as live:
        row = live.gathering
        if row.state != State.DONE:
            live.nothing()
            return
        last = row.stages.filter(state=State.DONE).order_by("-ended_at").first() or row.stages.first()
        if last is None:
            raise Refusal(_("Der Ablauf ist leer. Fügen Sie zuerst einen Schritt hinzu."), status=409)
        row.closed_at = None
        video.keep_open(row)
        begin(row, last)


def release_minutes(*, gathering: Gathering, by: Actor) -> None:
    """Shows the minutes to everybody, and tells those who follow the event. The city has to answer recommendations now."""
    rules.require_lead(by)
    with step(gathering, "minutes.released", by) as live:
        row = live.gathering
        if row.closed_at is None:
            raise Refusal(
                _("Beenden Sie das Treffen zuerst; dann steht auch das Protokoll fest."), status=409
            )
        if row.released_at is not None:
            live.nothing()
            return
        row.released_at = timezone.now()
        # Saved before it is told: the search and the pages read the row.
        row.save(update_fields=["released_at"])
        outcomes.open_cases(row)
        record("live.released", row, actor=by.account, topics=["minutes", *outcomes.proposal_topics(row)])
