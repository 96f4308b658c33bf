# SPDX-License-Identifier: EUPL-1.2
"""A double click counts once: a form carries a token, and the token is spent with the deed."""

import re
import secrets
from collections.abc import Callable

from django.db import IntegrityError, transaction

from .models import Once

_ODD = re.compile(r"[^\w-]", re.ASCII)


def new_token() -> str:
    """For the hidden field `once` of a form that makes something new."""
    return secrets.token_urlsafe(18)


def once(token: str, deed: Callable[[], str]) -> str:
    """Does `deed` and returns its result (an address), or returns the first result when the token was spent.

    The token's row is written in the deed's transaction: a deed that is refused or fails leaves the token
    unspent. Of two requests at once the second waits on the unique key and gets the first one's result.
    An empty token (a client without the field) just does the deed.
    """
    token = _ODD.sub("", token)[:64]
    if not token:
        return deed()
    done = _result_of(token)
    if done is not None:
        return done
    try:
        with transaction.atomic():
            row = Once.objects.create(token=token)
            row.result = deed()[:500]
            row.save(update_fields=["result"])
            return row.result
    except IntegrityError:
        done = _result_of(token)
        if done is None:
            # Not the token: the deed itself met a row that is there already.
            raise
        return done


def _result_of(token: str) -> str | None:
    return Once.objects.filter(token=token).values_list("result", flat=True).first()
