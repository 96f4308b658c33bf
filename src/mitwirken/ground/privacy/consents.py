# SPDX-License-Identifier: EUPL-1.2
"""What people consented to, beyond what taking part needs: to which words, when, and when they took it back.

Only for extras. Taking part itself rests on the city's task and asks for no consent, nor does following (decision 0030). A room
registers what it asks for, notes the consent in the same transaction in which it does what was consented to, and says how it stops.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from .models import Consent


@dataclass(frozen=True)
class Purpose:
    """Something that needs a consent. `version` goes up with every change of `words`; `stop(person)` does what taking it back
    means, at once; a consent that `lasts` so long ends by itself.
    """

    key: str
    name: Any
    words: Any
    version: int
    stop: Callable[[Any], None]
    lasts: timedelta | None = None


_purposes: dict[str, Purpose] = {}


def register_purpose(purpose: Purpose) -> None:
    _purposes[purpose.key] = purpose


def purpose_named(key: str) -> Purpose:
    """Refuses one that nobody registered."""
    if key not in _purposes:
        raise Refusal(_("Eine solche Einwilligung gibt es hier nicht."), status=404)
    return _purposes[key]


@transaction.atomic
def give(*, person: Any, key: str) -> Consent:
    """The person consents now, to the words as they stand now. A consent before it that still stood is replaced by it.

    The words are kept as they were shown, in the reader's language. Refuses nothing.
    """
    purpose, now = purpose_named(key), timezone.now()
    Consent.objects.filter(person=person, purpose=key, ended_at=None).update(ended_at=now)
    return Consent.objects.create(
        person=person,
        purpose=key,
        version=purpose.version,
        words=str(purpose.words),
        language=translation.get_language() or settings.LANGUAGE_CODE,
        given_at=now,
        ends_on=timezone.localdate() + purpose.lasts if purpose.lasts else None,
    )


def note_end(*, person: Any, key: str) -> None:
    """What was consented to is over, by whatever way the person ended it. Twice is once."""
    Consent.objects.filter(person=person, purpose=key, ended_at=None).update(ended_at=timezone.now())


@transaction.atomic
def withdraw(*, person: Any, key: str) -> None:
    """One click: the consent is taken back, and the room stops what rested on it at once. Twice is once.

    Refuses a purpose that nobody knows.
    """
    purpose_named(key).stop(person)
    note_end(person=person, key=key)


@dataclass(frozen=True)
class Given:
    """A consent as its page shows it."""

    row: Consent
    name: Any
    stands: bool


def of_person(person: Any) -> list[Given]:
    """All consents of somebody, the youngest first, also those that are over."""
    today = timezone.localdate()
    return [
        Given(
            row,
            _purposes[row.purpose].name if row.purpose in _purposes else row.purpose,
            row.ended_at is None and (row.ends_on is None or row.ends_on >= today),
        )
        for row in Consent.objects.filter(person=person)
    ]
