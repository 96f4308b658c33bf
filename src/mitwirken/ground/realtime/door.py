# SPDX-License-Identifier: EUPL-1.2
"""`/strom/KIND/KEY/` on granian's own interface: server-sent events from the event loop that serves the pages."""

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

from django.db import close_old_connections, connection

from .bus import Box, listen_to_database
from .hub import MOST, Hub
from .registry import Admission, Stream, stream_named

log = logging.getLogger(__name__)

PREFIX = "/strom/"
HEADERS = [
    ("content-type", "text/event-stream; charset=utf-8"),
    ("cache-control", "no-store"),
    ("x-accel-buffering", "no"),  # nginx passes every piece on at once
    ("x-content-type-options", "nosniff"),
]


class Streams:
    """What the server asks for every address under `PREFIX`."""

    prefix = PREFIX

    def __init__(self) -> None:
        self.threads: ThreadPoolExecutor | None = None
        self.hub: Hub | None = None
        self.box: Box | None = None
        self.stopped = False

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        # Two: while one draws for a thousand pages, the other lets newcomers in.
        self.threads = ThreadPoolExecutor(2, thread_name_prefix="draw")
        self.hub = Hub(self.threads)
        self.box = Box()
        self.beating = loop.create_task(self.hub.beat())
        loop.add_reader(self.box.socket.fileno(), self._hear)
        if connection.vendor == "postgresql":
            heard = self._heard

            def from_database(word: str) -> None:
                loop.call_soon_threadsafe(heard, word)

            threading.Thread(
                target=listen_to_database,
                args=(from_database, lambda: self.stopped),
                name="hears the database",
                daemon=True,
            ).start()

    def stop(self) -> None:
        self.stopped = True
        if self.hub is not None:
            self.hub.close()
        if self.box is not None:
            self.box.close()

    def _hear(self) -> None:
        if self.box is not None:
            for word in self.box.words():
                self._heard(word)

    def _heard(self, word: str) -> None:
        kind, _, key = word.partition("/")
        stream = stream_named(kind)
        if stream is not None and self.hub is not None:
            self.hub.heard(stream, key)

    async def answer(self, scope: Any, proto: Any) -> None:
        hub, threads = self.hub, self.threads
        kind, _, key = scope.path[len(PREFIX) :].strip("/").partition("/")
        stream = stream_named(kind)
        if hub is None or threads is None or stream is None or scope.method != "GET":
            proto.response_empty(404, [])
            return
        if hub.count >= MOST:
            proto.response_empty(503, [("retry-after", "30")])
            return
        query = dict(parse_qsl(scope.query_string))
        last = scope.headers.get("last-event-id")
        if last:
            query["state"] = last
        cookies = _cookies(scope.headers.get("cookie") or "")
        admission = await asyncio.get_running_loop().run_in_executor(
            threads, _admit, stream, key, query, cookies
        )
        if admission is None:
            # 204 tells EventSource to stop asking; the page then asks for itself and says what is wrong.
            proto.response_empty(204, [])
            return
        transport = proto.response_stream(200, HEADERS)
        try:
            await hub.serve(stream, key, admission, transport.send_bytes)
        except (RuntimeError, OSError):
            pass  # the reader has left


def _admit(stream: Stream, key: str, query: dict[str, str], cookies: dict[str, str]) -> Admission | None:
    close_old_connections()
    try:
        return stream.admit(key, query, cookies)
    except Exception:
        log.exception("Nobody could be let in to %s/%s", stream.kind, key)
        return None


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
