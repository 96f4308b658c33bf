# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named

from .models import Announcement, Delivery, Follow, Preference, Rhythm
from .registry import Event, Followed, described, notice_for

log = logging.getLogger(__name__)
MORNING = time(7)


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


def rhythm_of(person: Any) -> str:
    found = Preference.objects.filter(person=person).values_list("rhythm", flat=True).first()
    return found or Rhythm.DAILY


def follows(person: Any, topic: str) -> bool:
    return (
        bool(getattr(person, "is_authenticated", False))
        and Follow.objects.filter(person=person, topic=topic).exists()
    )


def follows_of(person: Any) -> QuerySet[Follow]:
    return Follow.objects.filter(person=person)


def with_words(rows: Iterable[Follow]) -> list[tuple[Follow, Followed | None]]:
    """What is followed, with words and address; None for what is no longer there. One query a row: show few at a time."""
    return [(row, described(row.topic)) for row in rows]


def describe_or_refuse(topic: str) -> Followed:
    words = described(topic)
    if words is None:
        raise Refusal(_("Das kann man nicht verfolgen, oder es gibt es nicht mehr."), status=404)
    return words


def news_of(person: Any) -> QuerySet[Delivery]:
    return Delivery.objects.filter(person=person).select_related("announcement")


def as_news(deliveries: Sequence[Delivery]) -> list[News]:
    """The deliveries as sentences; what is gone or no longer public is left out. One query for each kind of subject."""
    found = _subjects([row.announcement for row in deliveries])
    news = []
    for delivery in deliveries:
        row = delivery.announcement
        notice = notice_for(row.verb)
        subject = found.get((row.subject_kind, row.public, row.subject_id))
        if notice is None or subject is None:
            continue
        event = event_of(row)
        try:
            one = News(
                notice.sentence(event, subject),
                notice.body(event, subject),
                subject.get_absolute_url(),
                row.at,
            )
        except Exception:
            # One notice that cannot speak must not keep back the others.
            log.exception("No words for %s", row)
            continue
        news.append(one)
    return news


def _subjects(rows: Iterable[Announcement]) -> dict[tuple[str, bool, int], Any]:
    """The rows that are told of; of a public announcement only those that everybody may still see."""
    wanted: dict[tuple[str, bool], set[int]] = defaultdict(set)
    for row in rows:
        wanted[row.subject_kind, row.public].add(row.subject_id)
    found = {}
    for (key, public), pks in wanted.items():
        try:
            kind = kind_named(key)
        except Refusal:
            continue  # its room is gone
        some = kind.rows().filter(pk__in=pks)
        for subject in kind.public(some) if public else some:
            found[key, public, subject.pk] = subject
    return found


def next_due(rhythm: str, now: datetime) -> datetime | None:
    """When a mail in this rhythm goes out: letters in the morning, by the city's clock; None: never."""
    if rhythm == Rhythm.NEVER:
        return None
    if rhythm == Rhythm.AT_ONCE:
        return now
    local = timezone.localtime(now)
    day = local.date() + timedelta(days=local.time() >= MORNING)
    if rhythm == Rhythm.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return timezone.make_aware(datetime.combine(day, MORNING))


def due(now: datetime) -> QuerySet[Delivery]:
    """Mails that should be out by now, to people who still have an account."""
    return Delivery.objects.filter(sent_at=None, due_at__lte=now, person__is_active=True)
