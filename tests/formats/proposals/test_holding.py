# SPDX-License-Identifier: EUPL-1.2
"""What looks like advertising waits for a person: proposals and what is said about them, new and changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.people import citizen, phase, process, staff

from mitwirken.formats.deliberation import actions as deliberation
from mitwirken.formats.proposals import actions, queries
from mitwirken.formats.proposals.actions import Clean
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.models import Case
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.moderation import actions as moderation
from mitwirken.ground.moderation import queries as moderated
from mitwirken.ground.moderation.models import Held
from mitwirken.ground.notifications.actions import follow, tell_and_send

pytestmark = pytest.mark.django_db

ADVERTISING = "Jetzt gewinnen: https://kasino.example/bonus"
ORDINARY = "Am Markt fehlen seit dem Umbau Bänke im Schatten, vor allem für ältere Menschen."


@pytest.fixture
def town() -> Any:
    row = process()
    phase(row, "proposals", "propose", "comment")
    return row


def submit(town: Any, text: str, **values: Any) -> Proposal:
    return actions.submit_proposal(
        process=town, clean=Clean(title="Bänke", text=text), **{"author": citizen()} | values
    )


def is_public(row: Any) -> bool:
    return queries.public(Proposal.objects.filter(pk=row.pk)).exists()


def test_an_ordinary_proposal_is_published_at_once(town: Any) -> None:
    assert is_public(submit(town, ORDINARY))
    assert not Held.objects.exists()


def test_advertising_waits_and_its_author_is_told_why(town: Any) -> None:
    follower, author = citizen(), citizen()
    follow(person=follower, topic=f"process:{town.pk}")
    row = submit(town, ADVERTISING, author=author)
    held = Held.objects.get()
    assert not is_public(row)
    page = Client().get(held.get_absolute_url()).content.decode()
    assert "Er wartet kurz" in page and "fast nur aus einem Link" in page
    tell_and_send()
    told = [letter for letter in mail.outbox if held.get_absolute_url() in letter.body]
    assert [letter.to for letter in told] == [[author.email]]
    assert not [letter for letter in mail.outbox if letter.to == [follower.email]]
    assert not Case.objects.filter(subject_kind="proposal", subject_id=row.pk, shelved_at=None).exists()


def test_released_it_stands_where_it_would_have_stood(town: Any) -> None:
    row = submit(town, ADVERTISING)
    moderator = staff(Role.MODERATION)
    assert moderated.count_waiting() == 1
    moderation.keep_subject(kind="proposal", pk=row.pk, reason="Das ist eine Quelle.", by=moderator)
    assert is_public(row) and Held.objects.get().state == Held.State.RELEASED
    assert Activity.objects.filter(verb="proposals.submitted", public=True, subject_id=row.pk).count() == 1
    assert "freigegeben" in Client().get(Held.objects.get().get_absolute_url()).content.decode()
    assert moderated.count_waiting() == 0


def test_declined_it_needs_a_statement_of_reasons(town: Any) -> None:
    row = submit(town, ADVERTISING)
    moderator = staff(Role.MODERATION)
    client = Client()
    client.force_login(moderator)
    address = reverse("moderation:subject", args=["proposal", row.pk])
    shown = client.get(address).content.decode()
    assert "Nicht freigeben" in shown and "kasino.example/bonus" in shown
    hide = reverse("moderation:hide", args=["proposal", row.pk])
    assert client.post(hide, {"what": "alles", "once": "a"}).status_code == 422
    reasons = {"what": "alles", "ground": "regeln", "clause": "Keine Werbung", "facts": "Kasino."}
    assert client.post(hide, {**reasons, "once": "b"}).status_code == 302
    held = Held.objects.get()
    assert held.state == Held.State.DECLINED and not is_public(row)
    page = Client().get(held.decision.get_absolute_url()).content.decode()
    assert "Ein Filter hat den Beitrag angehalten" in page and "widersprechen" in page.lower()


def test_changing_it_into_advertising_waits_too(town: Any) -> None:
    author = citizen()
    row = submit(town, ORDINARY, author=author)
    actions.change_proposal(
        proposal=row, clean=Clean(title="Bänke", text=ADVERTISING), by=author, seen=row.version
    )
    assert not is_public(row)


@pytest.mark.parametrize("who", ["staff", "entered", "imported"])
def test_what_staff_write_or_bring_in_is_not_held(town: Any, who: str) -> None:
    clerk = staff(Role.PROCESS, Role.CORE)
    if who == "staff":
        row = submit(town, ADVERTISING, author=clerk)
    elif who == "entered":
        row = submit(town, ADVERTISING, author=None, entered_by=clerk, channel="papier")
    else:
        row = submit(town, ADVERTISING, imported=True)
    assert is_public(row)


def test_an_argument_waits_and_the_one_it_answers_is_told_only_then(town: Any) -> None:
    writer, answering = citizen(), citizen()
    subject = submit(town, ORDINARY)
    first = deliberation.add_argument(subject=subject, kind="pro", text=ORDINARY, by=writer)
    reply = deliberation.add_argument(subject=subject, kind="", text=ADVERTISING, by=answering, parent=first)
    assert reply.hidden_at is not None
    tell_and_send()
    assert not [letter for letter in mail.outbox if letter.to == [writer.email]]
    first.refresh_from_db()
    assert first.reply_count == 0
    moderation.keep_subject(kind="argument", pk=reply.pk, reason="Eine Quelle.", by=staff(Role.MODERATION))
    tell_and_send()
    first.refresh_from_db()
    assert first.reply_count == 1
    assert [letter for letter in mail.outbox if letter.to == [writer.email]]


def test_the_same_text_again_waits(town: Any) -> None:
    author = citizen()
    subject = submit(town, ORDINARY)
    said = "Das wäre für alle gut, die am Markt einkaufen und kurz sitzen wollen."
    first = deliberation.add_argument(subject=subject, kind="pro", text=said, by=author)
    again = deliberation.add_argument(subject=subject, kind="pro", text=said + " Bitte.", by=author)
    assert first.hidden_at is None and again.hidden_at is not None


def test_the_page_leads_to_where_it_waits_and_does_not_say_published(town: Any) -> None:
    author = citizen()
    subject = submit(town, ORDINARY)
    client = Client()
    client.force_login(author)
    sent = client.post(
        reverse("deliberation:add", args=["proposal", subject.pk]),
        {"kind": "pro", "text": ADVERTISING, "once": "x"},
    )
    assert sent["Location"] == Held.objects.get().get_absolute_url()
    html = client.get(sent["Location"]).content.decode()
    assert "Er wartet kurz" in html and "ist veröffentlicht" not in html


def test_whoever_pauses_writes_nothing_but_reads(town: Any) -> None:
    author, moderator = citizen(), staff(Role.MODERATION)
    subject = submit(town, ORDINARY)
    for step, days in (("verwarnung", None), ("pause", 3)):
        moderation.take_measure(
            concern="schreiben",
            step=step,
            days=days,
            clause="Regel",
            facts="Oft.",
            by=moderator,
            person=author,
        )
    with pytest.raises(Refusal, match="nichts schreiben"):
        submit(town, ORDINARY, author=author)
    with pytest.raises(Refusal, match="nichts schreiben"):
        deliberation.add_argument(subject=subject, kind="pro", text="Gut.", by=author)
    client = Client()
    client.force_login(author)
    assert client.get(subject.get_absolute_url()).status_code == 200
    before = client.get(reverse("deliberation:add", args=["proposal", subject.pk])).content.decode()
    assert "nichts schreiben" in before
