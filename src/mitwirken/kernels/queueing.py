# SPDX-License-Identifier: EUPL-1.2
"""A fair speaking queue: who speaks next, and why.

Whoever has spoken less comes first, room and online take turns, and each place in the queue carries
its reason, so that it can be shown. The rules in prose: ``docs/rules/queueing.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

Id = int | str

REPLIES: Final = 2  # direct replies in a row; after them somebody from the queue speaks
MINUTE: Final = 60


class Because(Enum):
    """Why somebody stands where they stand, compared with the first of those who had asked earlier."""

    OVERRIDE = "override"  # the moderation wants it; the reason is logged
    DIRECT_REPLY = "direct_reply"
    FIRST_TIME = "first_time"  # has not spoken in this event
    SPOKE_LESS = "spoke_less"  # has spoken here less often
    ALTERNATES = "alternates"  # room and online take turns
    SPOKE_SHORTER = "spoke_shorter"  # as often, but fewer minutes
    ASKED_EARLIER = "asked_earlier"  # nobody who asked earlier is passed


@dataclass(frozen=True)
class Request:
    """Somebody wants to speak. ``requested_at`` is any number that grows, such as seconds."""

    person: Id
    requested_at: float
    channel: str = "room"
    direct_reply: bool = False


@dataclass(frozen=True)
class Turn:
    """Somebody has spoken for so many seconds. ``here``: under this item, not only in this event."""

    person: Id
    seconds: float = 0.0
    channel: str = "room"
    here: bool = True
    direct_reply: bool = False


@dataclass(frozen=True)
class Override:
    """The moderation puts somebody first; ``reason`` is what it logged."""

    person: Id
    reason: str


@dataclass(frozen=True)
class Waiting:
    """A place in the queue. ``passes``: those who asked earlier and come later, the earliest first.

    ``mine`` and ``theirs`` are what was compared with the first of them: times spoken (SPOKE_LESS,
    FIRST_TIME), minutes (SPOKE_SHORTER), else 0. ``detail``: the channel whose turn it is
    (ALTERNATES) or the logged reason (OVERRIDE).
    """

    request: Request
    because: Because
    passes: tuple[Id, ...] = ()
    mine: int = 0
    theirs: int = 0
    detail: str = ""


def ask(queue: Sequence[Request], request: Request) -> tuple[Request, ...]:
    """Return the queue with somebody added. Who waits already keeps the one place they have.

    >>> queue = ask((), Request("Ada", 1))
    >>> ask(queue, Request("Ada", 2, direct_reply=True)) == queue
    True
    """
    if any(waiting.person == request.person for waiting in queue):
        return tuple(queue)
    return (*queue, request)


def withdraw(queue: Sequence[Request], person: Id) -> tuple[Request, ...]:
    """Return the queue without somebody; who is not in it is not missed. Who returns asks anew.

    >>> withdraw(ask((), Request("Ada", 1)), "Ada")
    ()
    """
    return tuple(waiting for waiting in queue if waiting.person != person)


def speaking_order(
    queue: Iterable[Request], turns: Sequence[Turn] = (), overrides: Sequence[Override] = ()
) -> tuple[Waiting, ...]:
    """Return the order in which those who wait will speak, each with the reason.

    Rule: sort by (1) direct reply before first time before the others; (2) times spoken here;
    (3) the channel that was heard least recently; (4) whole minutes spoken in this event; (5) time of
    the request. After each place the channels are counted on, so that room and online alternate. Two
    direct replies in a row at most, then the next from the queue. Overrides stand in front.

    Units: seconds. Errors: ValueError when somebody waits twice or a duration is negative.
    Source: the balanced list of speakers (balancierte Redeliste) with alternating channels.

    >>> waiting = [Request("Ada", 1), Request("Ben", 2), Request("Cem", 3, "online")]
    >>> [(w.request.person, w.because.value) for w in speaking_order(waiting, [Turn("Ada", 90)])]
    [('Cem', 'first_time'), ('Ben', 'first_time'), ('Ada', 'asked_earlier')]
    """
    left = sorted(queue, key=lambda request: (request.requested_at, str(request.person)))
    if len({request.person for request in left}) != len(left):
        raise ValueError("somebody waits twice")
    if any(turn.seconds < 0 for turn in turns):
        raise ValueError("nobody speaks for less than no time")
    spoken = Counter(turn.person for turn in turns)
    here = Counter(turn.person for turn in turns if turn.here)
    seconds: dict[Id, float] = {}
    heard: dict[str, int] = {}  # when a channel was last heard, as the number of the turn
    replies = 0
    for number, turn in enumerate(turns):
        seconds[turn.person] = seconds.get(turn.person, 0) + turn.seconds
        heard[turn.channel] = number
        replies = replies + 1 if turn.direct_reply else 0
    now = len(turns)
    order: list[Waiting] = []

    def take(request: Request, because: Because, mine: int = 0, theirs: int = 0, detail: str = "") -> None:
        nonlocal now
        passes = tuple(other.person for other in left[: left.index(request)])
        left.remove(request)
        order.append(Waiting(request, because, passes, mine, theirs, detail))
        heard[request.channel] = now
        now += 1

    for override in overrides:
        for request in [request for request in left if request.person == override.person]:
            take(request, Because.OVERRIDE, detail=override.reason)
            replies = 0
    while left:

        def key(request: Request, replying: bool = replies < REPLIES) -> tuple[int, int, int, int]:
            person = request.person
            rank = 0 if request.direct_reply and replying else 1 if not spoken[person] else 2
            return rank, here[person], heard.get(request.channel, -1), int(seconds.get(person, 0) // MINUTE)

        request = min(left, key=key)  # of equals the first, and that is who asked first
        mine = key(request)
        if left[0] is request:
            because, values = Because.ASKED_EARLIER, (0, 0)
        else:
            theirs = key(left[0])
            person, other = request.person, left[0].person
            if mine[0] != theirs[0]:
                because = Because.DIRECT_REPLY if mine[0] == 0 else Because.FIRST_TIME
                values = (spoken[person], spoken[other])
            elif mine[1] != theirs[1]:
                because, values = Because.SPOKE_LESS, (mine[1], theirs[1])
            elif mine[2] != theirs[2]:
                because, values = Because.ALTERNATES, (0, 0)
            else:
                because, values = Because.SPOKE_SHORTER, (mine[3], theirs[3])
        replies = replies + 1 if mine[0] == 0 else 0
        take(request, because, *values, detail=request.channel if because is Because.ALTERNATES else "")
    return tuple(order)
