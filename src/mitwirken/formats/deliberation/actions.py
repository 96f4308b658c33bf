# SPDX-License-Identifier: EUPL-1.2
"""Deeds of deliberation."""

from __future__ import annotations

from typing import Any

from mitwirken.ground.deeds.channel import Channel

from .models import Argument


def add_argument(
    *,
    subject: Any,
    kind: str,
    text: str,
    by: Any,
    parent: Argument | None = None,
    channel: str = Channel.ONLINE,
    as_office: Any = None,
    author_label: str = "",
) -> Argument:
    """`by` says something for, against or about `subject`, or replies to `parent` (then `kind` is always a reply).

    With another channel than online, `by` is staff typing in what somebody said on the phone, on paper or in the
    room: it has no author, only a label. With `as_office` the city answers, signed by that office. Causes: log,
    search, notice to followers; the author of `parent` is told. Refuses when the phase is not open for comments (staff
    type in for a week longer; the city may answer at any time), a reply to a reply, an empty or too long text,
    restricted people, an office that `by` does not speak for.
    """
    raise NotImplementedError


def edit_argument(*, argument: Argument, text: str, by: Any, seen_version: int | None) -> Argument:
    """The author words it anew while the phase is open. The earlier text stays readable; a mark "geändert" is shown.

    Refuses other people's arguments, a closed phase, and a form made from an older version (Conflict with both).
    """
    raise NotImplementedError


def withdraw_argument(*, argument: Argument, by: Any) -> None:
    """The author takes it back, at any time: its text and earlier texts are deleted, replies stay under a note.

    Doing it twice is doing it once. Refuses other people's arguments.
    """
    raise NotImplementedError


def mark_helpful(*, argument: Argument, by: Any) -> int:
    """`by` says that the argument helps to think, whatever side it is on. Returns the number of marks.

    Doing it twice is doing it once. Refuses one's own argument, a closed phase, people without account.
    """
    raise NotImplementedError


def unmark_helpful(*, argument: Argument, by: Any) -> int:
    """`by` takes the mark back; nothing happens where there is none. Returns the number of marks."""
    raise NotImplementedError


def hide_argument(*, argument: Argument, hidden: bool, by: Any = None) -> None:
    """Moderation takes an argument out of sight, or brings it back. Replies go and come with it."""
    raise NotImplementedError
