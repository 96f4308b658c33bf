# SPDX-License-Identifier: EUPL-1.2
"""A letter about an answer that could not be sent is tried again, ever later, and given up in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone
from tests.people import citizen, staff

from mitwirken.ground.desk.roles import Role
from mitwirken.ground.protection import actions
from mitwirken.ground.protection.models import Request, RequestKind

pytestmark = pytest.mark.django_db


def answered(execute: Any) -> Request:
    row = actions.ask(kind=RequestKind.OBJECT, text="Ich möchte das nicht.", person=citizen())
    with execute(execute=True):
        actions.answer(
            request=row, text="Wir haben es gelassen.", by=staff(Role.OMBUDS, Role.CORE, Role.ADMIN)
        )
    return row


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Any:
    tries: list[Any] = []

    def fail(self: EmailMessage, *args: Any, **kwargs: Any) -> int:
        tries.append(self.to)
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", fail)
        yield tries


def test_it_goes_out_at_once_and_only_once(django_capture_on_commit_callbacks: Any) -> None:
    answered(django_capture_on_commit_callbacks)
    assert len(mail.outbox) == 1 and Request.objects.get().letter_due_at is None
    assert actions.send_letters(now=timezone.now() + timedelta(days=9)) == 0 and len(mail.outbox) == 1


def test_it_is_tried_again_ever_later_and_then_given_up(
    django_capture_on_commit_callbacks: Any, broken: list[Any]
) -> None:
    row = answered(django_capture_on_commit_callbacks)
    waits = []
    for _try in range(30):
        row.refresh_from_db()
        if row.letter_due_at is None:
            break
        now = row.letter_due_at
        assert actions.send_letters(now=now - timedelta(seconds=1)) == 0
        actions.send_letters(now=now)
        row.refresh_from_db()
        if row.letter_due_at:
            waits.append(row.letter_due_at - now)
    assert len(broken) == actions.MOST_TRIES and row.letter_due_at is None
    assert waits == sorted(waits) and waits[0] == timedelta(minutes=10) and waits[-1] == timedelta(days=1)
    assert row.answer and not mail.outbox


def test_after_a_failure_it_arrives(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = EmailMessage.send
    monkeypatch.setattr(EmailMessage, "send", lambda self, *a, **k: (_ for _ in ()).throw(OSError()))
    row = answered(django_capture_on_commit_callbacks)
    monkeypatch.setattr(EmailMessage, "send", sent)
    row.refresh_from_db()
    assert row.letter_due_at is not None and row.letter_tries == 1
    assert actions.send_letters(now=row.letter_due_at) == 1
    [letter] = mail.outbox
    assert "gelassen" not in letter.body and row.number in letter.subject
    assert Request.objects.get().letter_due_at is None


def test_nobody_is_written_to_who_is_gone(django_capture_on_commit_callbacks: Any, broken: list[Any]) -> None:
    row = answered(django_capture_on_commit_callbacks)
    Request.objects.update(person=None)
    row.refresh_from_db()
    tried = len(broken)
    assert row.letter_due_at is not None and actions.send_letters(now=row.letter_due_at) == 0
    assert len(broken) == tried and Request.objects.get().letter_due_at is None
