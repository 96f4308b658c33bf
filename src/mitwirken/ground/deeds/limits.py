# SPDX-License-Identifier: EUPL-1.2
"""How often is too often. Counted in the database, so that several processes count together."""

import hashlib
import hmac
import time

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import ngettext

from .models import Attempt
from .refusal import Refusal


def require_pace(who: str, what: str, *, at_most: int, seconds: int) -> None:
    """Refuses with 429 when `who` (an address of the net, a person, an e-mail) did `what` too often.

    Fixed windows of `seconds`. What is stored is an HMAC of `who` with the day in its key: it serves for
    counting and cannot be turned back into an address.
    """
    now = int(time.time())
    window = now // seconds
    key = f"{settings.SECRET_KEY}:{now // 86_400}".encode()
    digest = hmac.new(key, who.encode(), hashlib.sha256).hexdigest()
    with transaction.atomic():
        row, fresh = Attempt.objects.get_or_create(who=digest, what=what, window=window, defaults={"count": 1})
        if not fresh:
            Attempt.objects.filter(pk=row.pk).update(count=F("count") + 1)
    if not fresh and row.count + 1 > at_most:
        minutes = max(1, ((window + 1) * seconds - now + 59) // 60)
        raise Refusal(
            ngettext(
                "Das waren zu viele Versuche. Bitte probieren Sie es in einer Minute noch einmal.",
                "Das waren zu viele Versuche. Bitte probieren Sie es in %(minutes)d Minuten noch einmal.",
                minutes,
            )
            % {"minutes": minutes},
            status=429,
        )


def address_of(request) -> str:  # type: ignore[no-untyped-def]
    """The reader's address for counting; behind a proxy of ours the last hop it names."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            return str(forwarded.rsplit(",", 1)[-1].strip())
    return str(request.META.get("REMOTE_ADDR", ""))
