# SPDX-License-Identifier: EUPL-1.2
"""The word that goes round: "live/12 changed", from whichever process to every web process.

On one machine by datagrams to sockets in `HOME/run/words/`, one a web process: nothing to install. With PostgreSQL a
NOTIFY carries the word to other machines too. A word says only *that* something changed; hearing it twice, or late,
does no harm.
"""

import contextlib
import logging
import os
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

log = logging.getLogger(__name__)

CHANNEL = "mitwirken_words"  # PostgreSQL's
WAIT = 0.2  # seconds for a process whose mailbox is full; it hears the next word at the latest


def folder() -> Path:
    return Path(settings.HOME) / "run" / "words"


def changed(kind: str, key: str) -> None:
    """Says, once the transaction is committed, that what `kind/key` shows has changed."""
    word = f"{kind}/{key}"
    if connection.vendor == "postgresql":
        # Delivered by the database at the commit, to this machine and all others.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, word])
    transaction.on_commit(partial(tell, word))


def tell(word: str) -> None:
    """To every web process of this machine, at once."""
    boxes = folder()
    try:
        names = os.listdir(boxes)
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.settimeout(WAIT)
        for name in names:
            try:
                out.sendto(word.encode(), _address(boxes / name))
            except (ConnectionRefusedError, FileNotFoundError):
                # Left behind by a process that was killed.
                with contextlib.suppress(OSError):
                    (boxes / name).unlink()
            except OSError as trouble:
                log.warning("A web process did not take the word %s: %s", word, trouble)


class Box:
    """Where one process hears the words."""

    def __init__(self) -> None:
        boxes = folder()
        boxes.mkdir(parents=True, exist_ok=True)
        self.path = boxes / f"{os.getpid()}"
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind(_address(self.path))

    def words(self) -> set[str]:
        """All that wait, each once."""
        found = set()
        while True:
            try:
                found.add(self.socket.recv(512).decode())
            except BlockingIOError:
                return found

    def close(self) -> None:
        self.socket.close()
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()


def _address(path: Path) -> str:
    """A socket's path may have 107 bytes; a deep home is reached through the folder's own handle."""
    text = str(path)
    if len(text.encode()) < 100:
        return text
    return f"/proc/self/fd/{_handle(path.parent)}/{path.name}"


_handles: dict[Path, int] = {}


def _handle(parent: Path) -> int:
    if parent not in _handles:
        _handles[parent] = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    return _handles[parent]


def listen_to_database(heard: Callable[[str], None], stopped: Callable[[], bool]) -> None:
    """Hears PostgreSQL's words until `stopped()`, with a connection of its own; runs in a thread."""
    import time

    import psycopg

    values = connection.get_connection_params()
    values.pop("context", None)
    for name in ("cursor_factory", "server_side_binding", "prepare_threshold"):
        values.pop(name, None)
    while not stopped():
        try:
            with psycopg.connect(**values, autocommit=True) as hearing:
                hearing.execute(f"LISTEN {CHANNEL}")
                while not stopped():
                    for note in hearing.notifies(timeout=1.0):
                        heard(note.payload)
        except psycopg.OperationalError as trouble:
            log.warning("The database's words are not heard: %s; trying again.", trouble)
            time.sleep(1.0)
