# SPDX-License-Identifier: EUPL-1.2
"""Several threads that start together, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

THREADS = 8


def at_once(deed: Callable[[int], Any], threads: int = THREADS) -> list[Any]:
    """What `deed(number)` returned or raised, in the order of the numbers."""
    start = threading.Barrier(threads)
    results: list[Any] = [None] * threads

    def run(number: int) -> None:
        try:
            start.wait(30)
            results[number] = deed(number)
        except BaseException as failure:
            results[number] = failure
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return results


def all_at_once(deed: Callable[[int], Any], threads: int = THREADS) -> None:
    """The same, where nothing may go wrong: raises the first that was raised."""
    for result in at_once(deed, threads):
        if isinstance(result, BaseException):
            raise result
