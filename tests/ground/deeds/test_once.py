# SPDX-License-Identifier: EUPL-1.2
"""A form that is sent twice makes one thing."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, transaction
from tests.ground.deeds.crowd import at_once
from tests.people import process

from mitwirken.civic.participation.models import Process
from mitwirken.ground.deeds.models import Once
from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Refusal


def make() -> str:
    return f"/made/{process().pk}/"


@pytest.mark.django_db
def test_the_second_send_gets_the_first_result():
    token = new_token()
    first = once(token, make)
    assert once(token, make) == first
    assert Process.objects.count() == 1
    assert once(new_token(), make) != first


@pytest.mark.django_db
def test_tokens_are_hard_to_guess_and_fit_their_column():
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(20 <= len(token) <= 64 for token in tokens)


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "\x00", "äöü", "   "])
def test_without_a_token_each_send_counts(token):
    assert once(token, make) != once(token, make)
    assert not Once.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x" * 5_000, "a\x00b", "a'; DROP TABLE once --", "🙂token"])
def test_odd_tokens_do_no_harm(token):
    assert once(token, make) == once(token, make)
    assert Process.objects.count() == 1


@pytest.mark.django_db
def test_a_result_that_says_nothing_is_a_result():
    calls = []
    for _ in range(2):
        once("same", lambda: calls.append(1) or "")
    assert len(calls) == 1


@pytest.mark.django_db
def test_a_refused_deed_leaves_the_token_unspent():
    token = new_token()

    def refuse() -> str:
        make()
        raise Refusal("Nein.")

    with pytest.raises(Refusal):
        once(token, refuse)
    assert not Process.objects.exists()
    assert not Once.objects.exists()
    assert once(token, make).startswith("/made/")


@pytest.mark.django_db
def test_a_broken_rule_of_the_deeds_own_table_is_not_mistaken_for_a_double_click():
    process(slug="taken")

    def collide() -> str:
        process(slug="taken")
        return "/never/"

    with pytest.raises(IntegrityError):
        once("t", collide)
    assert not Once.objects.exists()
    assert once("t", make).startswith("/made/")


@pytest.mark.django_db
def test_it_works_inside_a_transaction():
    with transaction.atomic():
        first = once("t", make)
        assert once("t", make) == first
    assert Process.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_sends_at_once_make_one_row():
    token = new_token()
    results = at_once(lambda number: once(token, make))
    assert Process.objects.count() == 1
    assert len(set(results)) == 1
    assert results[0] == f"/made/{Process.objects.get().pk}/"


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_a_refused_deed_may_do_it():
    refused = threading.Event()

    def deed() -> str:
        if not refused.is_set():
            refused.set()
            raise Refusal("Nein.")
        return make()

    results = at_once(lambda number: once("t", deed))
    assert sum(isinstance(result, Refusal) for result in results) == 1
    assert Process.objects.count() == 1
    assert len({result for result in results if isinstance(result, str)}) == 1
