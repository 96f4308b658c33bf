# SPDX-License-Identifier: EUPL-1.2
import sys
import time


class Line:
    """Progress on one line of a terminal; in a log file a line now and then."""

    def __init__(self) -> None:
        self.terminal = sys.stderr.isatty()
        self.pause = 0.1 if self.terminal else 10.0
        self.said_at = time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self.said_at < self.pause:
            return
        if done >= total and not self.terminal:
            return
        self.said_at = now
        share = 100 * done // max(total, 1)
        sys.stderr.write(f"\r{what}: {share} %   " if self.terminal else f"{what}: {share} %\n")
        if self.terminal and done >= total:
            sys.stderr.write("\n")
        sys.stderr.flush()
