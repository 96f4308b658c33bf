# SPDX-License-Identifier: EUPL-1.2
"""What the kernel knows of the lines to readers: granian takes what is sent without saying whether it was read.

Where the kernel cannot be asked (not Linux), nothing is known and nobody is held.
"""

import contextlib
import fcntl
import os
import socket
import struct
import termios
import time
from collections.abc import Iterator

_found: dict[str, int] = {}
_searched = 0.0
AGAIN = 1.0  # seconds between two searches through all open files


class Line:
    """The connection whose other end is `peer`, as granian names it: `127.0.0.1:50312`, `[::1]:50312`."""

    __slots__ = ("peer",)

    def __init__(self, peer: str) -> None:
        self.peer = peer

    def waiting(self) -> int:
        """Bytes that were sent and not yet taken by the other side."""
        with contextlib.suppress(OSError), _open(self.peer) as line:
            if line is not None:
                said = fcntl.ioctl(line.fileno(), termios.TIOCOUTQ, b"\0\0\0\0")
                return int(struct.unpack("i", said)[0])
        return 0

    def hang_up(self) -> None:
        with contextlib.suppress(OSError), _open(self.peer) as line:
            if line is not None:
                line.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def _open(peer: str) -> Iterator[socket.socket | None]:
    """The connection, looked at for a moment; that it is the right one is asked of itself."""
    for _ in range(2):
        number = _found.get(peer)
        if number is not None:
            with _borrowed(number) as line:
                if line is not None and _peer(line) == peer:
                    yield line
                    return
        if not _search():
            break
    yield None


def _search() -> bool:
    global _searched
    now = time.monotonic()
    if now - _searched < AGAIN:
        return False
    _searched = now
    _found.clear()
    try:
        names = os.listdir("/proc/self/fd")
    except OSError:
        return False
    for name in names:
        with _borrowed(int(name)) as line:
            if line is not None:
                _found[_peer(line)] = int(name)
    return True


@contextlib.contextmanager
def _borrowed(number: int) -> Iterator[socket.socket | None]:
    """The socket behind an open file's number, None if it is something else.

    Never by a copy: whoever closes a copy of a file's handle gives up all locks that the process holds on that file,
    and SQLite's database is one of these files. Without its locks the next process that leaves the database takes the
    write-ahead log away from those who write in it.
    """
    try:
        line = socket.socket(fileno=number)
    except OSError:
        line = None
    try:
        yield line
    finally:
        if line is not None:
            line.detach()


def _peer(line: socket.socket) -> str:
    try:
        name = line.getpeername()
    except OSError:
        return ""
    if not isinstance(name, tuple):
        return ""
    return f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"
