# SPDX-License-Identifier: EUPL-1.2
"""A statement's way: added by somebody, looked at, accepted, refused or merged; hidden by the moderation."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import still_there
from mitwirken.ground.moderation.actions import hold_if_odd
from mitwirken.ground.moderation.rules import require_may_write
from mitwirken.ground.search.actions import refresh

from .. import queries, rules
from ..models import Adding, Conversation, State, Statement
from .setup import held, next_number


@transaction.atomic
def suggest_statement(
    *, conversation: Conversation, text: str, by: Any, channel: str = Channel.ONLINE
) -> Statement:
    """`by` adds a statement while the conversation is open. Before it is voted on staff look at it, where it is set up so.

    Causes: search and pages; its author is told what becomes of it. What looks like advertising waits for the moderation. Refuses a
    closed conversation, one for which only staff write, too many of one person, an empty, short or long text, one that is there
    word for word, people without an account in good standing.
    """
    rules.require_standing(by)
    require_may_write(by)
    rules.require_open(conversation)
    row = held(conversation)
    rules.require_adding(row, row.statements.filter(author=by).count())
    made = _made(row, text, author=by, channel=channel, accepted=row.adding == Adding.AFTER)
    if made.state == State.WAITING:
        record("opinions.suggested", made, actor=by, channel=channel, public=False)
        return made
    own, others = queries.written_lately(by, besides=made.pk)
    waits = hold_if_odd(
        subject=made, text=made.text, author=by, verb="opinions.added", own=own, others=others
    )
    if waits is None:
        record("opinions.added", made, actor=by, channel=channel)
        refresh(row)
    else:
        made.hidden_at = waits.created_at
    return made


@transaction.atomic
def enter_statement(*, conversation: Conversation, text: str, by: Any, channel: str) -> Statement:
    """Staff type in what somebody said on paper, by phone or in the room. It has no author and is voted on at once.

    Refuses people without the right, online as a channel, before the phase and long after it, and texts as `suggest_statement`.
    """
    rules.require_entry(by, conversation, channel)
    row = held(conversation)
    made = _made(row, text, author=None, channel=channel, accepted=True, decided_by=by)
    record("opinions.added", made, actor=by, channel=channel)
    refresh(row)
    return made


def _made(
    row: Conversation, text: str, *, author: Any, channel: str, accepted: bool, decided_by: Any = None
) -> Statement:
    """The statement with the next number. Needs the lock."""
    text = rules.clean_text(text)
    rules.require_new(row, text)
    rules.require_room(row)
    now = timezone.now()
    return Statement.objects.create(
        conversation=row,
        number=next_number(row),
        text=text,
        author=author,
        channel=channel,
        state=State.ACCEPTED if accepted else State.WAITING,
        decided_by=decided_by,
        decided_at=now if accepted else None,
        created_at=now,
    )


def _locked(statement: Statement) -> Statement:
    """The statement as it stands now, under the conversation's lock."""
    row = held(statement.conversation)
    found = still_there(Statement.objects.select_for_update().filter(pk=statement.pk).first())
    found.conversation = row
    return found


def _decided(row: Statement, state: str, by: Any) -> None:
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at", "reason", "merged_into", "hidden_at"])


@transaction.atomic
def accept_statement(*, statement: Statement, by: Any) -> Statement:
    """Staff let a statement be voted on. Its author is told. Refuses people without the right and what is decided already."""
    rules.require(by, "decide")
    row = _locked(statement)
    rules.require_waiting(row)
    _decided(row, State.ACCEPTED, by)
    record("opinions.accepted", row, actor=by, data={"number": row.number})
    refresh(row.conversation)
    return row


@transaction.atomic
def refuse_statement(*, statement: Statement, reason: str, by: Any) -> Statement:
    """Staff do not let a statement be voted on, and say why: its author reads it. Refuses without a reason, and what is decided
    already.
    """
    rules.require(by, "decide")
    reason = rules.require_reason(reason)
    row = _locked(statement)
    rules.require_waiting(row)
    row.reason = reason
    _decided(row, State.REFUSED, by)
    record("opinions.refused", row, actor=by, public=False, data={"number": row.number})
    return row


@transaction.atomic
def merge_statement(*, statement: Statement, into: Statement, by: Any) -> Statement:
    """A statement says the same as another: only that one is voted on. The author is told which.

    Of one that was voted on already the votes stay where they are and count no more: nobody's answer is carried to other words.
    Refuses people without the right, another conversation, and what is refused, merged or hidden.
    """
    rules.require(by, "decide")
    row = _locked(statement)
    if not row.is_voted_on:
        rules.require_waiting(row)
    into = still_there(Statement.objects.filter(pk=into.pk).first())
    rules.require_target(row, into)
    row.merged_into = into
    _decided(row, State.MERGED, by)
    row.merged.update(merged_into=into)
    record("opinions.merged", row, actor=by, public=False, data={"number": row.number, "into": into.number})
    refresh(row.conversation)
    return row


@transaction.atomic
def change_statement(*, statement: Statement, text: str, by: Any, personal: bool | None = None) -> Statement:
    """Staff word a statement of theirs anew as long as nobody has answered to it. Refuses afterwards, and other people's words."""
    rules.require(by, "set_up")
    row = _locked(statement)
    rules.require_seed(row)
    text = rules.clean_text(text)
    if text != row.text:
        rules.require_unvoted(row)
        rules.require_new(row.conversation, text, but=row.pk)
    row.text = text
    if personal is not None:
        row.personal = personal
    row.decided_at = timezone.now() if row.state == State.ACCEPTED else row.decided_at
    row.save(update_fields=["text", "personal", "decided_at"])
    record("opinions.statement_changed", row, actor=by, public=False)
    return row


@transaction.atomic
def remove_statement(*, statement: Statement, by: Any) -> None:
    """Staff take a statement of theirs away that nobody has answered to. Refuses otherwise; then it can be hidden."""
    rules.require(by, "set_up")
    row = _locked(statement)
    rules.require_seed(row)
    rules.require_unvoted(row)
    conversation = row.conversation
    row.delete()
    record("opinions.changed", conversation, actor=by, public=False)


def hide_statement(statement: Statement, hidden: bool = True, **_why: Any) -> None:
    """Moderation takes a statement out of sight or brings it back; its votes are out of the map meanwhile. Twice is once.

    Causes: the log (not public), search and pages. Who may and why is moderation's to ask and to keep.
    """
    with transaction.atomic():
        row = _locked(statement)
        if (row.hidden_at is not None) == hidden:
            return
        row.hidden_at = timezone.now() if hidden else None
        row.decided_at = timezone.now()
        row.save(update_fields=["hidden_at", "decided_at"])
        record("opinions.hidden" if hidden else "opinions.shown", row, public=False)
        refresh(row.conversation)
