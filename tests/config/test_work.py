# SPDX-License-Identifier: EUPL-1.2
"""The worker does what is due, and waits for a database that is away."""

import pytest
from django.db import OperationalError

from mitwirken.config import work
from mitwirken.ground.deeds import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keep_the_tests_connection(monkeypatch):
    monkeypatch.setattr(work, "close_old_connections", lambda: None)


@pytest.fixture
def done(monkeypatch):
    found = []
    monkeypatch.setattr(schedule, "_jobs", {})
    schedule.every(minutes=5)(lambda: found.append("done"))
    return found


def test_what_is_due_is_done_once(done):
    work.work(once=True)
    work.work(once=True)
    assert done == ["done"]


def test_a_database_that_is_away_is_said(monkeypatch):
    def away():
        raise OperationalError("no server")

    monkeypatch.setattr(schedule, "run_due", away)
    with pytest.raises(OperationalError):
        work.work(once=True)
