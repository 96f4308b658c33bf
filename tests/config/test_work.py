# SPDX-License-Identifier: EUPL-1.2
"""The worker gives back what a dead one had begun, and leaves a living one's task alone."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mitwirken.config import work

pytestmark = pytest.mark.django_db


def begun(worker: str, *, ago: timedelta = timedelta(), tries: int = 1) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status="RUNNING",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="x.y",
        backend_name="default",
        run_after=timezone.now(),
        started_at=timezone.now() - ago,
        worker_ids=["earlier"] * (tries - 1) + [worker],
    )


def status_after(row: DBTaskResult) -> str:
    work.give_back_abandoned()
    row.refresh_from_db()
    return row.status


def test_a_living_workers_task_stays() -> None:
    assert status_after(begun(work._own_name())) == "RUNNING"


def test_a_dead_workers_task_is_ready_again() -> None:
    host, _, _ = work._own_name().partition(":")
    assert status_after(begun(f"{host}:{2**22 + 1}:5")) == "READY"
    # The number of a process comes again; its start does not.
    assert status_after(begun(f"{host}:{os.getpid()}:1")) == "READY"


def test_another_machines_task_waits_long() -> None:
    assert status_after(begun("elsewhere:1:1")) == "RUNNING"
    assert status_after(begun("elsewhere:1:1", ago=timedelta(hours=3))) == "READY"


def test_a_task_that_kills_its_worker_ends() -> None:
    host, _, _ = work._own_name().partition(":")
    assert status_after(begun(f"{host}:{2**22 + 1}:5", tries=3)) == "FAILED"
