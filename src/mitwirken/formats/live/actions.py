# SPDX-License-Identifier: EUPL-1.2
"""Deeds of the whole gathering: set up, open, move through the run sheet, come and go, close. What belongs to a kind of
stage is in its file in `kinds/`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mitwirken.civic.people import pseudonyms
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from . import kinds, outcomes, queries, rules, runsheet
from .commands import step
from .models import Gathering, Script, Seat, SeatRole, Space, SpaceKind, Stage, State, new_code
from .rules import Actor
from .video import actions as video

NAME_LENGTH = 40


# --- setting up ---------------------------------------------------------------------------------------------------


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
        _stage_from(gathering, draft, position)
    _add_spaces(gathering, chosen, people)
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


def _stage_from(gathering: Gathering, draft: runsheet.StageDraft, position: int) -> Stage:
    return Stage.objects.create(
        gathering=gathering,
        position=position,
        kind=draft.kind,
        title=draft.title,
        minutes=draft.minutes,
        question=draft.question,
        text=draft.text,
        config=dict(draft.config),
    )


def _add_spaces(gathering: Gathering, script: runsheet.Script, people: int) -> None:
    words = {SpaceKind.TABLE: _("Tisch"), SpaceKind.ROOM: _("Raum"), SpaceKind.STALL: _("Stand")}
    number = script.spaces_for(people)
    for position in range(1, number + 1):
        named = script.names[position - 1] if position <= len(script.names) else ""
        Space.objects.create(
            gathering=gathering,
            kind=script.space,
            name=named or f"{words.get(SpaceKind(script.space), _('Ort'))} {position}",
            colour=(position - 1) % 12 + 1,
            capacity=script.size if script.space != SpaceKind.TABLE else 0,
            position=position,
        )


# --- running ------------------------------------------------------------------------------------------------------


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
            _begin(row, first)
        record("live.opened", row, actor=by.account)


def go_on(*, gathering: Gathering, by: Actor, seen: int | None) -> Stage | None:
    """Ends the step that runs and begins the next. `seen` is the step on the screen of whoever pressed: if somebody
    else was quicker, nothing is skipped.
    """
    rules.require_lead(by)
    with step(gathering, "stage.next", by) as live:
        row = live.gathering
        rules.require_open(row)
        if seen is not None and row.stage_id != seen:
            live.nothing()
            return row.stage
        following = _neighbour(row, +1)
        if following is None:
            raise Refusal(
                _("Das war der letzte Schritt. Beenden Sie das Treffen, wenn alle fertig sind."), status=409
            )
        _end(row)
        _begin(row, following)
        live.note(stage=following.title)
        return following


def go_back(*, gathering: Gathering, by: Actor, seen: int | None) -> Stage | None:
    """Goes back to the step before. What was said in it is still there."""
    rules.require_lead(by)
    with step(gathering, "stage.back", by) as live:
        row = live.gathering
        rules.require_open(row)
        if seen is not None and row.stage_id != seen:
            live.nothing()
            return row.stage
        before = _neighbour(row, -1)
        if before is None:
            raise Refusal(_("Das ist schon der erste Schritt."), status=409)
        _end(row)
        _begin(row, before)
        live.note(stage=before.title)
        return before


def go_to(*, gathering: Gathering, stage: Stage, by: Actor) -> None:
    """Jumps to a step of the run sheet."""
    rules.require_lead(by)
    with step(gathering, "stage.jumped", by) as live:
        row = live.gathering
        rules.require_open(row)
        if row.stage_id == stage.pk:
            live.nothing()
            return
        _end(row)
        _begin(row, stage)
        live.note(stage=stage.title)


def _neighbour(row: Gathering, way: int) -> Stage | None:
    stages = list(row.stages.order_by("position", "pk"))
    place = next((place for place, stage in enumerate(stages) if stage.pk == row.stage_id), None)
    if place is None:
        return stages[0] if stages else None
    wanted = place + way
    return stages[wanted] if 0 <= wanted < len(stages) else None


def _end(row: Gathering) -> None:
    stage = Stage.objects.filter(pk=row.stage_id or 0).first()
    if stage is None:
        return
    for key in stage.kinds:
        kinds.kind_named(key).finish(row, stage)
    stage.state, stage.ended_at, stage.ends_at, stage.remaining = State.DONE, timezone.now(), None, None
    stage.save(update_fields=["state", "ended_at", "ends_at", "remaining"])


def _begin(row: Gathering, stage: Stage) -> None:
    now = timezone.now()
    stage.state, stage.started_at, stage.ended_at = State.LIVE, stage.started_at or now, None
    stage.ends_at, stage.remaining = now + timedelta(minutes=stage.minutes), None
    stage.save(update_fields=["state", "started_at", "ended_at", "ends_at", "remaining"])
    row.stage = stage
    row.state = State.LIVE
    for key in stage.kinds:
        kinds.kind_named(key).prepare(row, stage)


def extend(*, gathering: Gathering, by: Actor, seconds: int = 120) -> None:
    """Gives the step more time (or less, below zero), paused or not."""
    rules.require_lead(by)
    if not -3600 <= seconds <= 3600:
        raise Refusal(_("Auf einmal höchstens eine Stunde mehr oder weniger."), status=400)
    with step(gathering, "clock.extended", by) as live:
        stage = _running(live.gathering)
        now = timezone.now()
        if stage.remaining is not None:
            stage.remaining += seconds
        else:
            # What is over time starts from now: two minutes more are two minutes more.
            start = max(stage.ends_at or now, now) if seconds > 0 else (stage.ends_at or now)
            stage.ends_at = start + timedelta(seconds=seconds)
        stage.save(update_fields=["ends_at", "remaining"])
        live.note(seconds=seconds)


def pause(*, gathering: Gathering, by: Actor) -> None:
    """Stops the clock; what remains is kept to the second."""
    rules.require_lead(by)
    with step(gathering, "clock.paused", by) as live:
        stage = _running(live.gathering)
        if stage.remaining is not None:
            live.nothing()
            return
        stage.remaining, stage.ends_at, stage.state = stage.left(), None, State.PAUSED
        stage.save(update_fields=["remaining", "ends_at", "state"])
        live.gathering.state = State.PAUSED


def resume(*, gathering: Gathering, by: Actor) -> None:
    rules.require_lead(by)
    with step(gathering, "clock.resumed", by) as live:
        stage = _running(live.gathering)
        if stage.remaining is None:
            live.nothing()
            return
        stage.ends_at = timezone.now() + timedelta(seconds=stage.remaining)
        stage.remaining, stage.state = None, State.LIVE
        stage.save(update_fields=["remaining", "ends_at", "state"])
        live.gathering.state = State.LIVE


def _running(row: Gathering) -> Stage:
    rules.require_open(row)
    stage = Stage.objects.filter(pk=row.stage_id or 0).first()
    if stage is None:
        raise Refusal(_("Es läuft gerade kein Schritt."), status=409)
    return stage


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
        _end(row)
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
        _begin(row, last)


# --- coming and going ---------------------------------------------------------------------------------------------


def join(
    *, gathering: Gathering, name: str, channel: str, person: Any = None, roles: Iterable[str] = ()
) -> tuple[Seat, str]:
    """Gives somebody a seat, and the token that proves it. No account, no e-mail; without a name one is drawn.

    Refuses when the gathering is over or full, and names that moderation would not let stand.
    """
    name = pseudonyms.require_fitting(name) if name.strip() else pseudonyms.draw()
    if channel not in (Channel.ONLINE, Channel.ROOM, Channel.PHONE, Channel.PAPER):
        channel = Channel.ONLINE
    token = secrets.token_urlsafe(24)
    with step(gathering, "seat.taken", Actor(person=person)) as live:
        row = live.gathering
        if row.state == State.DONE:
            rules.require_open(row)
        if row.seats.filter(left_at=None).count() >= rules.MOST_SEATS:
            raise Refusal(
                _("Es sind schon sehr viele da; mehr Plätze hat dieses Treffen nicht. Sie können mitlesen."),
                status=409,
            )
        seat = Seat.objects.create(
            gathering=row,
            person=person if person is not None and getattr(person, "is_authenticated", False) else None,
            name=_free_name(row, name),
            channel=channel,
            roles=list(roles),
            token_hash=queries.hash_of(token),
        )
        _arrive(row, seat)
        live.note(channel=channel)
    return seat, token


def _free_name(row: Gathering, name: str) -> str:
    """Two people may be called the same; on the list they must be told apart."""
    taken = set(row.seats.filter(name__startswith=name[: NAME_LENGTH - 4]).values_list("name", flat=True))
    if name not in taken:
        return name
    number = 2
    while f"{name[: NAME_LENGTH - 4]} {number}" in taken:
        number += 1
    return f"{name[: NAME_LENGTH - 4]} {number}"


def _arrive(row: Gathering, seat: Seat) -> None:
    if row.stage is not None:
        for key in row.stage.kinds:
            kinds.kind_named(key).arrive(row, row.stage, seat)


def _depart(row: Gathering, seat: Seat) -> None:
    if row.stage is not None:
        for key in row.stage.kinds:
            kinds.kind_named(key).depart(row, row.stage, seat)


def come_back(*, seat: Seat) -> None:
    """Somebody who left, or whose page was closed, is there again, on the same seat."""
    if seat.left_at is None:
        Seat.objects.filter(pk=seat.pk, seen_at__lt=timezone.now() - timedelta(seconds=30)).update(
            seen_at=timezone.now()
        )
        return
    with step(seat.gathering, "seat.returned", Actor(seat=seat)) as live:
        Seat.objects.filter(pk=seat.pk).update(left_at=None, seen_at=timezone.now())
        seat.left_at = None
        _arrive(live.gathering, seat)


def leave(*, seat: Seat, by: Actor) -> None:
    """Frees the place; what was said stays. A host who leaves hands over to the deputy."""
    if by.seat is None or by.seat.pk != seat.pk:
        rules.require_lead(by)
    with step(seat.gathering, "seat.left", by) as live:
        if not Seat.objects.filter(pk=seat.pk, left_at=None).update(left_at=timezone.now(), help_at=None):
            live.nothing()
            return
        _depart(live.gathering, seat)


def seat_in_the_room(*, gathering: Gathering, names: Iterable[str], by: Actor) -> int:
    """Gives seats to people in the room who have no phone with them, so that tables and counts include them."""
    rules.require_lead(by)
    wanted = [" ".join(name.split())[:NAME_LENGTH] for name in names if name.strip()][:300]
    if not wanted:
        raise Refusal(
            _("Bitte geben Sie mindestens einen Namen an, einen in jeder Zeile."), status=400, field="names"
        )
    with step(gathering, "seat.entered", by) as live:
        for name in wanted:
            seat = Seat.objects.create(
                gathering=live.gathering, name=_free_name(live.gathering, name), channel=Channel.ROOM
            )
            _arrive(live.gathering, seat)
        live.note(number=len(wanted))
    return len(wanted)


def call_help(*, seat: Seat, text: str = "") -> None:
    """Tells the console that somebody needs help; pressed again it stays one call."""
    with step(seat.gathering, "help.called", Actor(seat=seat)) as live:
        if not Seat.objects.filter(pk=seat.pk, help_at=None).update(
            help_at=timezone.now(), help_text=text.strip()[:200]
        ):
            live.nothing()


def end_help(*, seat: Seat, by: Actor) -> None:
    if by.seat is None or by.seat.pk != seat.pk:
        rules.require_lead(by)
    with step(seat.gathering, "help.given", by) as live:
        if not Seat.objects.filter(pk=seat.pk).exclude(help_at=None).update(help_at=None, help_text=""):
            live.nothing()


def set_roles(*, seat: Seat, roles: Iterable[str], by: Actor) -> None:
    """Who moderates with, hosts, keeps notes, sits on the podium."""
    rules.require_lead(by)
    wanted = [role for role in SeatRole.values if role in set(roles)]
    with step(seat.gathering, "seat.roles", by) as live:
        Seat.objects.filter(pk=seat.pk).update(roles=wanted)
        live.note(seat=seat.pk, roles=wanted)
    seat.roles = wanted


def rename(*, seat: Seat, name: str, by: Actor) -> None:
    if by.seat is None or by.seat.pk != seat.pk:
        rules.require_lead(by)
    name = pseudonyms.require_fitting(name)
    with step(seat.gathering, "seat.renamed", by):
        seat.name = _free_name(seat.gathering, name)
        Seat.objects.filter(pk=seat.pk).update(name=seat.name)


# --- the run sheet ------------------------------------------------------------------------------------------------


def change_stage(*, stage: Stage, draft: runsheet.StageDraft, by: Actor) -> None:
    """Changes a step of the run sheet, also the one that runs (its clock goes on)."""
    rules.require_lead(by)
    with step(stage.gathering, "sheet.changed", by, stage=stage):
        stage.title, stage.question, stage.text = draft.title, draft.question, draft.text
        stage.minutes, stage.config = draft.minutes, dict(draft.config)
        stage.save(update_fields=["title", "question", "text", "minutes", "config"])


def add_stage(*, gathering: Gathering, draft: runsheet.StageDraft, after: int | None, by: Actor) -> Stage:
    """Puts a step into the run sheet, behind another or at the end."""
    rules.require_lead(by)
    with step(gathering, "sheet.added", by) as live:
        stages = list(live.gathering.stages.order_by("position", "pk"))
        if len(stages) >= runsheet.MOST_STAGES:
            raise Refusal(
                _("Mehr als %(most)d Schritte hat ein Ablauf nicht.") % {"most": runsheet.MOST_STAGES},
                status=409,
            )
        place = next((place for place, row in enumerate(stages, 1) if row.pk == after), len(stages))
        new = _stage_from(live.gathering, draft, place + 1)
        _number([*stages[:place], new, *stages[place:]])
        return new


def move_stage(*, stage: Stage, way: int, by: Actor) -> None:
    rules.require_lead(by)
    with step(stage.gathering, "sheet.moved", by) as live:
        stages = list(live.gathering.stages.order_by("position", "pk"))
        place = next(place for place, row in enumerate(stages) if row.pk == stage.pk)
        wanted = place + (1 if way > 0 else -1)
        if not 0 <= wanted < len(stages):
            live.nothing()
            return
        stages[place], stages[wanted] = stages[wanted], stages[place]
        _number(stages)


def remove_stage(*, stage: Stage, by: Actor) -> None:
    """Takes a step out of the run sheet. One in which something was said stays."""
    rules.require_lead(by)
    with step(stage.gathering, "sheet.removed", by) as live:
        if live.gathering.stage_id == stage.pk:
            raise Refusal(_("Dieser Schritt läuft gerade. Gehen Sie zuerst weiter."), status=409)
        if stage.items.exists() or stage.turns.exists() or stage.placements.exists():
            raise Refusal(
                _("In diesem Schritt wurde schon etwas gesagt. Er bleibt, damit nichts verloren geht."),
                status=409,
            )
        stage.delete()
        _number(list(live.gathering.stages.order_by("position", "pk")))


def _number(stages: list[Stage]) -> None:
    for position, stage in enumerate(stages, 1):
        if stage.position != position:
            Stage.objects.filter(pk=stage.pk).update(position=position)


@transaction.atomic
def save_script(*, gathering: Gathering, name: str, by: Any) -> Script:
    """Keeps the run sheet as the city's own format, to start others from it. The same name again replaces it."""
    if not rules.is_staff_lead(by):
        raise Refusal(_("Eigene Formate speichern Beschäftigte."))
    name = name.strip()[:80]
    slug = slugify(name)[:60]
    if not slug:
        raise Refusal(_("Bitte geben Sie dem Format einen Namen."), status=400, field="name")
    base = runsheet.script_named(gathering.script)
    body = runsheet.as_body(
        name, base.summary, gathering.stages.order_by("position", "pk"), space=base.space, size=base.size
    )
    runsheet.parse(body)
    row, made = Script.objects.get_or_create(
        slug=slug, defaults={"name": name, "based_on": gathering.script, "body": body, "by": by}
    )
    if not made:
        row.name, row.body, row.by = name, body, by
        row.version += 1
        row.save()
    return row


# --- spaces -------------------------------------------------------------------------------------------------------


def set_spaces(*, gathering: Gathering, kind: str, number: int, by: Actor) -> None:
    """So many tables (rooms, stalls) from now on: new ones are added, the last ones closed."""
    rules.require_lead(by)
    if not 1 <= number <= 400:
        raise Refusal(_("Bitte geben Sie eine Zahl von 1 bis 400 an."), status=400, field="number")
    words = {SpaceKind.TABLE: _("Tisch"), SpaceKind.ROOM: _("Raum"), SpaceKind.STALL: _("Stand")}
    with step(gathering, "spaces.set", by) as live:
        rows = list(live.gathering.spaces.filter(kind=kind).order_by("position", "pk"))
        now = timezone.now()
        for place, row in enumerate(rows):
            closed = None if place < number else row.closed_at or now
            if row.closed_at != closed:
                Space.objects.filter(pk=row.pk).update(closed_at=closed)
        for position in range(len(rows) + 1, number + 1):
            Space.objects.create(
                gathering=live.gathering,
                kind=kind,
                name=f"{words.get(SpaceKind(kind), _('Ort'))} {position}",
                colour=(position - 1) % 12 + 1,
                position=position,
            )
        live.note(kind=kind, number=number)


def change_space(
    *,
    space: Space,
    name: str,
    question: str,
    capacity: int,
    equipment: Iterable[str],
    online: bool,
    by: Actor,
) -> None:
    rules.require_lead(by)
    if not name.strip():
        raise Refusal(_("Bitte geben Sie dem Ort einen Namen."), status=400, field="name")
    with step(space.gathering, "spaces.changed", by):
        space.name, space.question, space.capacity = (
            name.strip()[:80],
            question.strip()[:300],
            max(0, min(capacity, 5000)),
        )
        space.equipment, space.online = [word.strip()[:40] for word in equipment if word.strip()][:10], online
        space.save(update_fields=["name", "question", "capacity", "equipment", "online"])


# --- the end ------------------------------------------------------------------------------------------------------


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
