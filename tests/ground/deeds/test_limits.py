# SPDX-License-Identifier: EUPL-1.2
"""Too often is too often, in whichever process."""

from __future__ import annotations

import hashlib
import hmac
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import RequestFactory
from tests.ground.deeds.crowd import at_once

from mitwirken.ground.deeds import limits
from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.models import Attempt
from mitwirken.ground.deeds.refusal import Refusal

NOW = 1_800_000_000  # the start of an hour
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    class Clock:
        now = NOW

        def time(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(limits, "time", clock)
    return clock


def tries(
    number: int, who: str = "192.0.2.7", what: str = "guess", at_most: int = 3, seconds: int = 600
) -> int:
    """How many of so many attempts were let through."""
    let = 0
    for _ in range(number):
        try:
            require_pace(who, what, at_most=at_most, seconds=seconds)
            let += 1
        except Refusal as refusal:
            assert refusal.status == 429
    return let


@pytest.mark.django_db
def test_exactly_so_many_are_let_through(clock):
    assert tries(10) == 3
    assert tries(1, who="192.0.2.8") == 1
    assert tries(1, what="other") == 1


@pytest.mark.django_db
def test_none_at_all_when_none_is_allowed(clock):
    assert tries(2, at_most=0) == 0


@pytest.mark.django_db
def test_a_new_window_begins_anew(clock):
    assert tries(5) == 3
    clock.now = NOW + 599
    assert tries(1) == 0
    clock.now = NOW + 600
    assert tries(5) == 3


@pytest.mark.django_db
def test_windows_longer_than_a_day_are_kept(clock):
    week = 7 * 86_400
    clock.now = NOW - NOW % week
    assert tries(3, seconds=week) == 3
    clock.now += 3 * 86_400
    assert tries(1, seconds=week) == 0


@pytest.mark.django_db
def test_the_same_deed_counted_by_the_minute_and_by_the_hour(clock):
    clock.now = 0
    assert tries(3, seconds=60) == 3
    assert tries(3, seconds=3600) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left", "words"), [(1, "in einer Minute"), (61, "in 2 Minuten"), (600, "in 10 Minuten")]
)
def test_the_sentence_says_how_long_to_wait(clock, left, words):
    clock.now = NOW + 600 - left
    with pytest.raises(Refusal, match=words):
        require_pace("x", "y", at_most=0, seconds=600)


@pytest.mark.django_db
def test_no_address_is_stored_and_nobody_can_be_followed(clock):
    tries(1)
    tries(1, what="other")
    clock.now = NOW + 600
    tries(1)
    rows = list(Attempt.objects.values_list("who", flat=True))
    assert len(set(rows)) == 3, "the same person looks different in each window and each deed"
    for row in rows:
        assert "192.0.2" not in row
        assert len(row) == 64
        for key in (b"", settings.SECRET_KEY.encode()):
            assert row != hashlib.sha256(b"192.0.2.7").hexdigest()
            assert row != hmac.new(key, b"192.0.2.7", hashlib.sha256).hexdigest()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["", "\x00", "🙂" * 3_000, "a\nb"])
def test_odd_names_are_counted_as_well(clock, who):
    assert tries(5, who=who) == 3


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_counted_exactly(clock):
    results = at_once(lambda number: tries(5, at_most=20))
    assert sum(results) == 20
    assert Attempt.objects.get().count == 40


@pytest.mark.django_db(transaction=True)
def test_another_process_counts_together_with_this_one():
    name = connection.settings_dict["NAME"]
    code = f"""
import django; django.setup()
from django.conf import settings
from django.db import connection
connection.close(); connection.settings_dict["NAME"] = {str(name)!r}
from mitwirken.ground.deeds.limits import require_pace
for _ in range(2):
    require_pace("192.0.2.7", "guess", at_most=3, seconds=10**7)
"""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "mitwirken.config.settings_test",
        "MITWIRKEN_SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": f"{ROOT}/src",
    }
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    assert tries(3, seconds=10**7) == 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("a socket", "a socket"),
    ],
)
def test_an_ipv6_household_is_one_address(address, counted):
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=address)) == counted


def test_the_proxy_is_believed_only_where_there_is_one(settings):
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.7"}
    )
    settings.SECURE_PROXY_SSL_HEADER = None
    assert address_of(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address_of(request) == "192.0.2.7", "the last hop; what stands before it anybody can write"
    bare = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": " "})
    assert address_of(bare) == "10.0.0.1"
