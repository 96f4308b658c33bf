# SPDX-License-Identifier: EUPL-1.2
"""The worker: does queued tasks as they come, and what the schedule says.

A task that a killed worker had begun is done again: tasks bear that (at least once, not exactly once).
Several workers may run, on several machines.
"""

import logging
import os
import signal
import socket
import threading
from datetime import timedelta

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from mitwirken.ground.deeds import schedule

log = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between two looks into an empty queue
SCHEDULE_PAUSE = 15.0  # jobs are due by the minute
ABANDONED_AFTER = timedelta(hours=2)  # longer than any task may take
KEEP_RESULTS = timedelta(days=14)


def work(*, once: bool = False) -> None:
    """Works until SIGTERM or SIGINT; the task at hand is finished first. `once` empties the queue and returns."""
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    hand = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,  # one at a time, so that a stop is noticed between two tasks
        worker_id=_own_name(),
        excluded_queue_names=[],
    )
    schedule_left = 0.0
    while True:
        close_old_connections()
        try:
            if schedule_left <= 0:
                give_back_abandoned()
                schedule.run_due()
                schedule_left = SCHEDULE_PAUSE
            # A look without a lock: claiming takes SQLite's only write lock, and most looks find nothing.
            while not stop.is_set() and DBTaskResult.objects.ready().exists():
                hand.run()
        except (OperationalError, InterfaceError):
            log.exception("The database is not there; the worker tries again.")
            if once:
                raise
            stop.wait(2)
        if once or stop.wait(PAUSE):
            return
        schedule_left -= PAUSE


def _own_name() -> str:
    """`host:pid:start`: tells later whether this very process still lives."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{_started(os.getpid())}"


def _started(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _is_gone(name: str) -> bool:
    host, _, rest = name.partition(":")
    pid, _, started = rest.partition(":")
    return host == socket.gethostname()[:30] and pid.isdigit() and _started(int(pid)) != started


def give_back_abandoned() -> int:
    """Tasks whose worker was killed are ready again: at once on this machine, after two hours on another."""
    given_back = 0
    for row in DBTaskResult.objects.running():
        dead = bool(row.worker_ids) and _is_gone(row.worker_ids[-1])
        if dead or (row.started_at and row.started_at < timezone.now() - ABANDONED_AFTER):
            # Three tries: a task that kills its worker must not do so for ever.
            status = "READY" if len(row.worker_ids) < 3 else "FAILED"
            given_back += DBTaskResult.objects.filter(
                pk=row.pk, status=row.status, started_at=row.started_at
            ).update(status=status, finished_at=timezone.now() if status == "FAILED" else None)
            log.warning("Task %s was left by %s: now %s", row.task_path, row.worker_ids[-1:], status)
    return given_back


@schedule.every(daily_at="03:40")
def forget_old_tasks() -> None:
    """Results of tasks are kept two weeks for whoever looks for a fault."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_RESULTS).delete()
