# SPDX-License-Identifier: EUPL-1.2
"""Opinion maps to answer to, made through the actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.people import citizen, phase, process, staff

from mitwirken.civic.participation.models import Phase
from mitwirken.formats.opinions import actions, queries
from mitwirken.formats.opinions.models import Conversation, Statement
from mitwirken.ground.desk.roles import Role

TEXTS = (
    "Der Platz braucht mehr Schatten.",
    "Autos sollen hier langsamer fahren.",
    "Die Parkplätze müssen bleiben.",
    "Abends ist es zu laut.",
)


def lead() -> Any:
    return staff(Role.OMBUDS)


def draft(**values: Any) -> actions.ConversationDraft:
    return actions.ConversationDraft(**{"question": "Wie soll der Platz werden?"} | values)


def map_phase(**values: Any) -> Phase:
    return phase(process(), "opinions", "opine", title="Meinungskarte", **values)


def prepared(by: Any = None, texts: tuple[str, ...] = TEXTS, **values: Any) -> Conversation:
    by = by or lead()
    made = actions.create_conversation(phase=map_phase(), draft=draft(**values), by=by)
    if texts:
        actions.seed_statements(conversation=made, texts=texts, by=by)
    return made


def released(by: Any = None, texts: tuple[str, ...] = TEXTS, **values: Any) -> Conversation:
    by = by or lead()
    made = actions.release_conversation(conversation=prepared(by, texts, **values), by=by)
    return queries.one(made.pk)  # type: ignore[return-value]


def statement(conversation: Conversation, number: int = 1) -> Statement:
    found = queries.statement(conversation, number)
    assert found is not None
    return found


def answer(
    conversation: Conversation, number: int, value: int | None, person: Any = None, **more: Any
) -> Any:
    """Somebody answers to the statement with the number. Returns who."""
    person = person or citizen()
    actions.cast_vote(
        conversation=conversation,
        statement=statement(conversation, number),
        person=person,
        value=value,
        **more,
    )
    return person


def end(conversation: Conversation, days: int = 0) -> Conversation:
    """The phase is over, since so many days."""
    now = timezone.now()
    Phase.objects.filter(pk=conversation.phase_id).update(
        starts_at=now - timedelta(days=days + 2), ends_at=now - timedelta(days=days, minutes=1)
    )
    return queries.one(conversation.pk)  # type: ignore[return-value]
