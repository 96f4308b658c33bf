# SPDX-License-Identifier: EUPL-1.2
"""Who follows what, and the messages that go out: at once, as a digest, on the page of news.

A room registers a `Notice` for a verb and what its topics are called (`register_topic`); `activity.record` announces an
`Event` in the deed's transaction; the worker finds out whom to tell and writes to them. Nothing is sent while a deed waits.
"""

from .registry import Event, Followed, Notice, register, register_topic

__all__ = ["Event", "Followed", "Notice", "register", "register_topic"]
