# SPDX-License-Identifier: EUPL-1.2
"""The single fan-out of every deed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction

from mitwirken.ground import pages
from mitwirken.ground.audit.actions import note_recorded
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.subjects import is_practice, kind_of
from mitwirken.ground.notifications import Event
from mitwirken.ground.notifications.actions import announce
from mitwirken.ground.search.actions import refresh

from .models import Activity


@transaction.atomic(savepoint=False)
def record(
    verb: str,
    subject: models.Model,
    *,
    actor: Any = None,
    channel: str = Channel.ONLINE,
    public: bool = True,
    topics: Iterable[str] = (),
    data: Mapping[str, Any] | None = None,
) -> Activity:
    """Notes that `actor` did `verb` to `subject`, inside the deed's own transaction, and causes what follows.

    `verb` is `room.past_tense` (`proposals.submitted`). `topics` adds to the subject's own. Causes: the
    subject's entry in the search index is brought up to date (same transaction), a notice is queued for those
    who follow a topic (same transaction, sent by the worker), pages of the topics grow stale (after commit), and a verb that a
    room asked to have watched goes into the logbook (same transaction).
    Of what was made only to practise nothing is kept and nobody is told: the line that comes back is not saved, only the
    pages grow stale. Refuses nothing.
    """
    concerned = list(dict.fromkeys([*subject.stream_topics(), *topics]))  # type: ignore[attr-defined]
    practice = is_practice(subject)
    row = Activity(
        verb=verb,
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        actor=actor if actor is not None and actor.pk else None,
        channel=channel,
        topics=concerned,
        public=public and not practice,
        data=dict(data or {}),
    )
    if practice:
        pages.changed(*concerned)
        return row
    row.save(force_insert=True)
    refresh(subject)
    announce(
        Event(
            activity_id=row.pk,
            verb=verb,
            subject_kind=row.subject_kind,
            subject_id=subject.pk,
            actor_id=row.actor_id,
            topics=tuple(concerned),
            public=public,
            data=row.data,
        )
    )
    pages.changed(*concerned)
    # Last: whoever enters something in the logbook holds its end until the transaction is over.
    note_recorded(verb, subject, actor=actor, data=row.data)
    return row
