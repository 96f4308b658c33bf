# SPDX-License-Identifier: EUPL-1.2
"""Lets the demo's people act in the past, so that every rule about phases and days holds for them as for anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def on(moment: datetime) -> Iterator[None]:
    """While this lasts, `timezone.now()` is `moment`. Only for loading the demo: one thread, one process."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
