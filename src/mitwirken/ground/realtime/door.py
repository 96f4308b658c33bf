# SPDX-License-Identifier: EUPL-1.2
"""`/strom/KIND/KEY/` on granian's own interface: server-sent events from the event loop that serves the pages.

    200  the stream
    403  this one may not listen; 404 there is no such stream
    503  too many, or the database is not there: come back

With nchan (`nchan.py`) a 200 only says to nginx on which channels the reader listens.

A browser's EventSource gives up at all of these but the first; the page then asks for its state and tries the stream
again a while later (`live-view.js`).
"""

import asyncio
import logging
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from types import FrameType
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import close_old_connections, connection, connections

from mitwirken.ground.deeds import words

from .hub import MOST, Hub
from .lines import Line
from .nchan import Publisher, let_in
from .registry import WORD, Admission, Stream, stream_named

log = logging.getLogger(__name__)

PREFIX = "/strom/"
LONGEST_KEY = 100
MOST_WAITING = 3_000  # at the door, to be let in
THREADS = 2
REST = 60.0  # seconds without a listener after which the threads give their connections back
HEADERS = [
    ("content-type", "text/event-stream; charset=utf-8"),
    ("cache-control", "no-store"),
    ("x-accel-buffering", "no"),  # nginx passes every piece on at once
    ("x-content-type-options", "nosniff"),
]
COME_BACK = [("retry-after", "10"), ("cache-control", "no-store")]


class Streams:
    """What the server asks for every address under `PREFIX`."""

    prefix = PREFIX

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.waiting = 0
        self.hub: Hub | None = None
        self.publisher = Publisher(settings.NCHAN) if settings.NCHAN else None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        # Of their own: a crowd at the door does not keep those inside from seeing what changed.
        self.drawing = ThreadPoolExecutor(THREADS, thread_name_prefix="draw")
        self.admitting = ThreadPoolExecutor(THREADS, thread_name_prefix="admit")
        self.hub = hub = Hub(self.drawing)
        self.box = words.Box()
        heard = self.publisher.heard if self.publisher is not None else hub.heard

        def hear_stream(rest: str) -> None:
            kind, _, key = rest.partition("/")
            heard(kind, key)

        def hear_box() -> None:
            for word in self.box.words():
                words.deliver(word)

        words.hear(WORD, hear_stream)
        loop.add_reader(self.box.socket.fileno(), hear_box)
        self.tasks = [loop.create_task(hub.beat()), loop.create_task(self._rest())]
        if connection.vendor == "postgresql":
            threading.Thread(
                target=words.listen_to_database,
                args=(lambda word: loop.call_soon_threadsafe(words.deliver, word), self.stopped),
                name="hears the database",
                daemon=True,
            ).start()
        if self.publisher is not None:
            self.publisher.start()
        if threading.current_thread() is threading.main_thread():
            self._stop_at_signals(loop)

    def _stop_at_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server waits for open answers before it says that it stops; an open stream never ends by itself."""
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)

            def both(number: int, frame: FrameType | None, before: Any = before) -> None:
                loop.call_soon_threadsafe(self.stop)
                if callable(before):
                    before(number, frame)

            signal.signal(number, both)
            signal.siginterrupt(number, False)

    def stop(self) -> None:
        if self.hub is None or self.stopped.is_set():
            return
        self.stopped.set()
        self.hub.close()
        if self.publisher is not None:
            self.publisher.stop()
        with suppress(RuntimeError, ValueError):  # the loop may be closed already
            self.tasks[0].get_loop().remove_reader(self.box.socket.fileno())
        self.box.close()
        for task in self.tasks:
            task.cancel()
        self.drawing.shutdown(wait=False, cancel_futures=True)
        self.admitting.shutdown(wait=False, cancel_futures=True)

    async def _rest(self) -> None:
        """Gives database connections back while nobody listens."""
        used = False
        while True:
            await asyncio.sleep(REST)
            if self.hub is None or self.hub.count or self.waiting:
                used = True
            elif used:
                used = False
                for pool in (self.drawing, self.admitting):
                    meet = threading.Barrier(THREADS)  # so that each thread takes one
                    for _ in range(THREADS):
                        pool.submit(_let_go, meet)

    async def answer(self, scope: Any, proto: Any) -> None:
        hub = self.hub
        kind, _, key = scope.path[len(PREFIX) :].strip("/").partition("/")
        stream = stream_named(kind)
        if stream is None or not key or len(key) > LONGEST_KEY or scope.method != "GET":
            proto.response_empty(404, [])
            return
        if hub is None or hub.closed or hub.count >= MOST or self.waiting >= MOST_WAITING:
            proto.response_empty(503, COME_BACK)
            return
        try:
            query = dict(parse_qsl(scope.query_string, max_num_fields=20))
        except ValueError:
            proto.response_empty(400, [])
            return
        # What a browser adds when it comes back is newer than the address, which it keeps.
        last = scope.headers.get("last-event-id")
        if last:
            query["state"] = last
        cookies = _cookies(scope.headers.get("cookie") or "")
        self.waiting += 1
        try:
            admission, inside = await asyncio.get_running_loop().run_in_executor(
                self.admitting, _admit, stream, key, query, cookies
            )
        except Exception as trouble:
            if not hub.closed:
                log.error("Nobody can be let in to %s/%s: %r", kind, key, trouble)
            proto.response_empty(503, COME_BACK)
            return
        finally:
            self.waiting -= 1
        if admission is None:
            proto.response_empty(403, [("cache-control", "no-store")])
            return
        if inside:
            proto.response_empty(200, [("x-accel-redirect", inside), ("cache-control", "no-store")])
            return
        transport = proto.response_stream(200, HEADERS)
        gone = proto.client_disconnect()
        send = transport.send_bytes
        del transport  # the listener alone holds it: when it lets go, the answer ends
        serving = hub.serve(stream, key, admission, send, Line(scope.client), gone)
        del send
        await serving


def _admit(
    stream: Stream, key: str, query: dict[str, str], cookies: dict[str, str]
) -> tuple[Admission | None, str]:
    """Who may listen; and, with nchan, where nginx has to send them."""
    close_old_connections()
    try:
        admission = stream.admit(key, query, cookies)
        if admission is None or not settings.NCHAN:
            return admission, ""
        return admission, let_in(stream.kind, key, admission)
    finally:
        close_old_connections()


def _let_go(meet: threading.Barrier) -> None:
    connections.close_all()
    with suppress(threading.BrokenBarrierError):
        meet.wait(5)


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
