# SPDX-License-Identifier: EUPL-1.2
"""The word that goes round: "stream live/12", from whichever process to every web process.

On one machine by datagrams to sockets in `HOME/run/words/`, one a web process: nothing to install. With PostgreSQL a
NOTIFY carries the word to the other machines. A word says only *that* something changed; hearing it twice, or late,
does no harm, and who hears has to get along with one that was lost.
"""

import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

log = logging.getLogger(__name__)

CHANNEL = "mitwirken_words"  # PostgreSQL's
LONGEST = 400  # bytes
WAIT = 0.2  # seconds for a process whose box is full
LEAVE_ALONE = 5.0  # seconds in which such a process is not waited for again

_ears: dict[str, Callable[[str], None]] = {}
_full: dict[str, float] = {}


def hear(kind: str, ear: Callable[[str], None]) -> None:
    """`ear(rest)` is called in every web process for each word of this kind. It has to be quick."""
    _ears[kind] = ear


def deliver(word: str) -> None:
    kind, _, rest = word.partition(" ")
    ear = _ears.get(kind)
    if ear is not None:
        ear(rest)


def say(kind: str, rest: str, *, here: bool = True) -> None:
    """Once the transaction is committed, to all web processes; `here=False`: only to those of other machines."""
    word = f"{kind} {rest}"
    if len(word.encode()) > LONGEST:
        raise ValueError(f"A word has at most {LONGEST} bytes: {word[:50]} ...")
    if here:
        transaction.on_commit(partial(tell, word), robust=True)
    if connection.vendor == "postgresql":
        # After the commit: a NOTIFY inside of it would let one commit wait for the other.
        transaction.on_commit(partial(tell_others, word), robust=True)


def tell(word: str) -> None:
    """To every web process of this machine, at once."""
    boxes = folder()
    try:
        names = os.listdir(boxes)
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        for name in names:
            patient = time.monotonic() - _full.get(name, -LEAVE_ALONE) >= LEAVE_ALONE
            out.settimeout(WAIT if patient else 0.0)
            try:
                out.sendto(word.encode(), _address(boxes / name))
            except (ConnectionRefusedError, FileNotFoundError):
                # Left behind by a process that was killed.
                _full.pop(name, None)
                with contextlib.suppress(OSError):
                    (boxes / name).unlink()
            except OSError as trouble:
                if patient:
                    _full[name] = time.monotonic()
                    log.warning("Web process %s does not take its words: %s", name, trouble)


def tell_others(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{machine()} {word}"])


@cache
def machine() -> str:
    """The same for all processes that share the folder of boxes, another one everywhere else."""
    boxes = folder()
    boxes.mkdir(parents=True, exist_ok=True)
    stat = boxes.stat()
    try:
        kernel = Path("/proc/sys/kernel/random/boot_id").read_text()
    except OSError:
        kernel = socket.gethostname()
    return blake2b(f"{kernel} {stat.st_dev} {stat.st_ino}".encode(), digest_size=8).hexdigest()


class Box:
    """Where one process hears the words of its machine."""

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

    def words(self) -> list[str]:
        """All that wait, each once, in their order."""
        found: dict[str, None] = {}
        while True:
            try:
                found[self.socket.recv(LONGEST + 1).decode("utf-8", "replace")] = None
            except OSError:  # nothing more
                return list(found)

    def close(self) -> None:
        self.socket.close()
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()


def folder() -> Path:
    return Path(settings.HOME) / "run" / "words"


def _address(path: Path) -> str:
    """A socket's path may have 107 bytes; a deep home is reached through the folder's own handle."""
    text = str(path)
    if len(text.encode()) < 100:
        return text
    return f"/proc/self/fd/{_handle(path.parent)}/{path.name}"


@cache
def _handle(parent: Path) -> int:
    return os.open(parent, os.O_RDONLY | os.O_DIRECTORY)


def listen_to_database(heard: Callable[[str], None], stopped: threading.Event) -> None:
    """Hears the words of other machines from PostgreSQL, with a connection of its own; runs in a thread."""
    import psycopg

    given = connection.get_connection_params()
    values: dict[str, Any] = {
        name: given[name] for name in given if name in {"dbname", "user", "password", "host", "port"}
    }
    # A line that is dead without a word is found out in half a minute.
    values |= {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3, "connect_timeout": 10}
    values |= connection.settings_dict["OPTIONS"]
    told = False
    while not stopped.is_set():
        try:
            with psycopg.connect(**values, autocommit=True) as hearing:
                hearing.execute(f"LISTEN {CHANNEL}")
                if told:
                    log.warning("The database's words are heard again.")
                told = False
                while not stopped.is_set():
                    for note in hearing.notifies(timeout=1.0):
                        origin, _, word = note.payload.partition(" ")
                        if origin != machine():
                            heard(word)
        except psycopg.Error as trouble:
            if not told:
                log.warning("The database's words are not heard: %s; trying again.", str(trouble).strip())
            told = True
            stopped.wait(2.0)
