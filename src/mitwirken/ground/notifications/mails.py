# SPDX-License-Identifier: EUPL-1.2
"""Letters by e-mail: always readable as text, always with a way to stop them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

SALT = "mitwirken.notifications.unsubscribe"


def unsubscribe_token(person_id: int) -> str:
    return signing.dumps(person_id, salt=SALT)


def person_of_token(token: str) -> int | None:
    """The person an unsubscribe link belongs to. Links do not expire: a mail may be opened years later."""
    try:
        return int(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def write(
    *, person: Any, subject: str, template: str, context: dict[str, Any], connection: Any = None
) -> None:
    """Sends `template`.txt and .html to the person, with one-click unsubscribe (RFC 8058).

    The caller has activated the person's language. Raises what the mail server raises; the caller tries again later.
    """
    path = reverse("notifications:unsubscribe", args=[unsubscribe_token(person.pk)])
    url = settings.BASE_URL + path
    whole = {
        **context,
        "subject": subject,
        "city": settings.CITY,
        "base_url": settings.BASE_URL,
        "unsubscribe_url": url,
        "LANGUAGE_CODE": translation.get_language(),
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split())[:200],
        body=render_to_string(f"{template}.txt", whole),
        to=[person.email],
        headers={
            "List-Unsubscribe": f"<{url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string(f"{template}.html", whole), "text/html")
    mail.send()
