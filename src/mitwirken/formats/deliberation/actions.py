# SPDX-License-Identifier: EUPL-1.2
"""Deeds of deliberation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from mitwirken.ground import pages
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import still_there
from mitwirken.ground.deeds.subjects import kind_named, kind_of
from mitwirken.ground.deeds.versions import require_version
from mitwirken.ground.desk.rules import require_no_freeze
from mitwirken.ground.moderation.actions import hold_if_odd
from mitwirken.ground.moderation.rules import require_may_write

from . import queries, rules
from .models import Argument, ArgumentVersion, Helpful, Kind


def phase_of(subject: Any) -> Any:
    """The phase that decides what is open for `subject` now. Refuses what is gone meanwhile."""
    subject = still_there(subject)
    known = kind_named(kind_of(subject))
    return known.phase_of(subject) if known.phase_of else None


def add_argument(
    *,
    subject: Any,
    kind: str,
    text: str,
    by: Any,
    parent: Argument | None = None,
    channel: str = Channel.ONLINE,
    as_office: Any = None,
    author_label: str = "",
) -> Argument:
    """`by` says something for, against or about `subject`, or replies to `parent` (`kind` is then a reply, always).

    With another channel than online, `by` is staff typing in what somebody said on the phone, on paper or in
    the room: it has no author, only a label. With `as_office` the city answers, signed by that office. Causes:
    log, search, notice to followers; the author of `parent` is told. What looks like advertising waits for the
    moderation first. Refuses when the phase is not open for
    comments (staff type in for a week longer; the city may answer at any time), a reply to a reply, an empty or
    too long text, restricted people, an office that `by` does not speak for, and the city's answers before an election.
    """
    rules.require_standing(by)
    rules.require_channel(channel)
    entered = channel != Channel.ONLINE
    if as_office is not None:
        rules.require_voice(by, as_office, parent)
        require_no_freeze()
    elif entered:
        rules.require_entry(by)
        rules.require_open(phase_of(subject), late=rules.LATE_ENTRY)
    else:
        require_may_write(by)
        rules.require_open(phase_of(subject))
    if parent is None:
        rules.require_kind(kind)
    text = rules.clean_text(text)
    subject_kind = kind_of(subject)
    with transaction.atomic():
        if parent is not None:
            # Locked, so that it is not withdrawn or hidden between the look and the reply.
            parent = still_there(
                Argument.objects.select_for_update(of=("self",)).filter(pk=parent.pk).first()
            )
            rules.require_parent(parent, subject_kind, subject.pk)
        argument = Argument(
            subject_kind=subject_kind,
            subject_id=subject.pk,
            kind=Kind.REPLY if parent is not None else kind,
            text=text,
            author=None if entered and as_office is None else by,
            author_label=author_label.strip()[: rules.LABEL_LENGTH] if entered and as_office is None else "",
            channel=channel,
            parent=parent,
            is_city=as_office is not None,
            office=as_office,
            created_at=timezone.now(),
        )
        argument.save(force_insert=True)
        argument.subject = subject
        if parent is not None:
            Argument.objects.filter(pk=parent.pk).update(reply_count=F("reply_count") + 1)
        verb = (
            "deliberation.answered"
            if argument.is_city
            else "deliberation.replied"
            if parent
            else "deliberation.added"
        )
        data = {"parent": parent.pk} if parent is not None else {}
        if not _held(argument, verb, data):
            record(verb, argument, actor=by, channel=channel, data=data)
    return argument


def _held(argument: Argument, verb: str, data: dict[str, int]) -> bool:
    """Whether it waits for the moderation because it looks like advertising; then it is told once it is released."""
    author = None if argument.is_city or argument.channel != Channel.ONLINE else argument.author
    own, others = queries.written_lately(author, besides=argument.pk)
    held = hold_if_odd(
        subject=argument, text=argument.text, author=author, verb=verb, own=own, others=others, data=data
    )
    if held is not None:
        argument.hidden_at = held.created_at
    return held is not None


def edit_argument(*, argument: Argument, text: str, by: Any, seen_version: int | None) -> Argument:
    """The author words it anew while the phase is open. The earlier text stays readable, a mark says "geändert".

    Whoever speaks for an office corrects its answers at any time, staff what they typed in. The same text again changes
    nothing. Refuses other people's arguments, a closed phase, and a form made from an older version (Conflict
    with both).
    """
    rules.require_standing(by)
    with transaction.atomic():
        row = still_there(Argument.objects.select_for_update(of=("self",)).filter(pk=argument.pk).first())
        rules.require_own(by, row)
        if not row.is_city:
            require_may_write(by)
            rules.require_open(phase_of(row.subject))
        text = rules.clean_text(text)
        if text == row.text:
            return row
        require_version(row, seen_version, yours={"text": text}, fields=["text"])
        ArgumentVersion.objects.create(
            argument=row, version=row.version, text=row.text, at=row.edited_at or row.created_at
        )
        row.text = text
        row.version += 1
        row.edited_at = timezone.now()
        row.save(update_fields=["text", "version", "edited_at"])
        if not _held(row, "deliberation.edited", {}):
            record("deliberation.edited", row, actor=by)
    return row


def withdraw_argument(*, argument: Argument, by: Any) -> None:
    """The author takes it back, at any time: text and earlier texts are deleted, replies stay under a note.

    Doing it twice is doing it once. Refuses other people's arguments.
    """
    with transaction.atomic():
        row = still_there(Argument.objects.select_for_update(of=("self",)).filter(pk=argument.pk).first())
        if row.withdrawn_at is not None and rules.owns(by, row):
            return
        rules.require_own(by, row)
        row.withdrawn_at = timezone.now()
        row.text = ""
        row.save(update_fields=["withdrawn_at", "text"])
        row.versions.all().delete()
        if row.parent_id is not None:
            Argument.objects.filter(pk=row.parent_id).update(reply_count=F("reply_count") - 1)
        record("deliberation.withdrawn", row, actor=by, public=False)


def mark_helpful(*, argument: Argument, by: Any) -> int:
    """`by` says that the argument helps to think, whatever side it is on. Returns the number of marks.

    Doing it twice is doing it once. Causes: pages of the subject grow stale; it is nobody's news. Refuses one's own
    argument, a closed phase, people without account.
    """
    rules.require_standing(by)
    rules.require_foreign(by, argument)
    rules.require_open(phase_of(argument.subject))
    with transaction.atomic():
        still_there(
            Argument.objects.select_for_update(of=("self",)).only("pk").filter(pk=argument.pk).first()
        )
        # Of two at once one row is new: the unique key decides, and only that one raises the count.
        _mark, fresh = Helpful.objects.get_or_create(argument=argument, person=by)
        if fresh:
            Argument.objects.filter(pk=argument.pk).update(helpful_count=F("helpful_count") + 1)
            pages.changed(*argument.stream_topics())
    return Argument.objects.values_list("helpful_count", flat=True).get(pk=argument.pk)


def unmark_helpful(*, argument: Argument, by: Any) -> int:
    """`by` takes the mark back; nothing happens where there is none. Returns the number of marks. Refuses as above."""
    rules.require_standing(by)
    rules.require_open(phase_of(argument.subject))
    with transaction.atomic():
        gone, _of_what = Helpful.objects.filter(argument=argument, person=by).delete()
        if gone:
            Argument.objects.filter(pk=argument.pk).update(helpful_count=F("helpful_count") - 1)
            pages.changed(*argument.stream_topics())
    return Argument.objects.values_list("helpful_count", flat=True).get(pk=argument.pk)


def hide_argument(argument: Argument, hidden: bool = True, **_why: Any) -> None:
    """Moderation takes an argument out of sight with its replies, or brings it back. Twice is once.

    Causes: the log (not public), search and pages. Who may and why is moderation's to ask and to keep.
    """
    with transaction.atomic():
        row = still_there(Argument.objects.select_for_update(of=("self",)).filter(pk=argument.pk).first())
        if (row.hidden_at is not None) == hidden:
            return
        row.hidden_at = timezone.now() if hidden else None
        row.save(update_fields=["hidden_at"])
        if row.parent_id is not None and row.withdrawn_at is None:
            Argument.objects.filter(pk=row.parent_id).update(
                reply_count=F("reply_count") + (-1 if hidden else 1)
            )
        for each in (row, *row.replies.select_related("author", "office")):
            record("deliberation.hidden" if hidden else "deliberation.shown", each, public=False)


@transaction.atomic
def forget_practice(*, subject_kind: str, ids: Iterable[int]) -> None:
    """All that was said about subjects on which people only practised goes, with versions and marks.

    Also what somebody said about a subject of the kind while it was deleted. Who asks (the room of the subjects) knows that
    they are such; nobody is told.
    """
    there = kind_named(subject_kind).rows().order_by().values("pk")
    gone = Q(subject_id__in=list(ids)) | ~Q(subject_id__in=there)
    Argument.objects.filter(gone, subject_kind=subject_kind).delete()
