# SPDX-License-Identifier: EUPL-1.2
"""Which topics changed, as a number per topic in a file that all processes of the machine have in memory.

A generation is a random number, written anew with every change. Nobody counts, so nobody has to lock: of two
processes that write at once either value is a new one, and even a value read half-written only makes a reader
render again. Other machines on the same PostgreSQL are told by a word. The file may be deleted when nothing runs; nothing in it is kept for long.
"""

import hashlib
import mmap
import os
import secrets
import threading
from functools import lru_cache, partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from mitwirken.ground.deeds import words

# Two topics in one slot only make a page stale too early. 128 kB: a snapshot is a copy of some microseconds.
SLOTS = 16_384
EVERYTHING = 0
WORD = "pages"
A_WORD_HOLDS = 50  # slots

Snapshot = memoryview

_lock = threading.Lock()
_opened: dict[Path, memoryview] = {}


def shared() -> memoryview:
    """The generations as 64-bit numbers, one a slot; written by one process and at once seen by all."""
    try:
        return _opened[settings.HOME]
    except KeyError:
        return _open(settings.HOME)


def _open(home: Path) -> memoryview:
    path = home / "run" / "generations"
    with _lock:
        if home not in _opened:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                if os.fstat(handle).st_size < SLOTS * 8:
                    os.ftruncate(handle, SLOTS * 8)
                _opened[home] = memoryview(mmap.mmap(handle, SLOTS * 8)).cast("Q")
            finally:
                os.close(handle)
        return _opened[home]


@lru_cache(maxsize=20_000)
def slot(topic: str) -> int:
    digest = hashlib.blake2b(topic.encode(), digest_size=8).digest()
    return 1 + int.from_bytes(digest, "little") % (SLOTS - 1)


def snapshot() -> Snapshot:
    """All generations as they are now. Taken before a page is rendered: what changes meanwhile makes it stale."""
    return memoryview(bytes(shared())).cast("Q")


def bump(*topics: str) -> None:
    """Pages of the topics are stale from now on, in every process of this machine."""
    now = shared()
    for topic in topics:
        now[slot(topic)] = secrets.randbits(64)
    # Last: whoever sees the new value here sees the new topics too (the front looks here first).
    now[EVERYTHING] = secrets.randbits(64)


def changed(*topics: str) -> None:
    """Says that pages of these topics are stale once the transaction is committed. No topics: pages that depend on everything."""
    transaction.on_commit(partial(bump, *topics))
    # To other machines as slots: always short, and all that `bump` makes of a topic.
    slots = sorted({slot(topic) for topic in topics})
    for start in range(0, max(len(slots), 1), A_WORD_HOLDS):
        words.say(WORD, " ".join(map(str, slots[start : start + A_WORD_HOLDS])), here=False)


def hear(rest: str) -> None:
    """Another machine made these slots stale."""
    now = shared()
    for number in rest.split():
        if number.isdecimal() and int(number) < SLOTS:
            now[int(number)] = secrets.randbits(64)
    now[EVERYTHING] = secrets.randbits(64)


def depends_on(request: HttpRequest, *topics: str) -> None:
    """Called by a view: its page is stale when one of the topics changes. Without a call: when anything does.

    Several calls add up. Name what the page shows, narrow to wide: `proposal:12`, `process:3`.
    """
    noted: set[str] = request.__dict__.setdefault("page_topics", set())
    noted.update(topics)
