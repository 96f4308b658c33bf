# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from .models import ApiToken


def tokens_of(person: Any) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(person=person)


def token_named(secret: str) -> ApiToken | None:
    """The token with its person, by what the program sent. One query."""
    return ApiToken.objects.select_related("person").filter(token_hash=ApiToken.hash_of(secret)).first()
