# SPDX-License-Identifier: EUPL-1.2
"""Who may have a token, and what it opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import is_staff

from . import queries, registry
from .models import ApiToken

MOST_TOKENS = 20
LIFETIMES = (30, 90, 365)


def require_may_create(person: Any, scopes: Sequence[str], days: int) -> None:
    if not person.is_active or getattr(person, "restricted_at", None):
        raise Refusal(_("Mit diesem Konto können zurzeit keine Schlüssel angelegt werden."))
    if is_staff(person) and not person.has_second_factor:
        raise Refusal(
            _(
                "Wer für die Stadt arbeitet, richtet zuerst den zweiten Faktor ein: Ein Schlüssel handelt in Ihrem Namen."
            )
        )
    if not scopes or not set(scopes) <= {scope.key for scope in registry.scopes()}:
        raise Refusal(_("Wählen Sie aus, was der Schlüssel darf."), status=422, field="scopes")
    if days not in LIFETIMES:
        raise Refusal(_("Wählen Sie, wie lange der Schlüssel gilt."), status=422, field="days")
    if queries.tokens_of(person).count() >= MOST_TOKENS:
        raise Refusal(
            _("Sie haben schon %(n)d Schlüssel. Löschen Sie zuerst einen, den Sie nicht mehr brauchen.")
            % {"n": MOST_TOKENS},
            status=409,
        )


def require_valid(token: ApiToken | None) -> ApiToken:
    if token is None:
        raise Refusal(
            _(
                "Diesen Schlüssel gibt es nicht oder nicht mehr. Einen neuen legen Sie auf Ihrer Kontoseite an."
            ),
            status=401,
        )
    if token.is_expired:
        raise Refusal(
            _("Dieser Schlüssel ist abgelaufen. Einen neuen legen Sie auf Ihrer Kontoseite an."), status=401
        )
    person: Any = token.person
    if not person.is_active or getattr(person, "erased_at", None):
        raise Refusal(_("Dieses Konto ist geschlossen."), status=401)
    if getattr(person, "roles", None) and not person.has_second_factor:
        raise Refusal(
            _(
                "Wer für die Stadt arbeitet, richtet zuerst einen zweiten Faktor ein. Bis dahin gilt dieser Schlüssel nicht."
            ),
            status=401,
        )
    return token


def require_scope(token: ApiToken, scope: str) -> None:
    if scope not in token.scopes:
        known = {each.key: each.name for each in registry.scopes()}
        raise Refusal(
            _(
                "Dieser Schlüssel darf das nicht: %(scope)s. Legen Sie auf Ihrer Kontoseite einen an, der es darf."
            )
            % {"scope": known.get(scope, scope)}
        )
