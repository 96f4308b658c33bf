# SPDX-License-Identifier: EUPL-1.2
"""Answers to statements, by click or by sheet, and the end of what ties them to persons.

A click is two or three statements of SQL and is not written to the activity log: who answered what is nobody's news. The map
takes it up when it is drawn next.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.privacy.actions import note_erased

from .. import queries, rules
from ..models import IN_ROOM, Conversation, Participant, Statement, Vote
from ..privacy import PARTED_AFTER


def cast_vote(
    *,
    conversation: Conversation,
    statement: Statement,
    person: Any,
    value: int | None,
    channel: str = Channel.ONLINE,
) -> None:
    """`person` answers to a statement, changes the answer, or takes it back (`value=None`).

    Doing it twice is doing it once; of two devices the later one counts. Refuses outside the days of the phase, people without an
    account in good standing, an answer that there is not, and a statement that is not voted on (any more).
    """
    rules.require_answer(value)
    rules.require_standing(person)
    rules.require_open(conversation)
    rules.require_voted_on(conversation, statement)
    with transaction.atomic():
        if value is None:
            Vote.objects.filter(
                participant__conversation=conversation, participant__person=person, statement=statement
            ).delete()
            return
        who, _fresh = Participant.objects.get_or_create(conversation=conversation, person=person)
        _write(who, {statement.pk: value}, channel)


def answer_in_room(
    *, conversation: Conversation, statement: Statement, value: int, person: Any, place: str
) -> None:
    """Somebody in a gathering answers by phone. Who has an account answers as themselves, as at home; everybody else as `place`, a
    number that counts once.

    Twice is once, the later answer counts. Refuses outside the days of the phase, an answer that there is not, a statement that is not
    voted on (any more), and people whose account may not take part.
    """
    if person is not None and not person.confirmed_only:
        cast_vote(
            conversation=conversation, statement=statement, person=person, value=value, channel=Channel.ROOM
        )
        return
    rules.require_answer(value)
    rules.require_open(conversation)
    rules.require_voted_on(conversation, statement)
    with transaction.atomic():
        who, _fresh = Participant.objects.get_or_create(
            conversation=conversation, sheet=rules.sheet_code(f"{IN_ROOM}{place}")
        )
        _write(who, {statement.pk: value}, Channel.ROOM)


def _write(who: Participant, values: Mapping[int, int], channel: str) -> None:
    """One vote for each statement: the unique key decides between two at once, and the later one stands."""
    now = timezone.now()
    Vote.objects.bulk_create(
        [
            Vote(participant=who, statement_id=pk, value=value, channel=channel, at=now)
            for pk, value in sorted(values.items())
        ],
        update_conflicts=True,
        unique_fields=["participant", "statement"],
        update_fields=["value", "channel", "at"],
    )


@transaction.atomic
def enter_sheet(
    *,
    conversation: Conversation,
    sheet: str,
    values: Mapping[int, int],
    channel: str,
    by: Any,
    correct: bool = False,
) -> Mapping[int, int]:
    """Staff (`by`) type in a sheet that came on paper, by phone or in the room: answers by the statement's id, all at once.

    The sheet's number counts once; the same sheet with the same answers again changes nothing, with others it is refused unless it is
    meant as a correction (`correct=True`), which replaces the sheet as a whole (with no answers: strikes it). Returns what stands
    now. Causes: a line in the activity log that the public does not see. Refuses online as a channel, people without the
    role, statements of other conversations, and entries more than `rules.LATE_ENTRY` after the end.
    """
    rules.require_entry(by, conversation, channel)
    code = rules.sheet_code(sheet)
    for value in values.values():
        rules.require_answer(value)
    rules.require_rows(conversation, values)
    if not values and not correct:
        raise Refusal(
            _("Auf diesem Bogen ist noch nichts angekreuzt. Tragen Sie mindestens eine Zeile ein."),
            status=422,
        )
    who, _fresh = Participant.objects.get_or_create(conversation=conversation, sheet=code)
    still_there(Participant.objects.select_for_update().filter(pk=who.pk).first())
    before = queries.given(who)
    if before == dict(values):
        return values
    if before and not correct:
        raise Refusal(
            _(
                "Der Bogen %(sheet)s ist schon erfasst, aber mit anderen Angaben. Prüfen Sie die Nummer. Soll diese "
                "Eingabe die frühere ersetzen, wählen Sie „Berichtigung“."
            )
            % {"sheet": code},
            status=409,
            field="sheet",
        )
    who.votes.exclude(statement__in=list(values)).delete()
    _write(who, values, channel)
    if not values:
        who.delete()
    record(
        "opinions.sheet_corrected" if before else "opinions.sheet_entered",
        conversation,
        actor=by,
        channel=channel,
        public=False,
        data={"sheet": code, "answers": len(values)},
    )
    return values


@every(daily_at="03:45")
def part_participants() -> int:
    """Cuts the tie between persons, places in gatherings and their answers some weeks after the end: they go on counting, but nobody
    can tell any more who gave them. Returns how many. Refuses nothing; running it twice is running it once.
    """
    parted = queries.to_part(timezone.now(), PARTED_AFTER).update(person=None, sheet=None)
    note_erased({"opinions.Participant": parted})
    return parted
