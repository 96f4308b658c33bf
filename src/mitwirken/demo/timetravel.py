# SPDX-License-Identifier: EUPL-1.2
"""Lets the demo's people act in the past, so that every rule about phases and days holds for them as for anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.utils import timezone


class Clock:
    """What time it is said to be; `wait` lets some of it pass."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def wait(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


_clocks: list[Clock] = []


class _Any(type):
    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, datetime)


class _Calendar(datetime, metaclass=_Any):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return _clocks[-1].moment


@contextmanager
def on(moment: datetime) -> Iterator[Clock]:
    """While this lasts, `timezone.now()` is `moment`, also for columns that took the function as their default.

    Only for loading the demo: one thread, one process.
    """
    clock = Clock(moment)
    real: Any = timezone.datetime  # type: ignore[attr-defined]
    _clocks.append(clock)
    timezone.datetime = _Calendar  # type: ignore[attr-defined]
    try:
        yield clock
    finally:
        _clocks.pop()
        timezone.datetime = real  # type: ignore[attr-defined]
