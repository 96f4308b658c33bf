# SPDX-License-Identifier: EUPL-1.2
"""Who hears of what, when, and in which words."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.ground.deeds.crowd import at_once
from tests.ground.notifications.servers import Down, Moody
from tests.people import citizen, process

from mitwirken.civic.people.actions import delete_account
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.notifications import Notice, actions, queries, registry
from mitwirken.ground.notifications.actions import (
    follow,
    send_due,
    set_rhythm,
    stop_mails,
    tell_and_send,
    tell_waiting,
    unfollow,
)
from mitwirken.ground.notifications.mails import person_of_token, unsubscribe_token
from mitwirken.ground.notifications.models import Announcement, Delivery, Follow, Preference, Rhythm
from mitwirken.ground.privacy.actions import run_retention

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two verbs of this test's own: one for followers, one for whom it concerns."""
    monkeypatch.setattr(registry, "_notices", dict(registry._notices))
    registry.register(
        Notice(
            "test.moved",
            lambda event, subject: f"Bewegt: „{subject}“",
            body=lambda event, subject: event.data.get("body", ""),
        )
    )
    registry.register(
        Notice(
            "test.personal",
            lambda event, subject: f"Für Sie: „{subject}“",
            personally=lambda event, subject: event.data["persons"],
            to_followers=event_to_followers,
        )
    )


event_to_followers = True


@pytest.fixture
def park() -> Any:
    return process(title="Ein Park & sein „Teich“")


def topic(subject: Any) -> str:
    return str(subject.stream_topics()[0])


def follower(subject: Any, rhythm: str = "", **values: Any) -> Any:
    person = citizen(**values)
    follow(person=person, topic=topic(subject))
    if rhythm:
        set_rhythm(person=person, rhythm=rhythm)
    return person


def mails_to(person: Any) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [person.email]]


def later(**span: float) -> datetime:
    return timezone.now() + timedelta(**span)


# --- following


@pytest.mark.parametrize("known", [True, False])
def test_the_page_asks_who_you_are_and_comes_back(client, park, known):
    address = f"/verfolgen/{topic(park)}/" if known else "/verfolgen/process:99999/"
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"] == f"/konto/anmelden/?next={address}".replace(":", "%3A") or answer[
        "Location"
    ].endswith(f"?next={address}")


def test_following_and_stopping(client, park):
    person = citizen()
    client.force_login(person)
    address = f"/verfolgen/{topic(park)}/"
    page = client.get(address).content.decode()
    assert "Wir sagen Ihnen Bescheid" in page and "Einmal am Tag" in page
    for _ in range(2):
        answer = client.post(address)
        assert (answer.status_code, answer["Location"]) == (302, park.get_absolute_url())
    assert Follow.objects.get().topic == topic(park)
    assert queries.follows(person, topic(park))
    assert "Sie verfolgen das" in client.get(address).content.decode()
    for _ in range(2):
        client.post(address, {"tun": "beenden"})
    assert not Follow.objects.exists()
    assert not queries.follows(person, topic(park))
    assert not queries.follows(AnonymousUser(), topic(park))


@pytest.mark.parametrize(
    "odd",
    [
        "process:0",
        "process:-1",
        "process:1e3",
        "process:",
        ":1",
        "nothing:1",
        "x",
        "process:99999999999999",
        "process:²",
    ],
)
def test_what_is_not_there_cannot_be_followed(client, odd):
    with pytest.raises(Refusal):
        follow(person=citizen(), topic=odd)
    client.force_login(citizen())
    for answer in (client.get(f"/verfolgen/{odd}/"), client.post(f"/verfolgen/{odd}/")):
        assert answer.status_code == 404
        assert "nicht mehr" in answer.content.decode()
    assert not Follow.objects.exists()


def test_a_draft_cannot_be_followed():
    with pytest.raises(Refusal):
        follow(person=citizen(), topic=topic(process(published_at=None)))


def test_nobody_follows_more_than_can_be_read(monkeypatch, park):
    monkeypatch.setattr(actions, "MOST_FOLLOWS", 1)
    person = follower(park)
    follow(person=person, topic=topic(park))
    with pytest.raises(Refusal):
        follow(person=person, topic=topic(process()))


# --- rhythms


@pytest.mark.parametrize(
    ("rhythm", "now", "due"),
    [
        (Rhythm.DAILY, "2027-03-03 06:59", "2027-03-03 07:00"),
        (Rhythm.DAILY, "2027-03-03 07:00", "2027-03-04 07:00"),
        (Rhythm.DAILY, "2027-03-27 20:00", "2027-03-28 07:00"),  # the night in which clocks change
        (Rhythm.WEEKLY, "2027-03-03 12:00", "2027-03-08 07:00"),
        (Rhythm.WEEKLY, "2027-03-08 06:00", "2027-03-08 07:00"),
        (Rhythm.WEEKLY, "2027-03-08 08:00", "2027-03-15 07:00"),
        (Rhythm.AT_ONCE, "2027-03-03 12:00", "2027-03-03 12:00"),
        (Rhythm.NEVER, "2027-03-03 12:00", None),
    ],
)
def test_when_mail_is_due(rhythm, now, due):
    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=BERLIN)

    expected = moment(due) if due else None
    assert queries.next_due(rhythm, moment(now).astimezone(UTC)) == expected


def test_each_in_their_rhythm(park):
    people = {rhythm: follower(park, rhythm) for rhythm in Rhythm.values}
    unasked = follower(park)
    for _ in range(2):
        record("test.moved", park)
    assert tell_waiting() == 10
    assert send_due() == 2
    assert len(mails_to(people[Rhythm.AT_ONCE])) == 2
    send_due(now=queries.next_due(Rhythm.DAILY, timezone.now()))
    daily = mails_to(people[Rhythm.DAILY])
    assert len(daily) == len(mails_to(unasked)) == 1, "both pieces of news in one letter"
    assert daily[0].subject == "2 Neuigkeiten aus Dortmund"
    assert daily[0].body.count("Bewegt: „Ein Park & sein „Teich““") == 2
    send_due(now=queries.next_due(Rhythm.WEEKLY, timezone.now()))
    assert len(mails_to(people[Rhythm.WEEKLY])) == 1
    send_due(now=later(days=60))
    assert mails_to(people[Rhythm.NEVER]) == []
    assert len(mail.outbox) == 5
    for person in people.values():
        assert len(queries.as_news(list(queries.news_of(person)))) == 2, "all can read it on the page of news"


@pytest.mark.parametrize(
    ("rhythm", "number"), [(Rhythm.AT_ONCE, 1), (Rhythm.DAILY, 1), (Rhythm.WEEKLY, 1), (Rhythm.NEVER, 0)]
)
def test_what_concerns_oneself_comes_at_once_unless_no_mail_is_wanted(park, rhythm, number):
    person = citizen()
    set_rhythm(person=person, rhythm=rhythm)
    record("test.personal", park, data={"persons": [person.pk]})
    tell_and_send()
    assert len(mails_to(person)) == number
    assert Delivery.objects.get().personal
    if number:
        assert "weil sie Ihren eigenen Beitrag betrifft" in mail.outbox[0].body


def test_who_follows_and_is_concerned_hears_it_once(park):
    person = follower(park)
    record("test.personal", park, data={"persons": [person.pk, person.pk]}, topics=["topic:1"])
    tell_and_send()
    send_due(now=later(days=9))
    assert len(mails_to(person)) == 1


def test_a_new_rhythm_takes_what_waits_along(park):
    person = follower(park, Rhythm.WEEKLY)
    record("test.moved", park)
    tell_waiting()
    set_rhythm(person=person, rhythm=Rhythm.DAILY)
    send_due(now=queries.next_due(Rhythm.DAILY, timezone.now()))
    assert len(mails_to(person)) == 1


def test_choosing_at_once_brings_no_flood(park):
    person = follower(park, Rhythm.DAILY)
    for _ in range(12):
        record("test.moved", park)
    tell_waiting()
    set_rhythm(person=person, rhythm=Rhythm.AT_ONCE)
    assert send_due() == 0
    send_due(now=later(days=1, hours=1))
    assert len(mails_to(person)) == 1


def test_wanting_mail_again_brings_nothing_old(park):
    person = follower(park, Rhythm.NEVER)
    record("test.moved", park)
    record("test.personal", park, data={"persons": [person.pk]})
    tell_waiting()
    set_rhythm(person=person, rhythm=Rhythm.AT_ONCE)
    assert send_due(now=later(days=30)) == 0


def test_stopping_stops_what_waited_too(park):
    other = process()
    person = follower(park)
    follow(person=person, topic=topic(other))
    record("test.moved", park)
    record("test.moved", other)
    tell_waiting()
    unfollow(person=person, topic=topic(park))
    send_due(now=later(days=2))
    (letter,) = mails_to(person)
    assert "Teich" not in letter.body and str(other) in letter.body


def test_an_unknown_rhythm_is_refused():
    person = citizen()
    for rhythm in ("", "immer", "\x00"):
        with pytest.raises(Refusal):
            set_rhythm(person=person, rhythm=rhythm)
    assert not Preference.objects.exists()


def test_much_at_once_comes_as_one_letter(park):
    person = follower(park, Rhythm.AT_ONCE)
    for _ in range(4):
        record("test.moved", park)
    record("test.personal", park, data={"persons": [person.pk]})
    tell_and_send()
    subjects = sorted(letter.subject for letter in mails_to(person))
    assert subjects == ["4 Neuigkeiten aus Dortmund", "Für Sie: „Ein Park & sein „Teich““"]


# --- who is not told


def test_nobody_is_told_of_their_own_deed(park):
    person = follower(park, Rhythm.AT_ONCE)
    record("test.moved", park, actor=person)
    record("test.personal", park, actor=person, data={"persons": [person.pk]})
    tell_and_send()
    assert not Delivery.objects.exists() and not mail.outbox


def test_nobody_without_an_account_any_more_is_written_to(park):
    before, between, erased = (follower(park, Rhythm.AT_ONCE) for _ in range(3))
    before.is_active = False
    before.save()
    record("test.moved", park)
    assert tell_waiting() == 2
    between.is_active = False
    between.save()
    delete_account(person=erased, keep_texts=True)
    mail.outbox.clear()
    assert send_due() == 0
    assert not mail.outbox


def test_what_is_not_public_reaches_only_whom_it_concerns(park):
    person = citizen()
    follower(park, Rhythm.AT_ONCE)
    record("test.personal", park, public=False, data={"persons": [person.pk]})
    record("test.moved", park, public=False)
    tell_and_send()
    assert [letter.to for letter in mail.outbox] == [[person.email]]


def test_what_was_hidden_meanwhile_is_not_told(park):
    person = follower(park)
    record("test.moved", park)
    tell_waiting()
    park.published_at = None
    park.save()
    assert send_due(now=later(days=2)) == 0
    assert queries.as_news(list(queries.news_of(person))) == []
    assert send_due(now=later(days=3)) == 0


def test_what_is_gone_is_no_news(park):
    follower(park, Rhythm.AT_ONCE)
    record("test.moved", park)
    tell_waiting()
    record("test.moved", park)
    park.delete()
    assert tell_waiting() == 0
    assert send_due() == 0
    assert not Announcement.objects.filter(told_at=None).exists()


def test_a_verb_without_words_is_no_news(park):
    record("test.nothing", park)
    assert not Announcement.objects.exists()


# --- words


@pytest.fixture
def letter(park: Any) -> Any:
    body = "Guten Tag,\n\n„A & B“ <script>alert(1)</script>\nzweite Zeile"
    person = follower(park, Rhythm.AT_ONCE)
    record("test.moved", park, data={"body": body})
    tell_and_send()
    (letter,) = mails_to(person)
    letter.person = person
    return letter


def test_a_mail_reads_well_as_text(letter, park, settings):
    assert letter.subject == "Bewegt: „Ein Park & sein „Teich““"
    assert letter.body.startswith("Bewegt: „Ein Park & sein „Teich““\n\nGuten Tag,\n\n„A & B“ <script>")
    assert f"{settings.BASE_URL}{park.get_absolute_url()}\n" in letter.body
    assert "weil Sie das verfolgen" in letter.body
    assert "&amp;" not in letter.body and "&quot;" not in letter.body and "<p" not in letter.body
    assert "\n\n\n\n" not in letter.body
    assert f"{settings.BASE_URL}/konto/benachrichtigungen/" in letter.body


def test_a_letter_is_an_overview(park):
    person = follower(park)
    for number in range(3):
        record("test.moved", park, data={"body": f"Absatz {number}.\n\n" + "Wort " * 100})
    tell_waiting()
    send_due(now=later(days=2))
    (letter,) = mails_to(person)
    assert letter.body.startswith("3 Neuigkeiten aus Dortmund\n\nBewegt:")
    assert letter.body.count("\n* * *\n") == 2
    assert letter.body.count("Wort …") == 3
    assert "\n\n\n\n" not in letter.body


def test_a_mail_is_html_without_anything_from_elsewhere(letter, park, settings):
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "<img" not in html and "src=" not in html
    assert 'lang="de"' in html
    assert f'href="{settings.BASE_URL}{park.get_absolute_url()}"' in html
    assert '<p dir="auto">zweite Zeile</p>' in html


def test_mail_speaks_the_language_of_its_reader(park):
    person = follower(park, language="en")
    record("test.moved", park)
    tell_waiting()
    send_due(now=later(days=2))
    (letter,) = mails_to(person)
    assert "/en/konto/benachrichtigungen/" in letter.body
    assert f"/en{park.get_absolute_url()}" in letter.body
    assert "/en/abmelden/" in letter.extra_headers["List-Unsubscribe"]
    assert 'lang="en"' in letter.alternatives[0][0]


def test_a_title_of_many_lines_cannot_write_headers(park):
    registry.register(
        Notice("test.moved", lambda event, subject: "Eins\r\nBcc: x@example.org\n\n" + "x" * 400)
    )
    person = follower(park, Rhythm.AT_ONCE)
    record("test.moved", park)
    tell_and_send()
    (letter,) = mails_to(person)
    message = letter.message()
    assert message["Bcc"] is None
    assert len(letter.subject) <= 200


# --- stopping by one click


def test_one_click_of_the_mail_program(letter, settings):
    headers = letter.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].replace("\n", "").replace(" ", "").strip("<>")
    assert address.startswith(settings.BASE_URL)
    path = address.removeprefix(settings.BASE_URL)
    assert path in letter.body
    machine = Client(enforce_csrf_checks=True)
    page = machine.get(path)
    assert page.status_code == 200 and not page.cookies
    assert b"csrf" not in page.content and b"Abbestellen" in page.content
    assert Preference.objects.get(person=letter.person).rhythm == Rhythm.AT_ONCE, "looking is not clicking"
    for _ in range(2):
        done = machine.post(path, {"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200 and not done.cookies
    assert Preference.objects.get(person=letter.person).rhythm == Rhythm.NEVER
    assert Follow.objects.filter(person=letter.person).exists(), "what is followed stays"


@pytest.mark.parametrize("token", ["x", "MQ:1:x", "MQ:1tX:abc-def", "\x00", "🙂"])
def test_a_made_up_link_stops_nobodys_mail(client, token):
    person = citizen()
    assert person_of_token(token) is None
    for answer in (client.get(f"/abmelden/{token}/"), client.post(f"/abmelden/{token}/")):
        assert answer.status_code == 404
    assert person_of_token(unsubscribe_token(person.pk)) == person.pk
    assert not Preference.objects.exists()


def test_a_link_of_somebody_who_left_does_no_harm(client):
    person = citizen()
    token = unsubscribe_token(person.pk)
    person.delete()
    assert client.post(f"/abmelden/{token}/").status_code == 200
    stop_mails(person_id=10**12)


# --- trouble


@pytest.fixture
def moody(settings: Any) -> Iterator[type[Moody]]:
    settings.EMAIL_BACKEND = "tests.ground.notifications.servers.Moody"
    Moody.refused, Moody.out_of_order, Moody.connections = set(), False, 0
    yield Moody
    Moody.refused, Moody.out_of_order = set(), False


def test_a_server_that_does_not_answer_loses_nothing(settings, park):
    at_once_, daily = follower(park, Rhythm.AT_ONCE), follower(park, Rhythm.DAILY)
    for _ in range(2):
        record("test.moved", park)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.ground.notifications.servers.Down"
    Down.asked = 0
    tell_waiting()
    for hour in range(24 * 7):
        assert send_due(now=later(hours=hour)) == 0
    assert Down.asked == 24 * 7, "once a run is enough to know"
    settings.EMAIL_BACKEND = working
    assert send_due(now=later(days=8)) == 3
    assert len(mails_to(at_once_)) == 2 and len(mails_to(daily)) == 1
    assert send_due(now=later(days=9)) == 0


def test_an_address_that_is_refused_does_not_keep_the_others_back(moody, park):
    gone, there = follower(park, Rhythm.AT_ONCE), follower(park, Rhythm.AT_ONCE)
    moody.refused = {gone.email}
    record("test.moved", park)
    tell_and_send()
    assert len(mails_to(there)) == 1
    assert send_due(now=later(minutes=4)) == 0
    now, tries = timezone.now(), 1
    while (row := Delivery.objects.get(person=gone)).due_at:
        now = row.due_at + timedelta(seconds=1)
        send_due(now=now)
        tries += 1
    assert tries == actions.MOST_TRIES
    assert timedelta(days=3) < now - timezone.now() < timedelta(days=5)
    assert len(queries.as_news(list(queries.news_of(gone)))) == 1, "it can still be read"
    moody.refused = set()
    assert send_due(now=later(days=60)) == 0


def test_a_refused_address_may_work_later(moody, park):
    person = follower(park, Rhythm.AT_ONCE)
    moody.refused = {person.email}
    record("test.moved", park)
    tell_and_send()
    moody.refused = set()
    assert send_due(now=later(minutes=6)) == 1
    assert len(mails_to(person)) == 1


def test_a_server_that_breaks_off_is_given_a_rest(moody, park):
    people = [follower(park, Rhythm.AT_ONCE) for _ in range(6)]
    record("test.moved", park)
    moody.out_of_order = True
    tell_and_send()
    assert sum(Delivery.objects.values_list("tries", flat=True)) == actions.MOST_FAILURES
    moody.out_of_order = False
    assert send_due(now=later(minutes=6)) == 6
    assert all(len(mails_to(person)) == 1 for person in people)


def test_a_notice_without_words_does_not_keep_back_the_others(park, client):
    def broken(event: Any, subject: Any) -> str:
        raise KeyError("data")

    registry.register(Notice("test.broken", broken))
    person = follower(park)
    record("test.broken", park)
    record("test.moved", park)
    tell_waiting()
    send_due(now=later(days=2))
    (letter,) = mails_to(person)
    assert letter.subject == "Eine Neuigkeit aus Dortmund"
    client.force_login(person)
    assert client.get("/konto/neuigkeiten/").status_code == 200


def test_a_notice_that_knows_nobody_does_not_keep_back_the_others(park):
    def broken(event: Any, subject: Any) -> Any:
        raise KeyError("data")

    registry.register(Notice("test.broken", lambda event, subject: "x", personally=broken))
    person = follower(park, Rhythm.AT_ONCE)
    record("test.broken", park)
    record("test.moved", park)
    for _ in range(20):
        tell_and_send()
    assert len(mails_to(person)) == 1
    assert Announcement.objects.get(verb="test.broken").tries == actions.MOST_TELLINGS


@pytest.mark.django_db(transaction=True)
def test_eight_workers_send_each_mail_once(settings, park):
    people = [follower(park, Rhythm.AT_ONCE) for _ in range(5)] + [follower(park) for _ in range(5)]
    for _ in range(2):
        record("test.moved", park)

    def work(number: int) -> int:
        tell_waiting()
        return send_due(now=later(days=2))

    results = at_once(work)
    assert not [one for one in results if isinstance(one, BaseException)], results
    send_due(now=later(days=2))
    assert sorted(len(mails_to(person)) for person in people) == [1] * 5 + [2] * 5
    assert Delivery.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_slow_server_does_not_make_the_next_run_send_again(settings, monkeypatch, park):
    person = follower(park, Rhythm.AT_ONCE)
    record("test.moved", park)
    tell_waiting()
    sending, go_on = threading.Event(), threading.Event()
    real = actions._send

    def slowly(*args: Any, **kwargs: Any) -> int:
        sending.set()
        go_on.wait(20)
        return real(*args, **kwargs)

    monkeypatch.setattr(actions, "_send", slowly)
    results: list[int] = []

    def first_worker() -> None:
        results.append(send_due())
        connection.close()

    first = threading.Thread(target=first_worker)
    first.start()
    assert sending.wait(20)
    assert send_due() == 0
    go_on.set()
    first.join()
    assert results == [1]
    assert len(mails_to(person)) == 1


def test_a_worker_killed_while_sending_is_made_up_for(monkeypatch, park):
    person = follower(park, Rhythm.AT_ONCE)
    record("test.moved", park)
    tell_waiting()

    def killed(*args: Any, **kwargs: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(actions, "_send", killed)
        send_due()
    assert send_due() == 0
    assert send_due(now=later(minutes=16)) == 1
    assert len(mails_to(person)) == 1


def test_nothing_is_announced_by_a_deed_that_fails(park):
    follower(park)
    with pytest.raises(RuntimeError), transaction.atomic():
        record("test.moved", park)
        raise RuntimeError
    assert tell_waiting() == 0


# --- pages


def test_the_settings_page(client, park):
    person = follower(park, Rhythm.WEEKLY)
    client.force_login(person)
    page = client.get("/konto/benachrichtigungen/").content.decode()
    assert "Ein Park &amp; sein" in page
    assert 'value="woechentlich" checked' in page
    client.post("/konto/benachrichtigungen/", {"rhythm": "taeglich"})
    assert queries.rhythm_of(person) == Rhythm.DAILY
    answer = client.post("/konto/benachrichtigungen/", {"rhythm": "stündlich"}, follow=True)
    assert "Bitte wählen Sie einen der Rhythmen" in answer.content.decode()
    assert queries.rhythm_of(person) == Rhythm.DAILY
    for odd in ("\x00", "x" * 5_000, "process:1\x00"):
        assert client.post("/konto/benachrichtigungen/", {"topic": odd}).status_code == 302
    client.post("/konto/benachrichtigungen/", {"topic": topic(park)})
    assert "Sie verfolgen noch nichts" in client.get("/konto/benachrichtigungen/").content.decode()


def test_what_is_gone_can_be_let_go(client, park):
    person = follower(park)
    park.published_at = None
    park.save()
    client.force_login(person)
    page = client.get("/konto/benachrichtigungen/").content.decode()
    assert "nicht mehr öffentlich" in page and "Teich" not in page
    client.post("/konto/benachrichtigungen/", {"topic": topic(park)})
    assert not Follow.objects.exists()


def test_the_page_of_news(client, park):
    person = follower(park, Rhythm.NEVER)
    client.force_login(person)
    assert "Noch nichts Neues" in client.get("/konto/neuigkeiten/").content.decode()
    record("test.moved", park, data={"body": "<b>fett</b>"})
    tell_waiting()
    page = client.get("/konto/neuigkeiten/").content.decode()
    assert "Bewegt: „Ein Park &amp; sein „Teich““" in page
    assert "&lt;b&gt;fett" in page


@pytest.mark.parametrize("address", ["/konto/neuigkeiten/", "/konto/benachrichtigungen/"])
def test_private_pages_ask_who_you_are(client, address):
    answer = client.get(address)
    assert answer.status_code == 302 and answer["Location"].startswith("/konto/anmelden/")


@pytest.mark.parametrize("address", ["/konto/neuigkeiten/", "/konto/benachrichtigungen/"])
def test_full_pages_cost_the_same(client, address):
    person = citizen()
    client.force_login(person)

    def one_more() -> None:
        subject = process()
        follow(person=person, topic=topic(subject))
        record("test.moved", subject)

    def cost() -> int:
        client.get(address)  # the first page of a day notes that somebody was here
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    for _ in range(31):
        one_more()
    tell_waiting()
    few = cost()
    for _ in range(40):
        one_more()
    tell_waiting()
    assert cost() == few


def test_three_and_thirty_news_cost_the_same(client, park):
    person = follower(park)
    client.force_login(person)

    def cost() -> int:
        client.get("/konto/neuigkeiten/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/konto/neuigkeiten/").status_code == 200
        return len(queries)

    for _ in range(3):
        record("test.moved", park)
    tell_waiting()
    few = cost()
    for _ in range(27):
        record("test.moved", park)
    tell_waiting()
    assert cost() == few


def test_old_news_go(park):
    follower(park)
    record("test.moved", park)
    record("test.moved", park)
    tell_waiting()
    Announcement.objects.filter(pk=Announcement.objects.first().pk).update(at=later(days=-181))
    run_retention()
    assert Announcement.objects.count() == Delivery.objects.count() == 1


def test_many_followers(capsys, park):
    """Printed, not asserted: 2,000 followers."""
    people = [citizen() for _ in range(2_000)]
    Follow.objects.bulk_create(Follow(person=person, topic=topic(park)) for person in people)
    record("test.moved", park)
    began = time.perf_counter()
    assert tell_waiting() == 2_000
    told = time.perf_counter() - began
    began = time.perf_counter()
    assert send_due(now=later(days=2)) == actions.MOST_LETTERS
    sent = time.perf_counter() - began
    with capsys.disabled():
        print(
            f"\n{connection.vendor}: 2,000 followers told in {told:.2f} s, {actions.MOST_LETTERS} letters in {sent:.2f} s"
        )
