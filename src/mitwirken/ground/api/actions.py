# SPDX-License-Identifier: EUPL-1.2
"""Tokens are made, used and thrown away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitwirken.ground.audit.actions import note

from . import queries, rules
from .models import ApiToken

LEAD = "mw_"
TOKEN_MADE, TOKEN_GONE = "api.token_made", "api.token_gone"


@transaction.atomic
def create_token(*, person: Any, name: str, scopes: Sequence[str], days: int) -> tuple[ApiToken, str]:
    """The person gets a token with which a program may act for them. Returns it with the secret, which nobody can look up later.

    Refuses more than twenty tokens, none or unknown permissions, an unknown lifetime, staff without a second factor.
    """
    rules.require_may_create(person, scopes, days)
    secret = LEAD + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        person=person,
        name=" ".join(name.split())[:60],
        prefix=secret[: len(LEAD) + 6],
        token_hash=ApiToken.hash_of(secret),
        scopes=sorted(set(scopes)),
        expires_at=timezone.now() + timedelta(days=days),
    )
    if getattr(person, "roles", None):
        note(TOKEN_MADE, actor=person, subject=person, facts={"scopes": row.scopes})
    return row, secret


def revoke_token(*, token: ApiToken, by: Any) -> None:
    """The token opens nothing any more, at once. Somebody else's token is left alone."""
    gone, _each = queries.tokens_of(by).filter(pk=token.pk).delete()
    if gone and getattr(by, "roles", None):
        note(TOKEN_GONE, actor=by, subject=by)


def note_use(*, token: ApiToken) -> None:
    """Remembers the day on which the token was last used, so that people find those nobody needs. One write a day."""
    today = timezone.localdate()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
