# SPDX-License-Identifier: EUPL-1.2
"""Who listens in this process, and what they are sent. Lives in the event loop; draws in a thread.

    word heard → room is stale → drawn once (a word during the drawing means: once more) → parts that differ go out

The server takes what is sent without waiting for the reader. So who gets much is looked at (`line`): a reader that
does not read is held, keeps one waiting piece per part, gets the newest when it reads again, and is hung up on when
it never does.
"""

import asyncio
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Executor
from functools import lru_cache
from hashlib import blake2b
from typing import Protocol

from django.db import close_old_connections

from .registry import Admission, Drawing, Stream, stream_named

log = logging.getLogger(__name__)

BEAT_EVERY = 20.0  # seconds; proxies close what is silent for a minute
LOOK = 1.0  # seconds between two looks at who reads and who does not
MOST = 6_000  # listeners of one process; more are asked to come back, and their pages ask instead
GENTLE = 0.02  # seconds at least between two drawings of one room: a flood of clicks is one picture
SHARE = 4  # a picture that took long is followed by a rest this many times as long, so that pages are answered too
REST = 0.08  # but not by a longer one
UNSEEN = 256 * 1024  # bytes that somebody is sent before it is looked at whether they are read
READS = 64 * 1024  # waiting bytes with which a reader still counts as one that reads
ASKING = 200  # pages a second that may ask one process for what is theirs
PATIENCE = 60.0  # seconds for a reader that does not read

HELLO = b"retry: 1500\n: da\n\n"
BEAT = b": da\n\n"

Send = Callable[[bytes], object]


class Line(Protocol):
    """The line to one reader, as the kernel sees it."""

    def waiting(self) -> int: ...
    def hang_up(self) -> None: ...


class Listener:
    """One open page."""

    __slots__ = (
        "admission",
        "audiences",
        "held",
        "line",
        "mark",
        "pending",
        "send",
        "settled",
        "state",
        "unseen",
    )

    def __init__(self, admission: Admission, send: Send, line: Line) -> None:
        self.admission = admission
        self.audiences = admission.audiences
        self.state = admission.state
        self.send: Send | None = send
        self.line = line
        self.settled = False  # has been told what was new, or that nothing was
        self.mark = ""
        # Not all looked at in the same second.
        self.unseen = random.randrange(UNSEEN // 2)  # noqa: S311
        self.held: float | None = None  # since when
        self.pending: dict[str, bytes] = {}

    def tell(self, pieces: Mapping[str, bytes]) -> None:
        if self.held is None:
            self.write(b"".join(pieces.values()))
            return
        for name, piece in pieces.items():
            self.pending.pop(name, None)  # to the end: what is newer goes out later
            self.pending[name] = piece

    def write(self, out: bytes) -> None:
        if self.send is not None:
            self.send(out)
            self.unseen += len(out)

    def look(self, now: float) -> None:
        """Does it read? Else it is held, and at last hung up on."""
        waiting = self.line.waiting()
        if waiting <= READS:
            self.unseen, self.held = 0, None
            if self.pending:
                out = b"".join(self.pending.values())
                self.pending.clear()
                self.write(out)
        elif self.held is None:
            self.held = now
        elif now - self.held > PATIENCE:
            self.end()
            self.line.hang_up()

    def end(self) -> None:
        # With the last hold on the transport gone the server ends the answer.
        self.send = None
        self.pending.clear()


class Room:
    """All that listen to one key, with the pieces as they were last sent."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.state = ""
        self.prints: dict[str, dict[str, bytes]] = {}  # audience → part → print of what it holds
        self.whole: dict[str, bytes] = {}  # audience → everything, for whoever comes
        self.moves: Mapping[str, tuple[str, str]] = {}
        self.marks: Mapping[str, str] = {}
        self.stale = True
        self.failed = False
        self.drawing: asyncio.Task[None] | None = None


class Hub:
    def __init__(self, threads: Executor) -> None:
        self.rooms: dict[tuple[str, str], Room] = {}
        self.threads = threads
        self.count = 0
        self.closed = False

    # Listeners

    async def serve(
        self, stream: Stream, key: str, admission: Admission, send: Send, line: Line, gone: Awaitable[object]
    ) -> None:
        """Sends to one page until it is gone."""
        if self.closed:
            return
        room = self.rooms.setdefault((stream.kind, key), Room())
        listener = Listener(admission, send, line)
        del send
        room.listeners.add(listener)
        self.count += 1
        try:
            listener.write(HELLO)
            self._personal(room, listener, b"")  # who moved since the admission was looked up
            if room.stale or room.drawing is not None or not self._is_drawn(room, listener):
                room.stale = True
                self._draw_soon(stream, key, room)
            else:
                self._settle(room, listener)
            await gone
        finally:
            listener.end()
            room.listeners.discard(listener)
            self.count -= 1
            if not room.listeners and self.rooms.get((stream.kind, key)) is room:
                del self.rooms[stream.kind, key]

    @staticmethod
    def _is_drawn(room: Room, listener: Listener) -> bool:
        return all(name in room.whole for name in listener.audiences)

    @staticmethod
    def _settle(room: Room, listener: Listener) -> None:
        """What changes from here on is told; what changed since the page was drawn is told now."""
        listener.settled = True
        listener.mark = room.marks.get(listener.admission.who, "")
        if listener.state != room.state:
            pieces = {name: room.whole[name] for name in listener.audiences}
            listener.tell(
                pieces | {"mine": _line("mine", room.state, {"within": spread(len(room.listeners))})}
            )

    def listeners(self) -> Iterator[Listener]:
        for room in self.rooms.values():
            yield from room.listeners

    async def beat(self) -> None:
        """Looks who reads; says something to everybody now and then; draws anew for whom a word was lost."""
        last = time.monotonic()
        while not self.closed:
            await asyncio.sleep(LOOK)
            now = time.monotonic()
            for listener in self.listeners():
                if listener.held is not None or listener.unseen > UNSEEN:
                    listener.look(now)
            if now - last >= BEAT_EVERY:
                last = now
                self.remind()

    def remind(self) -> None:
        for listener in self.listeners():
            if listener.held is None:
                listener.write(BEAT)
        self.refresh()

    def refresh(self) -> None:
        """All rooms are drawn once more; who sees the newest already is told nothing."""
        for (kind, key), room in self.rooms.items():
            self._stale(kind, key, room)

    def close(self) -> None:
        self.closed = True
        for listener in self.listeners():
            listener.end()

    # Drawing

    def heard(self, kind: str, key: str) -> None:
        room = self.rooms.get((kind, key))
        if room is not None:
            self._stale(kind, key, room)

    def _stale(self, kind: str, key: str, room: Room) -> None:
        stream = stream_named(kind)
        if stream is not None:
            room.stale = True
            self._draw_soon(stream, key, room)

    def _draw_soon(self, stream: Stream, key: str, room: Room) -> None:
        if room.drawing is None and not self.closed:
            room.drawing = asyncio.ensure_future(self._draw_while_stale(stream, key, room))

    async def _draw_while_stale(self, stream: Stream, key: str, room: Room) -> None:
        loop = asyncio.get_running_loop()
        try:
            while room.stale and room.listeners and not self.closed:
                room.stale = False
                began = time.monotonic()
                wanted = frozenset(name for each in room.listeners for name in each.audiences)
                drawing = await loop.run_in_executor(self.threads, draw_once, stream, key, wanted)
                if drawing is None:
                    return
                self._spread(room, drawing, wanted)
                room.failed = False
                await asyncio.sleep(rest_after(time.monotonic() - began))
        except Exception:
            # The next word, or the next beat, tries again; one report is enough until it works.
            room.stale = True
            if not room.failed:
                log.exception("%s/%s could not be drawn", stream.kind, key)
            room.failed = True
        finally:
            room.drawing = None

    def _spread(self, room: Room, drawing: Drawing, wanted: frozenset[str]) -> None:
        news = self._news(room, drawing)
        room.state, room.moves, room.marks = drawing.state, drawing.moves, drawing.marks
        mine = _line("mine", drawing.state, {"within": spread(len(room.listeners))})
        # Most listen to the same: joined once.
        together: dict[tuple[str, ...], tuple[dict[str, bytes], bytes]] = {}
        for listener in room.listeners:
            personal = self._personal(room, listener, mine)
            if not listener.settled:
                if self._is_drawn(room, listener):
                    self._settle(room, listener)
                elif not wanted.issuperset(listener.audiences):
                    room.stale = True  # came or moved during the drawing: once more
                continue
            if listener.audiences not in together:
                pieces = {
                    part: piece for name in listener.audiences for part, piece in news.get(name, {}).items()
                }
                together[listener.audiences] = pieces, b"".join(pieces.values())
            pieces, joined = together[listener.audiences]
            if personal or listener.held is not None:
                listener.tell({**pieces, **personal})
            elif joined:
                listener.write(joined)

    @staticmethod
    def _personal(room: Room, listener: Listener, mine: bytes) -> dict[str, bytes]:
        """What this drawing says to one listener alone: another table, a mark."""
        who = listener.admission.who
        found: dict[str, bytes] = {}
        if not who:
            return found
        if who in room.moves:
            before = listener.audiences
            listener.audiences = moved(before, *room.moves[who])
            if listener.audiences != before:
                found["mine"] = mine
            for name in listener.audiences:
                if name in before:
                    continue
                if name in room.whole:
                    found[name] = room.whole[name]
                else:
                    listener.settled, listener.state = False, ""  # given when it is drawn
        mark = room.marks.get(who, "")
        if mark != listener.mark:
            listener.mark = mark
            found["mine"] = mine
        return found

    @staticmethod
    def _news(room: Room, drawing: Drawing) -> dict[str, dict[str, bytes]]:
        """audience → part → piece, of what differs from what was last sent."""
        # What nobody listened to was not drawn and may be old.
        for audience in [name for name in room.whole if name not in drawing.parts]:
            del room.whole[audience], room.prints[audience]
        news: dict[str, dict[str, bytes]] = {}
        for audience, parts in drawing.parts.items():
            old = room.prints.get(audience)
            fresh = {name: _print(html) for name, html in parts.items()}
            if old == fresh:
                continue
            room.prints[audience] = fresh
            room.whole[audience] = _event(drawing.state, audience, parts)
            if old is None:
                news[audience] = {audience: room.whole[audience]}
            else:
                news[audience] = {
                    f"{audience}/{name}": _event(drawing.state, audience, {name: parts[name]})
                    for name in parts
                    if old.get(name) != fresh[name]
                }
        return news


def draw_once(stream: Stream, key: str, wanted: frozenset[str]) -> Drawing | None:
    close_old_connections()
    try:
        return stream.draw(key, wanted)
    finally:
        close_old_connections()


def rest_after(took: float) -> float:
    """Seconds until the same room is drawn again."""
    return max(GENTLE - took, min(took * SHARE, REST))


@lru_cache(maxsize=4_096)
def moved(audiences: tuple[str, ...], prefix: str, target: str) -> tuple[str, ...]:
    if target in audiences:
        return audiences
    kept = tuple(name for name in audiences if name.partition(":")[0] != prefix)
    return (*kept, target) if target else kept


def _print(html: str) -> bytes:
    return blake2b(html.encode(), digest_size=12).digest()


def fingerprint(parts: Mapping[str, str]) -> bytes:
    """The same as long as every part is."""
    return _print(written(parts))


def _event(state: str, audience: str, parts: object) -> bytes:
    return _line("state", state, {"audience": audience, "parts": parts})


def spread(many: int) -> float:
    """Over how many seconds those who are called ask for what is theirs, so that a full hall does not ask at once."""
    return round(min(4.0, 0.2 + many / ASKING), 1)


def written(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _line(name: str, state: str, data: dict[str, object]) -> bytes:
    said = written({"state": state, "now": round(time.time(), 2), **data})
    return f"id: {state}\nevent: {name}\ndata: {said}\n\n".encode()
