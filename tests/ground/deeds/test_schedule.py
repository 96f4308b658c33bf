# SPDX-License-Identifier: EUPL-1.2
"""Jobs run when they are due, once, whoever runs them."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from mitwirken.ground.deeds import schedule

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=BERLIN)
pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    monkeypatch.setattr(schedule, "_jobs", {})
    yield []


def test_by_minutes(done: list[str]) -> None:
    @schedule.every(minutes=30)
    def job() -> None:
        done.append("job")

    schedule.run_due(NOON)
    assert done == ["job"]
    schedule.run_due(NOON + timedelta(minutes=29))
    assert done == ["job"]
    schedule.run_due(NOON + timedelta(minutes=30))
    assert done == ["job"] * 2
    schedule.run_due(NOON + timedelta(days=3))
    assert done == ["job"] * 3, "what was missed is made up for once"


def test_daily(done: list[str]) -> None:
    @schedule.every(daily_at="03:10")
    def job() -> None:
        done.append("job")

    schedule.run_due(NOON)
    assert done == [], "a new daily job waits for its hour"
    schedule.run_due(NOON.replace(day=24, hour=3, minute=9))
    assert done == []
    schedule.run_due(NOON.replace(day=24, hour=3, minute=10))
    schedule.run_due(NOON.replace(day=24, hour=3, minute=11))
    assert done == ["job"]
    schedule.run_due(NOON.replace(day=26))
    assert done == ["job"] * 2


def test_a_job_that_fails_stops_no_other_and_comes_again(done: list[str]) -> None:
    @schedule.every(minutes=1)
    def a_fails() -> None:
        done.append("a")
        raise RuntimeError("meant")

    @schedule.every(minutes=1)
    def b() -> None:
        done.append("b")

    schedule.run_due(NOON)
    assert done == ["a", "b"]
    schedule.run_due(NOON + timedelta(minutes=1))
    assert done == ["a", "b"] * 2


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_it(done: list[str]) -> None:
    @schedule.every(minutes=30)
    def job() -> None:
        done.append("job")

    schedule.run_due(NOON)
    later = NOON + timedelta(hours=1)
    start = threading.Barrier(4)

    def worker() -> None:
        try:
            start.wait(10)
            schedule.run_due(later)
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert done == ["job"] * 2


@pytest.mark.parametrize("wrong", [{}, {"minutes": 5, "daily_at": "03:00"}, {"daily_at": "25:00"}])
def test_a_wrong_time_is_refused_at_once(done: list[str], wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        schedule.every(**wrong)  # type: ignore[arg-type]
