# SPDX-License-Identifier: EUPL-1.2
"""Finished bytes in front of Django.

Only what is the same for every reader without an account is kept: GET, answered with 200, without a cookie set,
without a session or a token in the request. The key is host, path and sorted query; the language stands in the
path. Everything else goes to Django as if the front were not there.
"""

import io
import threading
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings

from .middleware import ANSWERED, ASKED, Kept
from .shelf import Answer, Entry, Headers, Shelf

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Header = Callable[[str], str | None]  # a request header by its name in small letters

LONGEST_PATH = 300
LONGEST_QUERY = 200  # longer ones are somebody's own search; hardly anybody asks for them again
LONGEST_HOST = 100
LARGEST_FILE = 400_000  # static files up to here stand on the shelf, larger ones are read from disk
REMEMBERED = 4_096
WAIT_FOR_LEADER = 20.0

STATUS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class Question:
    """A request that the front may answer: where its page stands, and in which form it is wanted."""

    __slots__ = ("coding", "head", "if_none_match", "key", "shelf")

    def __init__(
        self, shelf: Shelf, key: tuple[str, ...], coding: str, if_none_match: str | None, head: bool
    ) -> None:
        self.shelf = shelf
        self.key = key
        self.coding = coding
        self.if_none_match = if_none_match
        self.head = head


class Front:
    def __init__(self, application: Application) -> None:
        self.application = application
        self.static = settings.STATIC_URL
        self.session = settings.SESSION_COOKIE_NAME + "="
        self.behind_proxy = bool(settings.SECURE_PROXY_SSL_HEADER)
        self.hosts = frozenset(settings.ALLOWED_HOSTS)
        # Pages with a query have a shelf of their own: whoever invents queries pushes out only such pages.
        self.pages = Shelf(settings.PAGE_CACHE_BYTES * 3 // 4)
        self.queries = Shelf(settings.PAGE_CACHE_BYTES // 4)
        self.leaders: dict[tuple[str, ...], threading.Event] = {}
        self.never: dict[tuple[str, ...], None] = {}

    def question(self, method: str, path: str, query: str, header: Header) -> Question | None:
        """None: nothing for the front."""
        if (
            (method != "GET" and method != "HEAD")
            or len(path) > LONGEST_PATH
            or len(query) > LONGEST_QUERY
            or header("range") is not None
        ):
            return None
        accepted = header("accept-encoding")
        coding = (
            "" if accepted is None else "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
        )
        if path.startswith(self.static):
            key: tuple[str, ...] = (path, coding)
            return Question(self.pages, key, coding, header("if-none-match"), method == "HEAD")
        cookie = header("cookie")
        if (
            (cookie is not None and self.session in cookie)
            or header("authorization") is not None
            or header("hx-request") is not None
        ):
            return None
        host = header("host") or ""
        shelf = self.pages
        if query:
            shelf = self.queries
            if "&" in query:
                query = "&".join(sorted(query.split("&")))
        if host not in self.hosts and host.rpartition(":")[0] not in self.hosts:
            if len(host) > LONGEST_HOST:
                return None
            shelf = self.queries
        scheme = (header("x-forwarded-proto") or "") if self.behind_proxy else ""
        return Question(shelf, (path, host, query, scheme), coding, header("if-none-match"), method == "HEAD")

    def find(self, question: Question) -> Answer | None:
        """The finished bytes, if they are there and nothing they depend on has changed."""
        entry = question.shelf.get(question.key)
        if entry is None:
            return None
        return entry.answer(question.coding, question.if_none_match, head=question.head)

    def ask(self, question: Question, environ: Environ) -> "Answer | Open":
        """Asks Django. Of several threads with the same question one asks, the others get its answer."""
        key = question.key
        if question.head or key in self.never:
            return self._render(question, environ)
        mine = threading.Event()
        leader = self.leaders.setdefault(key, mine)
        if leader is not mine:
            leader.wait(WAIT_FOR_LEADER)
            return self.find(question) or self._render(question, environ)
        try:
            # Between the look at the shelf and the lead another leader may have finished.
            return self.find(question) or self._render(question, environ)
        finally:
            del self.leaders[key]
            mine.set()

    def _render(self, question: Question, environ: Environ) -> "Answer | Open":
        environ[ASKED] = True
        born = time.monotonic()
        opened = call(self.application, environ)
        if question.head or opened.status != 200:
            return opened
        names = {name.lower(): value for name, value in opened.headers}
        control = names.get("cache-control", "")
        kept = environ.get(ANSWERED)
        if "set-cookie" in names or "private" in control or "no-store" in control:
            return self._not_kept(question, opened)
        if isinstance(kept, Kept):
            slots, values = kept.slots, kept.generations
        elif question.key[0].startswith(self.static) and self._is_immutable_file(names, control):
            slots = values = ()
        else:
            return self._not_kept(question, opened)
        entry = Entry(opened.headers, opened.read(), slots, values, born=born)
        if not question.shelf.put(question.key, entry):
            self._remember_never(question)
        return entry.answer(question.coding, question.if_none_match)

    @staticmethod
    def _is_immutable_file(names: dict[str, str], control: str) -> bool:
        length = names.get("content-length", "")
        return "immutable" in control and length.isdigit() and int(length) <= LARGEST_FILE

    def _not_kept(self, question: Question, opened: "Open") -> "Open":
        self._remember_never(question)
        return opened

    def _remember_never(self, question: Question) -> None:
        """Such a page is not waited for by others next time."""
        if len(self.never) >= REMEMBERED:
            self.never.clear()
        self.never[question.key] = None


class Open:
    """What a WSGI application answered, the body not yet read."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Headers, body: Iterable[bytes]) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def streams(self) -> bool:
        return bool(getattr(self.body, "streaming", False))

    @property
    def file(self) -> str:
        """The path, where the body is just one whole file."""
        source = getattr(self.body, "file_to_stream", None)
        # Exactly this type: a part of a file, or one in memory, only looks like one.
        if type(source) is io.BufferedReader and isinstance(source.name, str) and source.tell() == 0:
            return source.name
        return ""

    def read(self) -> bytes:
        try:
            return b"".join(self.body)
        finally:
            self.close()

    def close(self) -> None:
        close = getattr(self.body, "close", None)
        if close is not None:
            close()


def call(application: Application, environ: Environ) -> Open:
    started: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> None:
        started.append((status, headers))

    body = application(environ, start)
    status, headers = started[-1]
    return Open(int(status[:3]), headers, body)


def in_front_of(application: Application) -> Application:
    """The front as a WSGI application, for any WSGI server."""
    if not settings.PAGE_CACHE:
        return application
    front = Front(application)

    def answering(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        def header(name: str) -> str | None:
            return environ.get("HTTP_" + name.upper().replace("-", "_"))

        question = front.question(
            environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", ""), header
        )
        if question is None:
            return application(environ, start_response)
        answer = front.find(question) or front.ask(question, environ)
        if isinstance(answer, Open):
            start_response(STATUS.get(answer.status, f"{answer.status} Unknown"), answer.headers)
            return answer.body
        start_response(STATUS[answer[0]], answer[1])
        return [answer[2]]

    return answering
