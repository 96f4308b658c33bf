# SPDX-License-Identifier: EUPL-1.2
"""The front on granian's own interface (RSGI).

    event loop        answers from the shelf; receives bodies; sends
    one page thread   Django, one request after the other: the quickest per CPU second, and the leanest
    stream threads    answers that come in pieces (exports, large files), so that a slow reader holds up nobody
    live              addresses under one prefix that stay open, answered in the event loop (`Live`)

So a reader of finished pages never waits for a page that Django is making, and a slow upload or download never
holds the page thread.
"""

import asyncio
import io
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, Protocol

from django.conf import settings

from .front import Application, Environ, Front, Open, call

MOST_STREAMS = 8
TURN = 0.001  # seconds after which a thread that computes lets the others: the event loop waits for no page longer
SEND_WITHIN = 60.0  # seconds for one piece; who takes longer is gone
LARGEST_BODY = 25 * 1024 * 1024
IN_MEMORY = 512 * 1024


class TooLarge(Exception):
    pass


class Live(Protocol):
    """What answers the addresses under `prefix`, for as long as a page is open."""

    prefix: str

    def start(self, loop: asyncio.AbstractEventLoop) -> None: ...
    def stop(self) -> None: ...
    async def answer(self, scope: Any, proto: Any) -> None: ...


class Server:
    """`__rsgi__` is what granian calls, once a request."""

    def __init__(self, application: Application, *, threads: int = 1, live: Live | None = None) -> None:
        self.application = application
        self.live = live
        self.front = Front(application) if settings.PAGE_CACHE else None
        self.threads = threads
        self.pages: ThreadPoolExecutor | None = None
        self.streams: ThreadPoolExecutor | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        sys.setswitchinterval(TURN)
        self.pages = ThreadPoolExecutor(self.threads, thread_name_prefix="page")
        self.streams = ThreadPoolExecutor(MOST_STREAMS, thread_name_prefix="stream")
        if self.live is not None:
            self.live.start(loop)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        if self.live is not None:
            self.live.stop()

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        if self.live is not None and scope.path.startswith(self.live.prefix):
            await self.live.answer(scope, proto)
            return
        question = None
        if self.front is not None:
            question = self.front.question(scope.method, scope.path, scope.query_string, scope.headers.get)
            if question is not None:
                answer = self.front.find(question)
                if answer is not None:
                    proto.response_bytes(*answer)
                    return
        await self._ask(scope, proto, question)

    async def _ask(self, scope: Any, proto: Any, question: Any) -> None:
        loop = asyncio.get_running_loop()
        try:
            body, length = await self._receive(scope, proto)
        except TooLarge:
            proto.response_str(413, [("content-type", "text/plain; charset=utf-8")], "Das ist zu groß.")
            return
        environ = make_environ(scope, body, length)

        def in_page_thread() -> Any:
            answer = (
                call(self.application, environ)
                if question is None or self.front is None
                else self.front.find(question) or self.front.ask(question, environ)
            )
            if isinstance(answer, Open) and not answer.streams:
                return answer.status, answer.headers, answer.read()
            return answer

        try:
            answer = await loop.run_in_executor(self.pages, in_page_thread)
        finally:
            body.close()
        if not isinstance(answer, Open):
            proto.response_bytes(*answer)
        elif scope.method == "HEAD" or answer.file:
            path = answer.file
            await loop.run_in_executor(self.pages, answer.close)
            if scope.method == "HEAD":
                proto.response_empty(answer.status, answer.headers)
            else:
                proto.response_file(answer.status, answer.headers, path)
        else:
            transport = proto.response_stream(answer.status, answer.headers)
            await loop.run_in_executor(self.streams, self._send, loop, transport, answer)

    @staticmethod
    async def _receive(scope: Any, proto: Any) -> tuple[IO[bytes], int]:
        """The whole body before Django's turn; a large one on disk."""
        if scope.method in ("GET", "HEAD", "OPTIONS"):
            return io.BytesIO(), 0
        body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed after the answer
        received = 0
        async for piece in proto:
            received += len(piece)
            if received > LARGEST_BODY:
                body.close()
                raise TooLarge
            body.write(piece)
        body.seek(0)
        return body, received

    @staticmethod
    def _send(loop: asyncio.AbstractEventLoop, transport: Any, answer: Open) -> None:
        async def send(piece: bytes) -> None:
            # granian gives an awaitable of its own, which is no coroutine.
            await transport.send_bytes(piece)

        try:
            for piece in answer.body:
                asyncio.run_coroutine_threadsafe(send(piece), loop).result(SEND_WITHIN)
        except Exception as gone:  # the reader left; granian says so with several types
            print(f"stream ended early: {gone!r}", file=sys.stderr) if settings.DEBUG else None  # noqa: T201
        finally:
            answer.close()


def make_environ(scope: Any, body: Any, length: int) -> Environ:
    server, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/" + scope.http_version,
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # would be taken for the header with a dash, which a proxy may have checked
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = "HTTP_" + key
        if key in environ:
            value = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + value
        environ[key] = value
    if scope.authority and "HTTP_HOST" not in environ:  # HTTP/2
        environ["HTTP_HOST"] = scope.authority
    environ["CONTENT_LENGTH"] = str(length)  # counted, not believed; a body in chunks names none
    return environ
