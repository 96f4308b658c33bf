# SPDX-License-Identifier: EUPL-1.2
"""What happens by itself, every so many minutes or once a day. `mitwirken work` does it.

    @every(minutes=60)
    def send_digests() -> None: ...

A room writes that above an action and imports the action from its `apps.py`, so that the worker knows it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from .models import ScheduledRun

Deed = Callable[[], object]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """`name` is the function's dotted name; exactly one of `minutes` and `daily_at` is set."""

    name: str
    function: Deed
    minutes: int = 0
    daily_at: time | None = None

    def is_due(self, last: datetime, now: datetime) -> bool:
        """Whether it is time again, `last` being when it was last started."""
        if self.daily_at is None:
            return last <= now - timedelta(minutes=self.minutes)
        local = timezone.localtime(now)
        today = local.replace(hour=self.daily_at.hour, minute=self.daily_at.minute, second=0, microsecond=0)
        return last < (today if today <= local else today - timedelta(days=1))


_jobs: dict[str, Job] = {}


def every(*, minutes: int = 0, daily_at: str = "") -> Callable[[Deed], Deed]:
    """Registers a function without arguments: `minutes=60`, or `daily_at="03:10"` in the city's own time.

    A run that was missed because no worker ran is made up for once, not as often as it was missed. A job that
    fails is logged and comes again at its next time. It must bear being started twice after a crash.
    """
    if (minutes > 0) == bool(daily_at):
        raise ValueError("Say either minutes= or daily_at=.")
    at = time.fromisoformat(daily_at) if daily_at else None

    def register(function: Deed) -> Deed:
        name = f"{function.__module__}.{function.__qualname__}"
        _jobs[name] = Job(name, function, minutes, at)
        return function

    return register


def jobs() -> list[Job]:
    return [_jobs[name] for name in sorted(_jobs)]


def run_due(now: datetime | None = None) -> list[str]:
    """Starts every job that is due, one after the other, and returns the names of those it ran.

    Of several workers one gets a job: whoever changes the row from the time it has read.
    """
    now = now or timezone.now()
    seen = dict(ScheduledRun.objects.values_list("name", "at"))
    ran = []
    for job in jobs():
        last = seen.get(job.name)
        if last is None:
            # A new daily job waits for its hour; a new one by minutes starts now.
            first = now - timedelta(minutes=job.minutes + 1) if job.daily_at is None else now
            row, _ = ScheduledRun.objects.get_or_create(name=job.name, defaults={"at": first})
            last = row.at
        if not job.is_due(last, now):
            continue
        if not ScheduledRun.objects.filter(name=job.name, at=last).update(at=now):
            continue
        try:
            job.function()
        except Exception:
            log.exception("%s failed", job.name)
        ran.append(job.name)
    return ran
