# SPDX-License-Identifier: EUPL-1.2
"""The real server with a board in it (`toy`), and a reader of its stream."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.ground.realtime.proxy import Proxy
from tests.live import ROOT, Site

TOY = {
    "DJANGO_SETTINGS_MODULE": "tests.ground.realtime.toy_settings",
    "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    "MITWIRKEN_WORKER": "0",
}


class Reader:
    """Reads a stream as EventSource does."""

    def __init__(self, site: Site | Proxy, path: str, **headers: str) -> None:
        headers = {"Accept": "text/event-stream"} | headers
        self.line = socket.create_connection(("127.0.0.1", site.port), timeout=10)
        named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        self.line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{named}\r\n".encode())
        self.seen = b""
        self.status = 0
        while b"\r\n\r\n" not in self.seen:
            self.seen += self.line.recv(65536)
        self.status = int(self.seen.split(b" ", 2)[1])

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        found, name = [], ""
        for line in self.seen.decode().splitlines():
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                found.append((name, json.loads(line[6:])))
        return found

    def wait_for(self, what: str, within: float = 10) -> None:
        deadline = time.monotonic() + within
        while what not in self.seen.decode():
            self.line.settimeout(max(0.01, deadline - time.monotonic()))
            piece = self.line.recv(65536)
            assert piece, "the stream ended"
            self.seen += piece

    def rest(self, seconds: float = 0.3) -> None:
        """Whatever still comes."""
        self.line.settimeout(seconds)
        with contextlib.suppress(TimeoutError):
            while piece := self.line.recv(65536):
                self.seen += piece

    def ended(self, within: float = 5) -> bool:
        self.line.settimeout(within)
        with contextlib.suppress(OSError):
            while self.line.recv(65536):
                pass
            return True
        return False

    def close(self) -> None:
        self.line.close()


@pytest.fixture(scope="session")
def board(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    from tests.conftest import prepared_site

    site = prepared_site(prepared, tmp_path_factory.mktemp("board") / "home", **TOY)
    try:
        yield site.start()
    finally:
        site.stop()
        site.forget()


@pytest.fixture
def read() -> Iterator[Callable[..., Reader]]:
    readers: list[Reader] = []

    def make(site: Site, path: str, **headers: str) -> Reader:
        readers.append(Reader(site, path, **headers))
        return readers[-1]

    yield make
    for reader in readers:
        reader.close()


def say(site: Site, key: str, said: str) -> int:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    from urllib.parse import urlencode

    return site.ask("POST", f"/toy/{key}/sagen/", headers, urlencode({"said": said}).encode())[0]


@pytest.fixture
def tell() -> Callable[[Site, str, str], int]:
    return say
