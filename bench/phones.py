# SPDX-License-Identifier: EUPL-1.2
"""A process with many open pages (sockets and epoll, nothing parsed but the state that an event carries).

    phones.py PORT PATH NUMBER [COOKIE]      COOKIE=bench-17 is the 17th phone's

Reads orders from standard input, one a line: `{"times": {number: moment}}` tells how long after its moment each page
had that state or a newer one; `{"storm": true}` closes all pages and opens them at once.
"""

import array
import json
import resource
import select
import socket
import subprocess
import sys
import time
from typing import Any

MARK = b'{"state": "'


class Phones:
    def __init__(self, port: int, path: str, number: int, cookie: str = "") -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(port), path, str(number), cookie],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> "Phones":
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line == "ready", line
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def finish(self, times: dict[int, float]) -> dict[str, float]:
        return self._ask({"times": times})

    def storm(self) -> dict[str, float]:
        return self._ask({"storm": True})

    def _ask(self, what: dict[str, object]) -> dict[str, float]:
        assert self.process.stdin is not None and self.process.stdout is not None
        print(json.dumps(what), file=self.process.stdin, flush=True)
        answer: dict[str, float] = json.loads(self.process.stdout.readline())
        return answer


class Holder:
    def __init__(self, port: int, path: str, cookie: str) -> None:
        self.port, self.path, self.cookie = port, path, cookie
        self.poll = select.epoll()
        self.poll.register(0, select.EPOLLIN)
        self.phones: dict[int, socket.socket] = {}
        self.cut: dict[int, int] = {}  # a state whose event has not come to its end yet
        self.at, self.states, self.who = array.array("d"), array.array("l"), array.array("l")
        # One for all: a new one for each piece costs more than reading it, and phones share the cores with the server.
        self.room = bytearray(65_536)

    def question(self, number: int) -> bytes:
        cookie = f"Cookie: {self.cookie}=bench-{number}\r\n" if self.cookie else ""
        return (
            f"GET {self.path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nAccept: text/event-stream\r\n{cookie}\r\n"
        ).encode()

    def connect(self, many: int, together: int) -> int:
        """Opens `many`, at most `together` under way, until each has the newest; counts refusals."""
        new: set[int] = set()
        refused = opened = 0
        while opened < many or new:
            while opened < many and len(new) < together:
                phone = socket.create_connection(("127.0.0.1", self.port))
                phone.setblocking(False)
                phone.send(self.question(opened))
                self.poll.register(phone.fileno(), select.EPOLLIN)
                self.phones[phone.fileno()] = phone
                new.add(phone.fileno())
                opened += 1
            ready = self.poll.poll(30)
            if not ready:
                raise SystemExit(f"{len(new)} of {opened} pages got nothing within 30 s")
            for fd, _ in ready:
                if fd in self.phones:
                    data = self.phones[fd].recv(262_144)
                    if data[:9] == b"HTTP/1.1 " and data[9:12] != b"200":
                        refused += 1
                        new.discard(fd)
                    elif MARK in data or not self.path.startswith("/strom"):
                        new.discard(fd)
        return refused

    def hold(self) -> None:
        """Until something is asked."""
        while True:
            asked = False
            for fd, _ in self.poll.poll():
                if fd == 0:
                    asked = True
                    continue
                size = self.phones[fd].recv_into(self.room)
                now = time.monotonic()
                state = newest(self.room, size) or self.cut.pop(fd, 0)
                if not state:
                    continue
                if self.room.find(b"\n\n", max(0, size - 6), size) >= 0:
                    self.at.append(now)
                    self.states.append(state)
                    self.who.append(fd)
                else:
                    self.cut[fd] = state
            if asked:
                return

    def storm(self) -> dict[str, float]:
        many = len(self.phones)
        for fd, phone in self.phones.items():
            self.poll.unregister(fd)
            phone.close()
        self.phones.clear()
        began = time.monotonic()
        refused = self.connect(many, many)
        return {"seconds": time.monotonic() - began, "refused": refused}

    def delays(self, given: dict[str, float]) -> dict[str, float]:
        """A page has seen deed n when it has the state n or a newer one."""
        times = sorted((int(n), t) for n, t in given.items())
        seen: dict[int, list[tuple[float, int]]] = {fd: [] for fd in self.phones}
        for t, n, fd in zip(self.at, self.states, self.who, strict=True):
            seen[fd].append((t, n))
        delays, missing = [], 0
        for events in seen.values():
            place = 0
            for n, t0 in times:
                while place < len(events) and events[place][1] < n:
                    place += 1
                if place == len(events):
                    missing += 1
                else:
                    delays.append((events[place][0] - t0) * 1000)
        return {**percentiles(delays), "missing": missing, "events": len(self.at) / max(1, len(self.phones))}


def newest(data: bytearray, size: int) -> int:
    """The number of the newest state in what came, 0 without one: `{"state": "EPOCH-NUMBER"`."""
    start = data.rfind(MARK, 0, size)
    if start < 0:
        return 0
    end = data.find(b'"', start + len(MARK), size)
    return int(data[start:end].rpartition(b"-")[2]) if end > 0 else newest(data, start)


def percentiles(delays: list[float]) -> dict[str, float]:
    delays = sorted(delays)
    at = lambda part: delays[min(len(delays) - 1, int(part * len(delays)))] if delays else -1.0  # noqa: E731
    return {"p50": at(0.5), "p95": at(0.95), "p99": at(0.99)}


def main(port: str, path: str, number: str, cookie: str = "") -> Any:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    holder = Holder(int(port), path, cookie)
    refused = holder.connect(int(number), 200)
    assert not refused, refused
    print("ready", flush=True)
    holder.hold()
    asked = json.loads(sys.stdin.readline())
    print(json.dumps(holder.storm() if "storm" in asked else holder.delays(asked["times"])), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
