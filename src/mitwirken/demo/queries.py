# SPDX-License-Identifier: EUPL-1.2
"""What the demo shows of its insides: who can sign in, and the mails that would have gone out."""

from __future__ import annotations

import email
import email.policy
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.utils import timezone

from mitwirken.civic.people.models import Person
from mitwirken.formats.live.models import Gathering, State

NEWEST = 60


@dataclass(frozen=True)
class SignIn:
    email: str
    pseudonym: str
    roles: Sequence[Any]
    code: str


@dataclass(frozen=True)
class Mail:
    key: str
    to: str
    subject: str
    at: datetime
    text: str


def sign_ins() -> list[SignIn]:
    """Invented people with the printed password; for staff the six digits that hold for the next half minute."""
    usable = Person.objects.exclude(password="").exclude(password__startswith="!")  # noqa: S106
    people = usable.prefetch_related("grants__office")
    secrets = {
        row.user_id: row
        for row in Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__in=people)
    }
    counter = int(time.time()) // 30
    found = []
    for person in people.order_by("pk"):
        row = secrets.get(person.pk)
        code = format_hotp_value(hotp_value(decrypt(row.data["secret"]), counter)) if row else ""
        roles = list(dict.fromkeys(grant.get_role_display() for grant in person.grants.all()))
        found.append(SignIn(person.email, person.pseudonym, roles, code))
    return sorted(found, key=lambda one: (not one.roles, one.email))


def gatherings() -> list[Any]:
    """Gatherings of events to come whose doors are still closed, the next first; what runs already before them."""
    rows = Gathering.objects.select_related("event").filter(
        event__ends_at__gt=timezone.now(), state__in=[State.PLANNED, State.LIVE, State.PAUSED]
    )
    return list(rows.order_by("event__starts_at", "pk"))


def mails() -> list[Mail]:
    """The newest mails that were written to the folder, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    if not folder.is_dir():
        return []
    found: list[Mail] = []
    for path in sorted(folder.glob("*.log"), key=lambda path: path.name, reverse=True):
        found += reversed(_mails_in(path))
        if len(found) >= NEWEST:
            break
    return found[:NEWEST]


def mail_named(key: str) -> Mail | None:
    folder = Path(settings.EMAIL_FILE_PATH)
    name, _dash, _number = key.rpartition("-")
    # Compared, not opened: a name from an address never becomes a path.
    files = (path for path in folder.glob("*.log") if path.stem == name)
    return next((mail for path in files for mail in _mails_in(path) if mail.key == key), None)


def _mails_in(path: Path) -> list[Mail]:
    """One file holds what was sent over one connection; the backend ends each message with a line of dashes."""
    at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    parts = [part for part in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n") if part.strip()]
    return [_mail(f"{path.stem}-{number}", part.lstrip(), at) for number, part in enumerate(parts, 1)]


def _mail(key: str, raw: bytes, at: datetime) -> Mail:
    message: Any = email.message_from_bytes(raw, policy=email.policy.default)
    body: EmailMessage | None = message.get_body(("plain",))
    return Mail(
        key=key,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=at,
        text=str(body.get_content()) if body else "",
    )
