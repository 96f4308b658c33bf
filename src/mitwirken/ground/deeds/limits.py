# SPDX-License-Identifier: EUPL-1.2
"""How often is too often. Counted in the database, so that several processes count together."""

import hashlib
import hmac
import ipaddress
import time

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

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
    hidden = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()
    # One statement, as a full hall asks this with every click; of two at once the second sees the first.
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO deeds_attempt (who, what, "window", count, at) VALUES (%s, %s, %s, 1, %s)'
            ' ON CONFLICT (who, what, "window") DO UPDATE SET count = deeds_attempt.count + 1 RETURNING count',
            [hidden, what, window, connection.ops.adapt_datetimefield_value(timezone.now())],
        )
        count = cursor.fetchone()[0]
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
