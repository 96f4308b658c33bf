# SPDX-License-Identifier: EUPL-1.2
"""How often is too often. Counted in the database, so that several processes count together."""

import hashlib
import hmac
import ipaddress
import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import ngettext

from .models import Attempt
from .refusal import Refusal


def require_pace(who: str, what: str, *, at_most: int, seconds: int) -> None:
    """Refuses with 429 when `who` (an address of the net, a person, an e-mail) did `what` too often.

    Fixed windows of `seconds`; refused attempts count too. Call it outside of the deed's transaction: what a
    failed deed rolls back is not counted. What is stored is an HMAC of `who` that differs from window to window
    and from deed to deed: it serves for counting and cannot be turned back into an address.
    """
    now = int(time.time())
    window = now // seconds
    said = f"{what}\n{seconds}\n{window}\n{who}".encode()
    row: dict[str, Any] = {
        "who": hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest(),
        "what": what,
        "window": window,
    }
    with transaction.atomic():
        Attempt.objects.get_or_create(**row)
        # Counted before it is read: of two at once the second waits for the row and sees the first.
        Attempt.objects.filter(**row).update(count=F("count") + 1)
        count = Attempt.objects.values_list("count", flat=True).get(**row)
    if count > at_most:
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


def address_of(request: HttpRequest) -> str:
    """The reader's address for counting; behind a proxy of ours the last hop it names.

    Of an IPv6 address the first half: a household has all of the second half to itself.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "")
        address = forwarded.rsplit(",", 1)[-1].strip() or address
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, 64), strict=False))
    return address
