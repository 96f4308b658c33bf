# SPDX-License-Identifier: EUPL-1.2
"""From a question to something people can answer: the conversation and the statements it begins with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Phase
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.versions import change
from mitwirken.kernels.similarity import fold

from .. import rules
from ..models import Adding, Conversation, Shown, State, Statement


@dataclass(frozen=True)
class ConversationDraft:
    """What a conversation is set up with; fields as in the model."""

    question: str
    text: str = ""
    adding: str = Adding.BEFORE
    most_each: int = 5
    shown: str = Shown.RUNNING
    least: int = 20
    language: str = "de"


@dataclass(frozen=True)
class Seeded:
    """What became of a list of statements: how many were added, which were there already."""

    added: int
    doubled: tuple[str, ...] = ()


def held(conversation: Conversation) -> Conversation:
    """The conversation under its lock: whoever adds a statement or decides on one waits for the other."""
    return still_there(
        Conversation.objects.select_for_update(of=("self",))
        .select_related("phase__process")
        .filter(pk=conversation.pk)
        .first()
    )


def next_number(conversation: Conversation) -> int:
    """The number that the next statement gets. Needs the lock."""
    return (conversation.statements.aggregate(most=Max("number"))["most"] or 0) + 1


@transaction.atomic
def create_conversation(*, phase: Phase, draft: ConversationDraft, by: Any) -> Conversation:
    """`by` prepares the opinion map of a phase. Nobody is told of it yet.

    Refuses people without the right, a phase without the verb `opine`, and a second map in the same phase.
    """
    rules.require(by, "set_up")
    rules.require_phase(phase)
    try:
        with transaction.atomic():
            row = Conversation.objects.create(phase=phase, created_by=by, **asdict(draft))
    except IntegrityError:
        # Two at once: the unique key decides, and the other hears what `require_phase` would have said.
        raise Refusal(
            _("In dieser Phase gibt es schon eine Meinungskarte."), status=409, field="phase"
        ) from None
    record("opinions.created", row, actor=by, public=False)
    return row


@transaction.atomic
def change_conversation(
    *, conversation: Conversation, draft: ConversationDraft, by: Any, seen: int | None = None
) -> Conversation:
    """Changes the words and settings. Once it is released the question stays: people answer to it.

    Refuses people without the right, another question after the release, and when somebody else changed it meanwhile.
    """
    rules.require(by, "set_up")
    row = held(conversation)
    values = asdict(draft)
    if row.released_at is not None and draft.question != row.question:
        raise Refusal(
            _("Die Frage ist freigegeben und bleibt, wie sie ist. Alles andere können Sie ändern."),
            status=409,
            field="question",
        )
    change(row, values, seen=seen)
    record("opinions.changed", row, actor=by, public=False)
    return row


@transaction.atomic
def delete_conversation(*, conversation: Conversation, by: Any) -> None:
    """One that was never released goes, with its statements."""
    rules.require(by, "set_up")
    row = held(conversation)
    rules.require_unreleased(row)
    row.delete()


@transaction.atomic
def seed_statements(
    *, conversation: Conversation, texts: Iterable[str], by: Any, personal: bool = False
) -> Seeded:
    """Staff add statements, all at once; `personal` ones speak of the person and make nobody differ on the map.

    What is there already, in the list or in the conversation, is passed over and told, so that doing it twice is doing it
    once. Refuses the whole list where one is too short or too long, and more than `rules.MOST_STATEMENTS`.
    """
    rules.require(by, "set_up")
    wanted = [rules.clean_text(text) for text in texts if text.strip()]
    if not wanted:
        raise Refusal(
            _("Schreiben Sie mindestens eine Aussage, jede in eine Zeile."), status=422, field="texts"
        )
    row = held(conversation)
    known = {fold(text) for text in row.statements.values_list("text", flat=True)}
    fresh, doubled = [], []
    for text in wanted:
        if fold(text) in known:
            doubled.append(text)
        else:
            known.add(fold(text))
            fresh.append(text)
    rules.require_room(row, len(fresh))
    now, first = timezone.now(), next_number(row)
    Statement.objects.bulk_create(
        Statement(
            conversation=row,
            number=number,
            text=text,
            seed=True,
            personal=personal,
            state=State.ACCEPTED,
            decided_by=by,
            decided_at=now,
            created_at=now,
        )
        for number, text in enumerate(fresh, first)
    )
    if fresh:
        record("opinions.seeded", row, actor=by, public=False, data={"statements": len(fresh)})
    return Seeded(len(fresh), tuple(doubled))


@transaction.atomic
def release_conversation(*, conversation: Conversation, by: Any) -> Conversation:
    """From now on everybody can read it; it opens and ends with its phase. Twice is once.

    Causes: news to those who follow the process, a line in the logbook. Refuses while something is missing.
    """
    rules.require(by, "set_up")
    row = held(conversation)
    if row.released_at is not None:
        return row
    missing = rules.gaps(row)
    if missing:
        raise Refusal(" ".join(missing), status=409)
    row.released_at = timezone.now()
    row.version += 1
    row.save()
    record(
        "opinions.released",
        row,
        actor=by,
        data={"statements": row.statements.count(), "adding": row.adding, "shown": row.shown},
    )
    return row
