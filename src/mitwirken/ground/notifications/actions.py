# SPDX-License-Identifier: EUPL-1.2
"""Following, announcing, telling."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.subjects import kind_named

from . import mails, queries
from .models import Announcement, Delivery, Follow, Preference, Rhythm
from .registry import Event, notice_for

log = logging.getLogger(__name__)
MOST_FOLLOWS = 500
MOST_TRIES = 6


def announce(event: Event) -> None:
    """Queues the message of an event, in the deed's transaction. A verb without a notice is no news."""
    if notice_for(event.verb) is None:
        return
    Announcement.objects.create(
        activity_id=event.activity_id,
        verb=event.verb,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        actor_id=event.actor_id,
        topics=list(event.topics),
        public=event.public,
        data=event.data,
    )


def follow(*, person: Any, topic: str) -> None:
    """The person hears of the topic from now on. Twice is once. Refuses what is not public and more than 500."""
    queries.describe_or_refuse(topic)
    if Follow.objects.filter(person=person).count() >= MOST_FOLLOWS:
        raise Refusal(
            _(
                "Sie verfolgen schon 500 Dinge. Bitte beenden Sie erst einige davon auf der Seite Benachrichtigungen."
            )
        )
    Follow.objects.get_or_create(person=person, topic=topic)


def unfollow(*, person: Any, topic: str) -> None:
    """No more news of the topic; nothing happens where there was no following."""
    Follow.objects.filter(person=person, topic=topic).delete()


def set_rhythm(*, person: Any, rhythm: str) -> None:
    """How often the person wants mail. What waits is sent in the new rhythm."""
    if rhythm not in Rhythm.values:
        raise Refusal(_("Bitte wählen Sie einen der Rhythmen aus."), status=400, field="rhythm")
    Preference.objects.update_or_create(person=person, defaults={"rhythm": rhythm})
    Delivery.objects.filter(person=person, sent_at=None, personal=False).update(rhythm=rhythm)


def stop_mails(*, person_id: int) -> None:
    """The one click of a mail: no mail any more. What is followed stays, and is read on the page of news."""
    if get_user_model().objects.filter(pk=person_id).exists():
        Preference.objects.update_or_create(person_id=person_id, defaults={"rhythm": Rhythm.NEVER})
        Delivery.objects.filter(person_id=person_id, sent_at=None).update(rhythm=Rhythm.NEVER)


def tell_waiting() -> int:
    """Finds out for each waiting announcement whom to tell; returns how many pieces of news that made."""
    told = 0
    for row in Announcement.objects.filter(told_at=None)[:500]:
        with transaction.atomic():
            # Of two workers, one gets the row.
            if not Announcement.objects.filter(pk=row.pk, told_at=None).update(told_at=timezone.now()):
                continue
            told += _tell(row)
    return told


def _tell(row: Announcement) -> int:
    notice = notice_for(row.verb)
    if notice is None:
        return 0
    kind = kind_named(row.subject_kind)
    subject: Any = kind.rows().filter(pk=row.subject_id).first()
    if subject is None:
        return 0
    event = queries.event_of(row)
    personal = {int(pk) for pk in notice.personally(event, subject)}
    audience = set(personal)
    if notice.to_followers and row.public:
        audience |= set(Follow.objects.filter(topic__in=row.topics).values_list("person_id", flat=True))
    audience.discard(row.actor_id or 0)
    alive = (
        get_user_model()._default_manager.filter(pk__in=audience, is_active=True).values_list("pk", flat=True)
    )
    rhythms = dict(Preference.objects.filter(person_id__in=audience).values_list("person_id", "rhythm"))
    news = []
    for pk in alive:
        rhythm = rhythms.get(pk, Rhythm.DAILY)
        # What concerns one's own contribution does not wait for a digest, unless no mail is wanted at all.
        at_once = pk in personal and rhythm != Rhythm.NEVER
        news.append(
            Delivery(
                announcement=row,
                person_id=pk,
                personal=pk in personal,
                rhythm=Rhythm.AT_ONCE if at_once else rhythm,
            )
        )
    Delivery.objects.bulk_create(news, ignore_conflicts=True)
    return len(news)


def send_at_once() -> int:
    """Mails what is to be told at once. A mail that fails is tried again later, six times in all."""
    waiting = (
        Delivery.objects.filter(sent_at=None, rhythm=Rhythm.AT_ONCE, tries__lt=MOST_TRIES)
        .select_related("announcement", "person")
        .order_by("pk")[:200]
    )
    return sum(_mail(row.person, [row], digest=False) for row in waiting)


def send_digests(*, rhythm: str) -> int:
    """Mails each person one letter with all that waits in this rhythm."""
    waiting = (
        Delivery.objects.filter(sent_at=None, rhythm=rhythm, tries__lt=MOST_TRIES)
        .select_related("announcement", "person")
        .order_by("person_id", "pk")
    )
    sent = 0
    for _person_id, rows in groupby(waiting.iterator(chunk_size=500), key=lambda row: row.person_id):
        batch = list(rows)
        sent += _mail(batch[0].person, batch, digest=True)
    return sent


def _mail(person: Any, rows: list[Delivery], *, digest: bool) -> int:
    with translation.override(getattr(person, "language", settings.LANGUAGE_CODE)):
        news = queries.as_news(rows)
        if news:
            subject = (
                ngettext("Eine Neuigkeit aus %(city)s", "%(n)d Neuigkeiten aus %(city)s", len(news))
                % {"n": len(news), "city": settings.CITY}
                if digest
                else news[0].sentence
            )
            try:
                mails.write(
                    person=person,
                    subject=subject,
                    template="notifications/mail",
                    context={"news": news, "digest": digest, "personal": rows[0].personal},
                )
            except OSError:
                log.exception("Mail to person %s failed", person.pk)
                for row in rows:
                    Delivery.objects.filter(pk=row.pk).update(tries=row.tries + 1)
                return 0
    _mark_sent(row.pk for row in rows)
    return 1 if news else 0


def _mark_sent(pks: Iterable[int]) -> None:
    Delivery.objects.filter(pk__in=list(pks)).update(sent_at=timezone.now())


@every(minutes=1)
def tell_and_send() -> None:
    """Every minute: whom to tell, and the mails that do not wait."""
    tell_waiting()
    send_at_once()


@every(daily_at="07:00")
def send_morning_digests() -> None:
    """Every morning the daily letters, on Mondays the weekly ones."""
    send_digests(rhythm=Rhythm.DAILY)
    if timezone.localdate().isoweekday() == 1:
        send_digests(rhythm=Rhythm.WEEKLY)


@every(daily_at="03:30")
def forget_old_news() -> None:
    """News are kept for 180 days on the page of news, then they go with what announced them."""
    Announcement.objects.filter(at__lt=timezone.now() - timedelta(days=180)).delete()
