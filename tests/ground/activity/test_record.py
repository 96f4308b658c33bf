# SPDX-License-Identifier: EUPL-1.2
"""The one fan-out: the log, the index, the news, the freshness of pages; all with the deed or not at all."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from tests.people import citizen, process

from mitwirken.civic.people.actions import delete_account
from mitwirken.ground.activity.actions import record
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.notifications.models import Announcement
from mitwirken.ground.pages import generations
from mitwirken.ground.privacy.registry import misdeclared, undeclared
from mitwirken.ground.search.models import SearchEntry
from mitwirken.ground.search.queries import find

pytestmark = pytest.mark.django_db
VERB = "participation.published"


def generation(topic: str) -> int:
    return generations.snapshot()[generations.slot(topic)]


def test_everything_follows_from_one_deed(django_capture_on_commit_callbacks):
    subject, actor = process(title="Ein neuer Brunnen"), citizen()
    topics = [f"process:{subject.pk}", "topic:77"]
    before = [generation(topic) for topic in topics]
    other = generation("process:987654")
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        row = record(VERB, subject, actor=actor, channel=Channel.PHONE, topics=["topic:77"], data={"n": 1})
    assert [generation(topic) for topic in topics] == before, "not before the commit"
    for callback in callbacks:
        callback()
    assert all(new != old for new, old in zip([generation(topic) for topic in topics], before, strict=True))
    assert generation("process:987654") == other

    kept = Activity.objects.get()
    assert kept == row
    assert (kept.verb, kept.subject_kind, kept.subject_id, kept.actor, kept.channel, kept.public, kept.data) == (
        VERB, "process", subject.pk, actor, "phone", True, {"n": 1},
    )  # fmt: skip
    assert kept.topics == [*subject.stream_topics(), "topic:77"]
    assert kept.at <= timezone.now()

    assert [hit.entry.title for hit in find("Brunnen").hits] == ["Ein neuer Brunnen"]

    told = Announcement.objects.get()
    assert (told.activity_id, told.verb, told.subject_id, told.actor_id, told.topics, told.public) == (
        row.pk, VERB, subject.pk, actor.pk, kept.topics, True,
    )  # fmt: skip
    assert told.told_at is None


@pytest.mark.django_db(transaction=True)
def test_nothing_of_it_stays_when_the_deed_fails():
    subject = process(title="Ein neuer Brunnen")
    before = generation(f"process:{subject.pk}")
    with pytest.raises(RuntimeError), transaction.atomic():
        record(VERB, subject)
        assert Activity.objects.exists()
        raise RuntimeError
    assert not Activity.objects.exists()
    assert not Announcement.objects.exists()
    assert not SearchEntry.objects.exists()
    assert generation(f"process:{subject.pk}") == before


@pytest.mark.django_db(transaction=True)
def test_what_could_not_be_announced_is_not_logged_either(monkeypatch):
    """Without a transaction around it, the deed's record is still all or nothing."""
    subject = process()

    def fail(event: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("mitwirken.ground.activity.actions.announce", fail)
    with pytest.raises(RuntimeError):
        record(VERB, subject)
    assert not Activity.objects.exists()
    assert not SearchEntry.objects.exists()


def test_a_topic_is_named_once():
    subject = process()
    own = subject.stream_topics()
    row = record(VERB, subject, topics=[*own, "topic:5", "topic:5"])
    assert row.topics == [*own, "topic:5"]


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_somebody_without_an_account_is_nobody(nobody):
    assert record(VERB, process(), actor=nobody).actor is None


def test_what_is_not_public_is_not_announced_as_public():
    assert record(VERB, process(), public=False).public is False
    assert Announcement.objects.get().public is False


def test_who_did_it_is_forgotten_with_the_person():
    actor = citizen()
    row = record(VERB, process(), actor=actor)
    delete_account(person=actor, keep_texts=True)
    row.refresh_from_db()
    assert row.actor is None and row.verb == VERB


def test_every_field_of_these_rooms_is_declared():
    rooms = ("deeds.", "search.", "notifications.", "activity.", "demo.")
    assert not [name for name in undeclared() if name.startswith(rooms)]
    assert not [name for name in misdeclared() if name.startswith(rooms)]
