# SPDX-License-Identifier: EUPL-1.2
"""Tokens: made on the account page, shown once, used, thrown away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from tests.people import citizen, staff

from mitwirken.civic.participation.models import Process
from mitwirken.civic.people.models import Person
from mitwirken.ground.api import actions
from mitwirken.ground.api.models import ApiToken
from mitwirken.ground.audit.models import Entry
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.privacy.actions import run_retention

pytestmark = pytest.mark.django_db
PAGE = "/konto/schluessel/"
BODY = {"process": "park", "title": "Eine Bank", "text": "Zum Sitzen."}


def test_the_secret_is_shown_once_and_only_its_hash_kept(client: Client, author: Person) -> None:
    client.force_login(author)
    response = client.post(PAGE, {"name": "Mein Skript", "scopes": ["proposals"], "days": "90"})
    assert response.status_code == 201
    row = ApiToken.objects.get()
    secret = response.context["secret"]
    assert secret.startswith("mw_") and len(secret) > 40
    assert secret in response.content.decode()
    assert row.token_hash == ApiToken.hash_of(secret) and secret not in str(row.__dict__)
    assert "no-store" in response["Cache-Control"]
    again = client.get(PAGE).content.decode()
    assert secret not in again and row.prefix in again


def test_without_a_permission_the_form_comes_back_with_what_was_typed(client: Client, author: Person) -> None:
    client.force_login(author)
    response = client.post(PAGE, {"name": "Mein Skript", "days": "90"})
    assert response.status_code == 422 and "Mein Skript" in response.content.decode()
    assert not ApiToken.objects.exists()


def test_the_page_is_for_people_with_an_account(client: Client) -> None:
    assert client.get(PAGE).status_code == 302


def test_a_revoked_token_opens_nothing(
    client: Client, author: Person, send: Callable[..., Any], open_process: Process
) -> None:
    client.force_login(author)
    row = ApiToken.objects.get()
    client.post(f"{PAGE}{row.pk}/loeschen/")
    assert send("post", "proposals", BODY).status_code == 401


def test_nobody_revokes_somebody_elses(client: Client, token: str) -> None:
    client.force_login(citizen())
    client.post(f"{PAGE}{ApiToken.objects.get().pk}/loeschen/")
    assert ApiToken.objects.exists()


@pytest.mark.parametrize("change", ["expired", "closed"])
def test_a_token_that_is_over(
    send: Callable[..., Any], author: Person, open_process: Process, change: str
) -> None:
    if change == "expired":
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        Person.objects.filter(pk=author.pk).update(is_active=False)
    assert send("post", "proposals", BODY).status_code == 401


@pytest.mark.parametrize("key", ["mw_wrong", "", "ü", "a b", "x" * 5000])
def test_a_wrong_token(send: Callable[..., Any], open_process: Process, key: str) -> None:
    assert send("post", "proposals", BODY, key=key or " ").status_code == 401


def test_a_token_does_only_what_it_may(
    send: Callable[..., Any], author: Person, open_process: Process
) -> None:
    _row, secret = actions.create_token(person=author, name="nur bewerten", scopes=["ratings"], days=30)
    response = send("post", "proposals", BODY, key=secret)
    assert response.status_code == 403 and "Vorschläge" in response.json()["detail"]


def test_use_is_noted_by_the_day(send: Callable[..., Any], open_process: Process) -> None:
    assert ApiToken.objects.get().last_used_on is None
    send("post", "proposals", BODY)
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


def test_staff_need_their_second_factor_first() -> None:
    with pytest.raises(Refusal, match="zweiten Faktor"):
        actions.create_token(
            person=staff(Role.CORE, second_factor=False), name="x", scopes=["ratings"], days=30
        )
    assert actions.create_token(person=staff(Role.CORE), name="x", scopes=["ratings"], days=30)


def test_twenty_are_enough(author: Person) -> None:
    for _number in range(20):
        actions.create_token(person=author, name="x", scopes=["ratings"], days=30)
    with pytest.raises(Refusal, match="20"):
        actions.create_token(person=author, name="x", scopes=["ratings"], days=30)


def test_expired_ones_are_forgotten_after_a_month(token: str) -> None:
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(days=20))
    assert "api.apitoken" not in run_retention()
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(days=31))
    assert run_retention()["api.apitoken"] == 1


def test_a_token_of_staff_opens_nothing_without_a_second_factor_and_stands_in_the_logbook():
    from mitwirken.ground.api import registry, rules

    person = staff(Role.EDITOR)
    scope = next(iter(registry.scopes())).key
    token, _secret = actions.create_token(person=person, name="Skript", scopes=[scope], days=30)
    assert rules.require_valid(token) is token
    Authenticator.objects.filter(user=person).delete()
    token = ApiToken.objects.get(pk=token.pk)
    with pytest.raises(Refusal, match="zweiten Faktor"):
        rules.require_valid(token)
    actions.revoke_token(token=token, by=person)
    assert list(Entry.objects.order_by("number").values_list("verb", flat=True)) == [
        "api.token_made",
        "api.token_gone",
    ]
