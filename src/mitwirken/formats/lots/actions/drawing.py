# SPDX-License-Identifier: EUPL-1.2
"""The draw itself with four eyes, and what the people drawn answer."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.kernels import sortition

from .. import groups, queries, rules
from ..models import Draw, LetterKind, Standing, State, Ticket
from .letters import write_to
from .setup import locked


def _spelled(seed: str) -> str:
    clean = " ".join(seed.split())
    if not clean or len(clean) > 200:
        raise Refusal(_("Geben Sie den Zufallswert ein, höchstens 200 Zeichen."), status=422, field="seed")
    return clean


@transaction.atomic
def note_seed(*, draw: Draw, seed: str, by: Any) -> Draw:
    """The first of two types in the seed, after the event that was announced. Nobody is drawn yet.

    Causes: a line in the logbook. Refuses before the event, and a second first.
    """
    rules.require(by, "draw")
    row = locked(draw)
    rules.require_drawable(row)
    if row.seed:
        raise Refusal(
            _("Der Zufallswert ist schon eingegeben. Jetzt lost eine zweite Person aus."), status=409
        )
    row.seed, row.seed_by = _spelled(seed), by
    row.save()
    record("lots.seed_noted", row, actor=by, public=False)
    return row


@transaction.atomic
def drop_seed(*, draw: Draw, by: Any) -> Draw:
    """What the first typed in was wrong: it goes, and the logbook says that it did. Refuses once people are drawn."""
    rules.require(by, "draw")
    row = locked(draw)
    rules.require_drawable(row)
    row.seed, row.seed_by = "", None
    row.save()
    record("lots.seed_dropped", row, actor=by, public=False)
    return row


@transaction.atomic
def draw_people(*, draw: Draw, seed: str, by: Any) -> Draw:
    """The second of two types in the seed; where both say the same, the rule draws, once and in public.

    It draws from the published list, not from the tickets, so that what everybody can check is what happened. Causes: mails to
    all who signed up, news to those who follow the process, a line in the logbook, the day on which the data go. Refuses the
    person who typed in the seed first, another seed, a second draw, and a list that is not the published one any more.
    """
    rules.require(by, "draw")
    row = locked(draw)
    rules.require_drawable(row)
    rules.require_second(row, _spelled(seed), by)
    text = queries.listed(row)
    if groups.digest_of(text) != row.digest:
        raise Refusal(
            _(
                "Die Liste passt nicht mehr zu ihrer veröffentlichten Prüfsumme. So darf nicht ausgelost werden."
            ),
            status=409,
        )
    drawn = _drawn(row, text)
    now = timezone.now()
    row.result = {
        "chosen": list(drawn.chosen),
        "substitutes": list(drawn.substitutes),
        "counts": [[feature, value, n] for (feature, value), n in drawn.counts.items()],
        "lots": drawn.lots,
        "households": text.partition("\n")[0].endswith(f",{groups.HOUSEHOLD}"),
    }
    row.state, row.drawn_at, row.erase_at = State.DRAWN, now, now + timedelta(weeks=row.keep_weeks)
    row.save()
    _give_standings(row, drawn, now)
    record(
        "lots.drawn",
        row,
        actor=by,
        data={"drawn": len(drawn.chosen), "substitutes": len(drawn.substitutes), "digest": row.digest},
    )
    return row


def _drawn(draw: Draw, text: str) -> sortition.Draw:
    rows = list(csv.DictReader(io.StringIO(text)))
    people = {row[groups.NUMBER]: {feature: row[feature] for feature in draw.groups()} for row in rows}
    homes = {row[groups.NUMBER]: home for row in rows if (home := row.get(groups.HOUSEHOLD))}
    try:
        return sortition.draw(
            people, draw.seats, draw.wanted(), draw.seed, substitutes=draw.substitutes, together=homes
        )
    except sortition.NoDraw as wrong:
        raise Refusal(groups.in_the_way(wrong.why), status=409) from None


def _give_standings(draw: Draw, drawn: sortition.Draw, now: Any) -> None:
    place = {number: at for at, number in enumerate((*drawn.chosen, *drawn.substitutes), 1)}
    rows = list(draw.tickets.all())
    met = [ticket for ticket in rows if ticket.number in place]
    seats = len(drawn.chosen)
    for ticket in sorted(met, key=lambda each: place[each.number]):
        ticket.place = place[ticket.number]
        if draw.by_sign_up and ticket.nobody:  # left after the list was closed; the next one is asked at once
            ticket.standing = Standing.DECLINED
            seats += ticket.place <= seats
        elif ticket.place <= seats:
            ticket.standing, ticket.asked_at = Standing.ASKED, now
        else:
            ticket.standing = Standing.SUBSTITUTE
    Ticket.objects.bulk_update(met, ["place", "standing", "asked_at"], batch_size=500)
    for standing, kind in (
        (Standing.ASKED, LetterKind.ASKED),
        (Standing.SUBSTITUTE, LetterKind.SUBSTITUTE),
        (Standing.POOL, LetterKind.NOT_DRAWN),
    ):
        write_to([ticket for ticket in rows if ticket.standing == standing], kind)


@transaction.atomic
def answer(*, ticket: Ticket, accepts: bool, key: str = "", by: Any = None) -> Ticket:
    """Somebody who was drawn says yes or no, on the own page or to staff. After a no the first substitute is asked.

    Causes: a mail to whoever moves up. Twice the same is once. Refuses whoever has neither the key nor the right, whoever was
    not drawn, and a yes after a no.
    """
    rules.require_own(ticket, key, by)
    draw = locked(ticket.draw)
    row = still_there(Ticket.objects.select_for_update().filter(pk=ticket.pk).first())
    row.draw = draw
    rules.require_answerable(row, accepts)
    before, now = row.standing, timezone.now()
    after = Standing.ACCEPTED if accepts else Standing.DECLINED
    if before == after:
        return row
    row.standing, row.answered_at = after, now
    row.save(update_fields=["standing", "answered_at"])
    if not accepts and before != Standing.SUBSTITUTE:
        _move_up(draw, now)
    record("lots.answered", draw, actor=by, public=False, data={"accepts": accepts})
    return row


def _move_up(draw: Draw, now: Any) -> None:
    """The first of the substitutes gets the seat. The caller holds the draw's lock."""
    found = queries.next_substitute(draw)
    if found is None:
        return
    found.standing, found.asked_at = Standing.ASKED, now
    found.save(update_fields=["standing", "asked_at"])
    write_to([found], LetterKind.ASKED)
    record("lots.moved_up", draw, public=False)


def note_letters(*, draw: Draw, number: int, by: Any) -> None:
    """Letters were printed. Causes: a line in the logbook. Refuses people without the right."""
    rules.require(by, "invite")
    record("lots.letters_printed", draw, actor=by, public=False, data={"number": number})
