# SPDX-License-Identifier: EUPL-1.2
"""How a program shows whose hand it is: `auth=writer("proposals")` at a route."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from mitwirken.ground.deeds.limits import address_of, require_pace

from . import actions, queries, rules
from .models import ApiToken

SECONDS = 600
WRITES = 300
"""Writes of one token in ten minutes: more than a person with a form, less than a flood."""
WRONG_TOKENS = 100
READS_OF_ONES_OWN = 3000


class Token(HttpBearer):
    """Knows the token of a request; a refusal raised here is answered as a problem."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = queries.token_named(token.strip()) if len(token) < 200 else None
        if found is None:
            require_pace(address_of(request), "api.wrong_token", at_most=WRONG_TOKENS, seconds=SECONDS)
        valid = rules.require_valid(found)
        rules.require_scope(valid, self.scope)
        if request.method in {"GET", "HEAD"}:
            require_pace(f"token:{valid.pk}", "api.read", at_most=READS_OF_ONES_OWN, seconds=SECONDS)
        else:
            require_pace(f"token:{valid.pk}", "api.write", at_most=WRITES, seconds=SECONDS)
        actions.note_use(token=valid)
        return valid


def writer(scope: str) -> Token:
    return Token(scope)


def person_of(request: HttpRequest) -> Any:
    """The person whose token the request carries."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    return token.person


def token_of(request: HttpRequest) -> ApiToken:
    return request.auth  # type: ignore[attr-defined, no-any-return]
