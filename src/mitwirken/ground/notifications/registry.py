# SPDX-License-Identifier: EUPL-1.2
"""Which verbs become messages, and to whom. A room registers its notices from its `apps.py`."""

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

    `personally(event, subject)` gives ids of persons who are told whether they follow or not (the author of
    an answered proposal). `to_followers=False` keeps it to those. `body(event, subject)` adds plain paragraphs.
    """

    verb: str
    sentence: Callable[[Event, Any], str]
    personally: Callable[[Event, Any], Iterable[int]] = lambda event, subject: ()
    body: Callable[[Event, Any], str] = lambda event, subject: ""
    to_followers: bool = True


_notices: dict[str, Notice] = {}


def register(notice: Notice) -> None:
    _notices[notice.verb] = notice


def notice_for(verb: str) -> Notice | None:
    return _notices.get(verb)
