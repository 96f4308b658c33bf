# SPDX-License-Identifier: EUPL-1.2
"""Following, announcing, telling."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Min
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
MOST_AT_ONCE = 500  # a run, so that other work gets its turn
MOST_LETTERS = 200
MOST_SINGLE = 3  # mails to one person in a minute; what is more comes as one letter
MOST_FAILURES = 3  # of a run; then the server is given a rest
MOST_TELLINGS = 6
MOST_TRIES = 12  # the last after some four days
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)
CLAIM = timedelta(minutes=15)


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
    others = Follow.objects.filter(person=person).exclude(topic=topic)
    if others.count() >= MOST_FOLLOWS:
        raise Refusal(
            _(
                "Sie verfolgen schon 500 Dinge. Bitte beenden Sie erst einige davon auf der Seite Benachrichtigungen."
            )
        )
    Follow.objects.get_or_create(person=person, topic=topic)


@transaction.atomic
def unfollow(*, person: Any, topic: str) -> None:
    """No more news of the topic, not even what waited for the next letter. Nothing happens where there was no following."""
    if "\x00" in topic or not Follow.objects.filter(person=person, topic=topic).delete()[0]:
        return
    left = set(Follow.objects.filter(person=person).values_list("topic", flat=True))
    waiting = Delivery.objects.filter(person=person, sent_at=None, due_at__isnull=False, personal=False)
    unwanted = [
        row.pk
        for row in waiting.select_related("announcement")
        if not left.intersection(row.announcement.topics)
    ]
    Delivery.objects.filter(pk__in=unwanted).update(due_at=None)


@transaction.atomic
def set_rhythm(*, person: Any, rhythm: str) -> None:
    """How often the person wants mail. What waits for a letter comes with the next one of the new rhythm.

    With "at once" it keeps its letter, so that nobody gets thirty mails for having chosen; with "never" no mail goes
    out any more, nor later when mail is wanted again. All of it stays on the page of news.
    """
    if rhythm not in Rhythm.values:
        raise Refusal(_("Bitte wählen Sie einen der Rhythmen aus."), status=400, field="rhythm")
    Preference.objects.update_or_create(person=person, defaults={"rhythm": rhythm})
    waiting = Delivery.objects.filter(person=person, sent_at=None, due_at__isnull=False)
    if rhythm == Rhythm.NEVER:
        waiting.update(due_at=None)
    elif rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
        letters = waiting.filter(rhythm__in=(Rhythm.DAILY, Rhythm.WEEKLY))
        letters.update(rhythm=rhythm, due_at=queries.next_due(rhythm, timezone.now()))


def stop_mails(*, person_id: int) -> None:
    """The one click of a mail: no mail any more. What is followed stays, and is read on the page of news."""
    person = get_user_model()._default_manager.filter(pk=person_id).first()
    if person is not None:
        set_rhythm(person=person, rhythm=Rhythm.NEVER)


def tell_waiting() -> int:
    """Finds out for each waiting announcement whom to tell; returns how many pieces of news that made.

    One that fails does not keep the others back; it is tried again, six times in all.
    """
    told = 0
    waiting = Announcement.objects.filter(told_at=None, tries__lt=MOST_TELLINGS)
    for row in waiting[:MOST_AT_ONCE]:
        try:
            with transaction.atomic():
                # Of two workers, one gets the row.
                if Announcement.objects.filter(pk=row.pk, told_at=None).update(told_at=timezone.now()):
                    told += _tell(row)
        except Exception:
            log.exception("Nobody could be told of %s", row)
            Announcement.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    return told


def _tell(row: Announcement) -> int:
    notice = notice_for(row.verb)
    if notice is None:
        return 0
    kind = kind_named(row.subject_kind)
    subject: Any = kind.rows().filter(pk=row.subject_id).first()
    if subject is None:
        return 0
    personal = {int(pk) for pk in notice.personally(queries.event_of(row), subject)}
    audience = set(personal)
    if notice.to_followers and row.public:
        audience |= set(Follow.objects.filter(topic__in=row.topics).values_list("person_id", flat=True))
    audience.discard(row.actor_id or 0)
    people = get_user_model()._default_manager.filter(is_active=True)
    preferred = Preference.objects.all()
    if len(audience) <= MOST_AT_ONCE:
        people, preferred = people.filter(pk__in=audience), preferred.filter(person__in=audience)
    rhythms = dict(preferred.values_list("person_id", "rhythm"))
    now = timezone.now()
    news = []
    for pk in audience.intersection(people.values_list("pk", flat=True)):
        rhythm = rhythms.get(pk, Rhythm.DAILY)
        if pk in personal and rhythm != Rhythm.NEVER:
            # What concerns one's own contribution does not wait for a letter, unless no mail is wanted at all.
            rhythm = Rhythm.AT_ONCE
        news.append(
            Delivery(
                announcement=row,
                person_id=pk,
                personal=pk in personal,
                rhythm=rhythm,
                due_at=queries.next_due(rhythm, now),
            )
        )
    Delivery.objects.bulk_create(news, ignore_conflicts=True, batch_size=1_000)
    return len(news)


@dataclass(frozen=True)
class Letter:
    """A mail to be: one piece of news, or several in one letter."""

    rows: list[Delivery]
    digest: bool


def send_due(*, now: datetime | None = None) -> int:
    """Mails what is due, what does not wait first; returns the number of mails.

    A mail that fails is tried again ever later, for some four days; what then still has not gone out is read on the
    page of news. While the mail server does not answer at all, nothing is tried and nothing is lost. A worker that is
    killed between sending and noting it sends once more, a quarter of an hour later.
    """
    now = now or timezone.now()
    letters = _letters(now)
    if not letters:
        return 0
    connection = get_connection()
    sent = failed = 0
    try:
        for letter in letters:
            try:
                connection.open()
            except OSError as trouble:
                log.warning(
                    "The mail server does not answer (%s); %d mails wait", trouble, len(letters) - sent
                )
                break
            rows = _claim(letter.rows, now)
            if not rows:
                continue
            try:
                sent += _send(rows, connection, digest=letter.digest)
            except Exception as trouble:
                if isinstance(trouble, OSError):
                    # What a mail server says names the address, which is nothing for a log.
                    log.warning("Mail to person %s: %s", rows[0].person_id, type(trouble).__name__)
                else:
                    log.exception("Mail to person %s failed", rows[0].person_id)
                _try_later(rows, now)
                connection.close()
                failed += 1
                if failed == MOST_FAILURES:
                    break
            else:
                Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=timezone.now())
    finally:
        connection.close()
    return sent


def _letters(now: datetime) -> list[Letter]:
    due = queries.due(now).select_related("announcement", "person")
    letters = []
    at_once = due.filter(rhythm=Rhythm.AT_ONCE).order_by("due_at", "pk")[:MOST_AT_ONCE]
    for _person, group in groupby(
        sorted(at_once, key=lambda row: (row.person_id, row.pk)), lambda row: row.person_id
    ):
        rows = list(group)
        single, many = [row for row in rows if row.personal], [row for row in rows if not row.personal]
        if len(many) <= MOST_SINGLE:
            single, many = rows, []
        letters += [Letter([row], digest=False) for row in single]
        letters += [Letter(many, digest=True)] if many else []
    waiting = due.exclude(rhythm=Rhythm.AT_ONCE)
    next_ones = waiting.order_by().values("person").annotate(first=Min("due_at")).order_by("first", "person")
    people = [one["person"] for one in next_ones[:MOST_LETTERS]]
    by_person = waiting.filter(person__in=people).order_by("person_id", "pk")
    letters += [
        Letter(list(rows), digest=True) for _person, rows in groupby(by_person, lambda row: row.person_id)
    ]
    return letters


def _claim(rows: list[Delivery], now: datetime) -> list[Delivery]:
    """Those of the rows that no other worker is sending. Ours for a quarter of an hour."""
    with transaction.atomic():
        mine = set(
            # Does not wait for another worker's rows: they are no longer ours to send.
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(pk__in=[row.pk for row in rows], sent_at=None, due_at__lte=now)
            .values_list("pk", flat=True)
        )
        Delivery.objects.filter(pk__in=mine).update(due_at=now + CLAIM)
    return [row for row in rows if row.pk in mine]


def _try_later(rows: list[Delivery], now: datetime) -> None:
    for row in rows:
        wait = min(FIRST_WAIT * 2**row.tries, LONGEST_WAIT)
        due_at = now + wait if row.tries + 1 < MOST_TRIES else None
        Delivery.objects.filter(pk=row.pk).update(tries=row.tries + 1, due_at=due_at)


def _send(rows: list[Delivery], connection: Any, *, digest: bool) -> int:
    person = rows[0].person
    with translation.override(getattr(person, "language", "") or settings.LANGUAGE_CODE):
        news = queries.as_news(rows)
        if not news or not person.email:
            return 0
        subject = news[0].sentence
        if digest:
            subject = ngettext("Eine Neuigkeit aus %(city)s", "%(n)d Neuigkeiten aus %(city)s", len(news)) % {
                "n": len(news),
                "city": settings.CITY,
            }
        mails.write(
            person=person,
            subject=subject,
            template="notifications/mail",
            context={"news": news, "digest": digest, "personal": rows[0].personal},
            connection=connection,
        )
    return 1


@every(minutes=1)
def tell_and_send() -> None:
    """Every minute: whom to tell, and the mails that are due. Letters are due in the morning."""
    tell_waiting()
    send_due()
