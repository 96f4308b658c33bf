# SPDX-License-Identifier: EUPL-1.2
"""Who is in the pool: signing up, a list that is handed in, closing it for good."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels import sortition

from .. import groups, queries, rules
from ..models import Draw, LetterKind, PoolList, Standing, State, Ticket
from .drawing import answer
from .letters import write_to
from .setup import locked


@dataclass(frozen=True)
class Entry:
    """What is asked of somebody who wants to be in the pool: the groups of the quotas; name and contact where staff type it in."""

    groups: Mapping[str, str]
    name: str = ""
    contact: str = ""


@transaction.atomic
def enter_pool(
    *,
    draw: Draw,
    entry: Entry,
    person: Any = None,
    channel: str = Channel.ONLINE,
    entered_by: Any = None,
) -> Ticket:
    """Somebody comes into the pool: signed in, with a confirmed address, or typed in by staff.

    Causes a mail with the address of the own page. Whoever is in it already gets the same ticket again, with the groups as
    said last. Nothing of whom is written to any log. Refuses outside the days, and groups that are none.
    """
    rules.require_origin(person=person, channel=channel, entered_by=entered_by)
    rules.require_may_take_part(person)
    row = locked(draw)
    rules.require_open(row, by_staff=entered_by is not None)
    rules.require_groups(row, entry.groups)
    chosen = {feature: entry.groups[feature] for feature in row.groups()}
    if person is not None and (there := queries.own(person, row)):
        there.groups = chosen
        there.save(update_fields=["groups"])
        return there
    ticket = Ticket.objects.create(
        draw=row,
        groups=chosen,
        person=person,
        name=" ".join(entry.name.split())[:120],
        contact=" ".join(entry.contact.split())[:300],
        channel=channel,
        entered_by=entered_by,
    )
    write_to([ticket], LetterKind.IN)
    record("lots.entered", row, channel=channel, public=False)
    return ticket


@transaction.atomic
def leave_pool(*, ticket: Ticket, key: str = "", by: Any = None) -> None:
    """Somebody does not want to be drawn any more: the ticket is deleted, or, where the list is closed, it is a no.

    Twice is once. Refuses everybody who has neither the key nor the right.
    """
    rules.require_own(ticket, key, by)
    row = locked(ticket.draw)
    if row.state == State.OPEN:
        Ticket.objects.filter(pk=ticket.pk).delete()
        record("lots.left", row, public=False)
        return
    if row.state == State.CLOSED:
        _part(Ticket.objects.filter(pk=ticket.pk))
        return
    answer(ticket=ticket, accepts=False, key=key, by=by)


def _part(rows: QuerySet[Ticket]) -> None:
    """The closed list keeps its numbers, as its checksum is known; who stands behind one is forgotten."""
    rows.update(person=None, name="", contact="")


@transaction.atomic
def import_list(*, draw: Draw, text: str, by: Any) -> int:
    """A list with numbers takes the place of the one before. Only what the quotas ask for is kept. Returns how many.

    Causes: a line in the logbook. Refuses a list that cannot be read, with the number of the bad line, and once it is closed.
    """
    rules.require(by, "enter")
    row = locked(draw)
    rules.require_list_open(row)
    found = groups.read_list(text, row.groups())
    row.tickets.all().delete()
    Ticket.objects.bulk_create(
        [
            Ticket(draw=row, number=each.number, groups=each.groups, household=each.household)
            for each in found
        ],
        batch_size=1000,
    )
    record("lots.list_imported", row, actor=by, public=False, data={"number": len(found)})
    return len(found)


@transaction.atomic
def close_pool(*, draw: Draw, by: Any) -> Draw:
    """The list is written down for good and published with its checksum, before anybody can know the seed.

    Whoever signed up gets a number by lot. Causes: the public list, a line in the logbook. Refuses before the announced moment,
    once the seed could be known, and quotas that nobody could fulfil with these people: better now than afterwards.
    """
    rules.require(by, "draw")
    row = locked(draw)
    rules.require_closable(row)
    tickets = list(row.tickets.order_by("pk"))
    if row.by_sign_up:
        numbers = list(range(1, len(tickets) + 1))
        secrets.SystemRandom().shuffle(numbers)
        for ticket, number in zip(tickets, numbers, strict=True):
            ticket.number = str(number)
        Ticket.objects.bulk_update(tickets, ["number"], batch_size=1000)
    try:
        # Whether somebody can be drawn at all does not hang on the seed.
        sortition.draw(
            {ticket.number: ticket.groups for ticket in tickets},
            row.seats,
            row.wanted(),
            "",
            together={ticket.number: ticket.household for ticket in tickets if ticket.household},
        )
    except sortition.NoDraw as wrong:
        raise Refusal(groups.in_the_way(wrong.why), status=409) from None
    text = groups.as_text(
        (groups.Row(ticket.number, ticket.groups, ticket.household) for ticket in tickets), row.groups()
    )
    PoolList.objects.create(draw=row, text=text)
    row.state, row.closed_at = State.CLOSED, timezone.now()
    row.size, row.digest = len(tickets), groups.digest_of(text)
    row.save()
    record("lots.closed", row, actor=by, data={"size": row.size, "digest": row.digest})
    return row


def erase_tickets(rows: QuerySet[Ticket]) -> None:
    """Somebody's account goes: out of open pools altogether, out of closed ones with all but the number, and a seat is passed on."""
    for ticket in rows.select_related("draw"):
        if ticket.draw.state == State.OPEN:
            ticket.delete()
            continue
        if ticket.standing in {Standing.ASKED, Standing.ACCEPTED, Standing.SUBSTITUTE}:
            answer(ticket=ticket, accepts=False, key=ticket.key)
        ticket.letters.all().delete()
        _part(Ticket.objects.filter(pk=ticket.pk))
