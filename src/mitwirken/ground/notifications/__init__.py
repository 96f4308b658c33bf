# SPDX-License-Identifier: EUPL-1.2
"""Who follows what, and the messages that go out: at once, as a digest, as a feed.

A room registers a `Notice` for a verb; `activity.record` announces an `Event`; the worker writes to followers.
"""

from .registry import Event, Notice, register

__all__ = ["Event", "Notice", "register"]
