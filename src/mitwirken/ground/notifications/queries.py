# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named

from .models import Announcement, Delivery, Follow, Preference, Rhythm
from .registry import Event, Followed, described, notice_for


@dataclass(frozen=True)
class News:
    """A piece of news in the reader's language."""

    sentence: str
    body: str
    url: str
    at: datetime


def event_of(row: Announcement) -> Event:
    return Event(
        activity_id=row.activity_id,
        verb=row.verb,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        actor_id=row.actor_id,
        topics=tuple(row.topics),
        public=row.public,
        data=row.data,
    )


def in_words(row: Announcement) -> News | None:
    """The announcement as a sentence, or None when its subject is gone or no longer public."""
    notice = notice_for(row.verb)
    if notice is None:
        return None
    kind = kind_named(row.subject_kind)
    rows = kind.rows().filter(pk=row.subject_id)
    subject: Any = (kind.public(rows) if row.public else rows).first()
    if subject is None:
        return None
    event = event_of(row)
    return News(
        sentence=notice.sentence(event, subject),
        body=notice.body(event, subject),
        url=subject.get_absolute_url(),
        at=row.at,
    )


def rhythm_of(person: Any) -> str:
    found = Preference.objects.filter(person=person).values_list("rhythm", flat=True).first()
    return found or Rhythm.DAILY


def follows(person: Any, topic: str) -> bool:
    return (
        bool(getattr(person, "is_authenticated", False))
        and Follow.objects.filter(person=person, topic=topic).exists()
    )


def followed_by(person: Any) -> list[tuple[Follow, Followed]]:
    """What the person follows, with words and address; topics that are gone are left out."""
    pairs = [(row, described(row.topic)) for row in Follow.objects.filter(person=person)]
    return [(row, words) for row, words in pairs if words is not None]


def describe_or_refuse(topic: str) -> Followed:
    words = described(topic)
    if words is None:
        from django.utils.translation import gettext as _

        raise Refusal(_("Das kann man nicht verfolgen, oder es gibt es nicht mehr."), status=404)
    return words


def news_of(person: Any) -> QuerySet[Delivery]:
    return Delivery.objects.filter(person=person).select_related("announcement")


def as_news(deliveries: Sequence[Delivery]) -> list[News]:
    return [news for row in deliveries if (news := in_words(row.announcement)) is not None]
