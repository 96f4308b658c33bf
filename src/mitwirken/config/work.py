# SPDX-License-Identifier: EUPL-1.2
"""The worker: does what the schedule says is due. Letters wait as rows, so nothing is lost while no worker runs.

Several workers may run, on several machines: of two, one gets a job.
"""

import logging
import signal
import threading

from django.db import InterfaceError, OperationalError, close_old_connections

from mitwirken.ground.deeds import schedule

log = logging.getLogger(__name__)

PAUSE = 10.0  # seconds between two looks; jobs are due by the minute


def work(*, once: bool = False) -> None:
    """Works until SIGTERM or SIGINT; the job at hand is finished first. `once` does what is due and returns."""
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    while True:
        close_old_connections()
        try:
            schedule.run_due()
        except (OperationalError, InterfaceError):
            log.exception("The database is not there; the worker tries again.")
            if once:
                raise
        if once or stop.wait(PAUSE):
            return
