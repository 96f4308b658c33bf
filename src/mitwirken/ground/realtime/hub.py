# SPDX-License-Identifier: EUPL-1.2
"""Who listens in this process, and what they are sent. Lives in the event loop; draws in a thread.

    word heard → room is stale → drawn once (a word during the drawing means: once more) → parts that differ go out

A listener keeps at most one waiting piece per part: a slow reader misses steps, never the newest state, and costs no
memory.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from hashlib import blake2b

from .registry import Admission, Drawing, Stream

log = logging.getLogger(__name__)

HEARTBEAT = 20.0  # seconds; proxies close what is silent for a minute
MOST = 6_000  # listeners of one process; more are asked to come back, and their pages ask instead
GENTLE = 0.02  # seconds between two drawings of one room: a flood of clicks is one picture

Send = Callable[[bytes], Awaitable[None]]


class Listener:
    """One open page."""

    __slots__ = ("admission", "audiences", "mark", "pending", "waiter")

    def __init__(self, admission: Admission) -> None:
        self.admission = admission
        self.audiences = list(admission.audiences)
        self.pending: dict[str, bytes] = {}
        self.waiter: asyncio.Future[None] | None = None
        self.mark: str | None = None

    def wake(self) -> None:
        waiter = self.waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)


class Room:
    """All that listen to one key, with the pieces as they were last sent."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.state = ""
        self.pieces: dict[str, dict[str, bytes]] = {}  # audience → part → piece as sent
        self.whole: dict[str, bytes] = {}  # audience → everything, for whoever comes
        self.marks: Mapping[str, str] = {}
        self.stale = True
        self.drawing: asyncio.Task[None] | None = None


class Hub:
    def __init__(self, threads: Executor) -> None:
        self.rooms: dict[tuple[str, str], Room] = {}
        self.threads = threads
        self.count = 0
        self.closed = False

    # Listeners

    async def serve(self, stream: Stream, key: str, admission: Admission, send: Send) -> None:
        """Sends to one page until it is gone."""
        room = self.rooms.setdefault((stream.kind, key), Room())
        listener = Listener(admission)
        room.listeners.add(listener)
        self.count += 1
        try:
            await send(b"retry: 1500\n: da\n\n")
            if any(name not in room.whole for name in listener.audiences):
                if room.drawing is None:
                    room.stale = True
                    self._start(stream, key, room)
                assert room.drawing is not None
                await asyncio.shield(room.drawing)
            listener.mark = room.marks.get(admission.who, "")
            # What changes from here on is heard; what changed since the page was drawn is given now.
            if admission.state != room.state:
                self._give_whole(room, listener)
            while not self.closed:
                if listener.pending:
                    out = b"".join(listener.pending.values())
                    listener.pending.clear()
                    await send(out)
                    continue
                listener.waiter = asyncio.get_running_loop().create_future()
                await listener.waiter
                listener.waiter = None
        finally:
            room.listeners.discard(listener)
            self.count -= 1
            if not room.listeners and self.rooms.get((stream.kind, key)) is room:
                del self.rooms[stream.kind, key]

    def _give_whole(self, room: Room, listener: Listener) -> None:
        for audience in listener.audiences:
            if audience in room.whole:
                listener.pending[audience] = room.whole[audience]
        listener.pending["mine"] = _line("mine", room.state, {})

    async def beat(self) -> None:
        """Says something to everybody now and then: proxies close what is silent, and who left is found out."""
        while not self.closed:
            await asyncio.sleep(HEARTBEAT)
            for room in list(self.rooms.values()):
                for listener in room.listeners:
                    if not listener.pending:
                        listener.pending[":"] = b": da\n\n"
                    listener.wake()

    # Drawing

    def heard(self, stream: Stream, key: str) -> None:
        room = self.rooms.get((stream.kind, key))
        if room is None:
            return
        room.stale = True
        if room.drawing is None:
            self._start(stream, key, room)

    def _start(self, stream: Stream, key: str, room: Room) -> None:
        room.drawing = asyncio.ensure_future(self._draw_while_stale(stream, key, room))

    async def _draw_while_stale(self, stream: Stream, key: str, room: Room) -> None:
        loop = asyncio.get_running_loop()
        try:
            while room.stale and room.listeners:
                room.stale = False
                began = time.monotonic()
                wanted = frozenset(name for each in room.listeners for name in each.audiences)
                try:
                    drawing = await loop.run_in_executor(self.threads, stream.draw, key, wanted)
                except Exception:
                    log.exception("%s/%s could not be drawn", stream.kind, key)
                    return
                if drawing is None:
                    return
                self._spread(room, drawing, wanted)
                if room.stale:
                    await asyncio.sleep(max(0.0, GENTLE - (time.monotonic() - began)))
        finally:
            room.drawing = None

    def _spread(self, room: Room, drawing: Drawing, wanted: frozenset[str]) -> None:
        room.state, room.marks = drawing.state, drawing.marks
        # What nobody listened to was not drawn and may be old.
        for audience in [name for name in room.whole if name not in drawing.parts]:
            del room.whole[audience], room.pieces[audience]
        news: dict[str, dict[str, bytes]] = {}
        for audience, parts in drawing.parts.items():
            old = room.pieces.get(audience)
            fresh = {name: _digest(html) for name, html in parts.items()}
            changed = {name: parts[name] for name in parts if old is None or old.get(name) != fresh[name]}
            if old is not None and changed:
                news[audience] = {
                    f"{audience}/{name}": _event(drawing.state, audience, {name: html})
                    for name, html in changed.items()
                }
            if old is None or changed:
                room.whole[audience] = _event(drawing.state, audience, parts)
            room.pieces[audience] = fresh
        for listener in room.listeners:
            who = listener.admission.who
            if who in drawing.moves:
                self._move(room, listener, *drawing.moves[who])
            for name in listener.audiences:
                for part, piece in news.get(name, {}).items():
                    listener.pending.pop(part, None)
                    listener.pending[part] = piece
                if name not in room.whole and name not in wanted:
                    room.stale = True  # came or moved during the drawing: once more
            mark = drawing.marks.get(who, "") if who else ""
            if listener.mark is not None and mark != listener.mark:
                listener.pending["mine"] = _line("mine", drawing.state, {})
            listener.mark = mark
            if listener.pending:
                listener.wake()

    @staticmethod
    def _move(room: Room, listener: Listener, prefix: str, target: str) -> None:
        if target in listener.audiences:
            return
        kept = [name for name in listener.audiences if name.partition(":")[0] != prefix]
        if not target and len(kept) == len(listener.audiences):
            return
        listener.audiences = [*kept, target] if target else kept
        listener.pending["mine"] = _line("mine", room.state, {})
        if target in room.whole:
            listener.pending[target] = room.whole[target]

    def close(self) -> None:
        self.closed = True
        for room in self.rooms.values():
            for listener in room.listeners:
                listener.wake()


def _digest(html: str) -> bytes:
    return blake2b(html.encode(), digest_size=12).digest()


def _event(state: str, audience: str, parts: object) -> bytes:
    return _line("state", state, {"audience": audience, "parts": parts})


def _line(name: str, state: str, data: dict[str, object]) -> bytes:
    said = json.dumps({"state": state, "now": round(time.time(), 2), **data}, ensure_ascii=False)
    return f"id: {state}\nevent: {name}\ndata: {said}\n\n".encode()
