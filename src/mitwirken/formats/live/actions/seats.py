# SPDX-License-Identifier: EUPL-1.2
"""People come and go, call for help, and get tasks."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.people import pseudonyms
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from .. import kinds, queries, rules
from ..commands import step
from ..models import Gathering, Seat, SeatRole, State
from ..rules import Actor

NAME_LENGTH = 40


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
