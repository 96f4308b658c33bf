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
        with contextlib.suppress(OSError):
            line = _open(self.peer)
            if line is not None:
                with line:
                    said = fcntl.ioctl(line.fileno(), termios.TIOCOUTQ, b"\0\0\0\0")
                    return int(struct.unpack("i", said)[0])
        return 0

    def hang_up(self) -> None:
        with contextlib.suppress(OSError):
            line = _open(self.peer)
            if line is not None:
                with line:
                    line.shutdown(socket.SHUT_RDWR)


def _open(peer: str) -> socket.socket | None:
    """A handle of our own on the connection; that it is the right one is asked of the handle itself."""
    for _ in range(2):
        number = _found.get(peer)
        if number is not None:
            line = _handle(number)
            if line is not None and _peer(line) == peer:
                return line
            if line is not None:
                line.close()
        if not _search():
            return None
    return None


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
        line = _handle(int(name))
        if line is not None:
            with line:
                _found[_peer(line)] = int(name)
    return True


def _handle(number: int) -> socket.socket | None:
    try:
        mine = os.dup(number)
    except OSError:
        return None
    try:
        return socket.socket(fileno=mine)
    except OSError:  # no socket
        os.close(mine)
        return None


def _peer(line: socket.socket) -> str:
    try:
        name = line.getpeername()
    except OSError:
        return ""
    if not isinstance(name, tuple):
        return ""
    return f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"
