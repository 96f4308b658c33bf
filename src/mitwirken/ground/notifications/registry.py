# SPDX-License-Identifier: EUPL-1.2
"""Which verbs become messages, to whom, and what the topics are called. Rooms register from their `apps.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Event:
    """What happened, as plain values that travel to the worker."""

    activity_id: int
    verb: str
    subject_kind: str
    subject_id: int
    actor_id: int | None
    topics: tuple[str, ...]
    public: bool = True
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """A message for a verb. `sentence(event, subject)` is the line in mail, digest and feed, in the reader's language.

    `personally(event, subject)` gives ids of persons who are told at once whether they follow or not (the author of
    an answered proposal). `to_followers=False` keeps it to those. `body(event, subject)` adds plain paragraphs.
    """

    verb: str
    sentence: Callable[[Event, Any], str]
    personally: Callable[[Event, Any], Iterable[int]] = lambda event, subject: ()
    body: Callable[[Event, Any], str] = lambda event, subject: ""
    to_followers: bool = True


@dataclass(frozen=True)
class Followed:
    """What a topic is called and where it leads. None from the describer: it cannot be followed."""

    title: str
    url: str
    kind: Any


_notices: dict[str, Notice] = {}
_describers: dict[str, Callable[[int], Followed | None]] = {}


def register(notice: Notice) -> None:
    _notices[notice.verb] = notice


def notice_for(verb: str) -> Notice | None:
    return _notices.get(verb)


def register_topic(prefix: str, describe: Callable[[int], Followed | None]) -> None:
    """Makes `prefix:NUMBER` followable. `describe(number)` gives its words and address if it is public."""
    _describers[prefix] = describe


def described(topic: str) -> Followed | None:
    """What a topic such as `process:3` is called, or None for one that nobody can follow."""
    prefix, _colon, number = topic.partition(":")
    describe = _describers.get(prefix)
    if describe is None or not (number.isascii() and number.isdigit()) or len(number) > 12:
        return None
    return describe(int(number))
