# SPDX-License-Identifier: EUPL-1.2
"""Entering a deed, and forgetting who stood behind one."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.signing import Signer
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.subjects import kind_of

from . import queries
from .models import Entry, Head, Reference, Words, digest_of
from .registry import watched

log = logging.getLogger("mitwirken.audit")

PERSON_FORGOTTEN = "audit.person_forgotten"
WORDS_ERASED = "audit.words_erased"
HEAD_LOST = "audit.head_lost"
EXPORTED = "audit.exported"
LONGEST = 500


def note(
    verb: str,
    *,
    actor: Any = None,
    subject: models.Model | None = None,
    facts: Mapping[str, Any] | None = None,
    words: str = "",
) -> Entry:
    """Enters a deed at the end of the chain, in the deed's own transaction: no deed without its row, no row
    without its deed.

    `actor` is None for the command line and the schedule; the roles held are kept with the deed. `words` are what
    somebody gave as a reason; they can be erased later. Call it last in a deed: until the transaction ends, others
    who enter something wait. Refuses nothing.
    """
    kept = dict(facts or {})
    if roles := getattr(actor, "roles", None):
        kept["roles"] = sorted(roles)
    with transaction.atomic():
        head = _hold_the_head()
        about = subject if isinstance(subject, get_user_model()) else None
        return _append(
            head,
            verb=verb,
            actor=_reference_to(actor) if actor is not None and actor.pk else "",
            subject_kind=kind_of(subject) if subject is not None else "",
            subject=_reference_to(about) if about else str(subject.pk) if subject is not None else "",
            facts=kept,
            words=words.strip()[:LONGEST],
            about=about,
        )


def note_recorded(verb: str, subject: models.Model, *, actor: Any, data: Mapping[str, Any]) -> None:
    """What `activity.record` calls with every deed: enters those that a room asked to have watched."""
    known = watched(verb)
    if known is not None:
        note(
            verb,
            actor=actor,
            subject=subject,
            facts={key: value for key, value in data.items() if key in known.facts},
            words=str(data.get(known.words, "")) if known.words else "",
        )


def forget_people(references: models.QuerySet[Reference]) -> None:
    """Erases who stands behind these references, and says so in the chain: a reference that is gone without such
    a row was removed by somebody who had no right to."""
    with transaction.atomic():
        for digest in list(references.values_list("digest", flat=True)):
            _append(_hold_the_head(), verb=PERSON_FORGOTTEN, facts={"reference": digest})
        references.delete()


def erase_words(words: models.QuerySet[Words]) -> None:
    """Erases what was written as a reason, and says in the chain at which rows."""
    with transaction.atomic():
        numbers = sorted(words.values_list("entry_id", flat=True))
        if numbers:
            _append(_hold_the_head(), verb=WORDS_ERASED, facts={"entries": numbers})
            words.delete()


@every(daily_at="04:50")
def check_the_chain() -> None:
    """Every night: the chain is read through; the anchor goes into the log of the service, which is often kept on
    another machine, and what does not fit is an error there."""
    found = queries.verify()
    for finding in found.findings:
        log.error("Logbook: %s", finding.sentence)
    log.info("Logbook: %d entries, anchor %s", found.entries, found.anchor)


# --- the end of the chain -----------------------------------------------------------------------------------


def _hold_the_head() -> Head:
    """The end of the chain, held until the transaction ends. The update is what makes a second writer wait: on
    PostgreSQL at the row, on SQLite at the database."""
    if not Head.objects.filter(pk=1).update(number=F("number") + 1):
        last = Entry.objects.order_by("-number").first()
        Head.objects.bulk_create(
            [Head(pk=1, number=last.number, hash=last.hash) if last else Head(pk=1)], ignore_conflicts=True
        )
        Head.objects.filter(pk=1).update(number=F("number") + 1)
        if last is not None:
            # Somebody took the end away. Work goes on; the row that says so stays a finding for good.
            _append(Head.objects.get(pk=1), verb=HEAD_LOST)
            Head.objects.filter(pk=1).update(number=F("number") + 1)
    return Head.objects.get(pk=1)


def _append(
    head: Head,
    *,
    verb: str,
    actor: str = "",
    subject_kind: str = "",
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
    words: str = "",
    about: Any = None,
) -> Entry:
    entry = Entry(
        number=head.number,
        at=timezone.now(),
        verb=verb,
        actor=actor,
        subject_kind=subject_kind,
        subject=subject,
        # As it comes back from the database, or the hash would be that of something else.
        facts=json.loads(json.dumps(dict(facts or {}), default=str)),
        before=head.hash,
    )
    kept = Words(entry=entry, salt=secrets.token_hex(32), text=words, about=about, at=entry.at)
    entry.words_digest = kept.digest if words else ""
    entry.hash = entry.computed_hash()
    entry.save(force_insert=True)
    if words:
        kept.save(force_insert=True)
    mark = Signer(salt=queries.MARK).signature(f"{entry.number}:{entry.hash}")
    Head.objects.filter(pk=1).update(hash=entry.hash, mark=mark)
    return entry


def _reference_to(person: Any) -> str:
    known = Reference.objects.filter(person_id=person.pk).values_list("digest", flat=True).first()
    if known is not None:
        return known
    salt = secrets.token_hex(32)
    # Nobody else makes one at the same moment: the end of the chain is held.
    made = Reference.objects.create(
        person_id=person.pk, salt=salt, digest=digest_of("person", salt, person.pk)
    )
    return made.digest
