# SPDX-License-Identifier: EUPL-1.2
"""Whom the door asks to come back, and that it says so in a way that pages understand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from mitwirken.ground.realtime import Admission, Stream, door, registry
from mitwirken.ground.realtime.hub import Hub


class Answer:
    """What granian would send."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Any:
        self.response_empty(status, headers)
        return SimpleNamespace(send_bytes=lambda piece: None)

    async def client_disconnect(self) -> None:
        """At once."""


@pytest.fixture
def streams() -> Iterator[door.Streams]:
    registry.register(Stream("test", lambda *_: Admission(("phone",)), lambda *_: None))
    streams = door.Streams()
    streams.drawing = streams.admitting = ThreadPoolExecutor(1)
    streams.hub = Hub(streams.drawing)
    try:
        yield streams
    finally:
        registry._streams.pop("test", None)
        streams.drawing.shutdown()


def ask(streams: door.Streams) -> Answer:
    answer = Answer()
    scope = SimpleNamespace(
        path="/strom/test/k/", method="GET", query_string="", headers={}, client="127.0.0.1:1"
    )

    # In a thread of its own: a browser of another test may hold a loop in this one.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, streams.answer(scope, answer)).result()
    return answer


def test_who_comes_while_there_is_room_is_let_in(streams: door.Streams) -> None:
    answer = ask(streams)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert streams.waiting == 0


@pytest.mark.parametrize("why", ["not started", "closing", "full", "a crowd at the door"])
def test_who_finds_no_room_is_asked_to_come_back(streams: door.Streams, why: str) -> None:
    assert streams.hub is not None
    if why == "not started":
        streams.hub = None
    elif why == "closing":
        streams.hub.close()
    elif why == "full":
        streams.hub.count = door.MOST
    else:
        streams.waiting = door.MOST_WAITING
    answer = ask(streams)
    assert answer.status == 503
    assert answer.headers == {"retry-after": "10", "cache-control": "no-store"}


def test_without_a_database_pages_come_back_and_the_next_one_is_let_in(
    streams: door.Streams, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Admission:
        raise OSError("the database is not there")

    registry.register(Stream("test", broken, lambda *_: None))
    assert ask(streams).status == 503
    assert "the database is not there" in caplog.text
    registry.register(Stream("test", lambda *_: Admission(("phone",)), lambda *_: None))
    assert ask(streams).status == 200
    assert streams.waiting == 0


def test_who_may_not_listen_is_not_asked_to_come_back(streams: door.Streams) -> None:
    registry.register(Stream("test", lambda *_: None, lambda *_: None))
    answer = ask(streams)
    assert answer.status == 403
    assert "retry-after" not in answer.headers
