# SPDX-License-Identifier: EUPL-1.2
"""Where finished pages stand: at most so many bytes; what nobody reads goes first."""

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

import brotli

from . import generations

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes]

OLDEST = 60.0  # seconds: phases open and close by the clock, which bumps no generation
TOO_SMALL_TO_PRESS = 600  # bytes: fits one packet anyway
PRESSABLE = ("text/", "application/json", "application/javascript", "application/xml", "application/atom+xml",
             "application/geo+json", "application/problem+json", "image/svg+xml", "application/manifest+json")  # fmt: skip
# What the kept page says itself; the server adds date and length.
REPLACED = {"etag", "vary", "cache-control", "content-length", "content-encoding", "date"}


class Entry:
    """One finished page in up to three codings, with what it depends on."""

    __slots__ = (
        "answers",
        "born",
        "checked",
        "digest",
        "generations",
        "headers",
        "lock",
        "plain",
        "press",
        "slots",
        "used",
    )

    def __init__(
        self, headers: Headers, body: bytes, slots: tuple[int, ...], values: tuple[int, ...], *, born: float
    ) -> None:
        given = {name.lower(): value for name, value in headers}
        self.slots = slots
        self.generations = values
        self.born = born
        # No value yet: the first reader compares the topics.
        self.checked = -1
        self.plain = body
        own = given.get("etag", "")
        # An ETag of the view's own (the API's versions) is a promise to its clients and stays as it is.
        self.digest = own or hashlib.blake2b(body, digest_size=12).hexdigest()
        self.press = (
            not own
            and "content-encoding" not in given
            and len(body) >= TOO_SMALL_TO_PRESS
            and given.get("content-type", "").startswith(PRESSABLE)
        )
        fixed = [(name, value) for name, value in headers if name.lower() not in REPLACED]
        fixed.append(("Cache-Control", given.get("cache-control") or "no-cache"))
        fixed.append(("Vary", "Accept-Encoding, Cookie"))
        if "content-encoding" in given:
            fixed.append(("Content-Encoding", given["content-encoding"]))
        self.headers = fixed
        self.answers: dict[str, tuple[Headers, bytes]] = {}
        self.lock = Lock()
        self.used = False

    @property
    def size(self) -> int:
        """Bytes on the shelf. Pressed forms are counted from the start, at what pages usually take."""
        return len(self.plain) * 3 // 2 + 2_000

    def is_fresh(self) -> bool:
        if not self.slots:
            return True
        if time.monotonic() - self.born > OLDEST:
            return False
        now = generations.shared()
        everything = now[generations.EVERYTHING]
        if everything == self.checked:
            return True
        if tuple(now[slot] for slot in self.slots) != self.generations:
            return False
        self.checked = everything
        return True

    def answer(self, coding: str, if_none_match: str | None, *, head: bool = False) -> Answer:
        if not self.press:
            coding = ""
        try:
            headers, body = self.answers[coding]
        except KeyError:
            headers, body = self._make(coding)
        if if_none_match is not None and (self.digest in if_none_match or if_none_match == "*"):
            return 304, [(n, v) for n, v in headers if n not in ("Content-Type", "Content-Encoding")], b""
        return 200, headers, b"" if head else body

    def _make(self, coding: str) -> tuple[Headers, bytes]:
        with self.lock:
            if coding in self.answers:
                return self.answers[coding]
            body = self.plain
            headers = list(self.headers)
            if coding == "br":
                # 5 of 11: half the time of gzip 6 and smaller.
                body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=5)
            elif coding == "gzip":
                body = gzip.compress(body, 6, mtime=0)
            if coding:
                headers.append(("Content-Encoding", coding))
            etag = (
                self.digest
                if self.digest.startswith(('"', "W/"))
                else f'"{self.digest}{coding and "-" + coding}"'
            )
            headers.append(("ETag", etag))
            headers.append(("Content-Length", str(len(body))))
            self.answers[coding] = headers, body
            return self.answers[coding]


class Shelf:
    """Second chance: what was read since the last round stays. Reading takes no lock and moves nothing."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> Entry | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if not entry.is_fresh():
            self.drop(key, entry)
            return None
        entry.used = True
        return entry

    def put(self, key: Hashable, entry: Entry) -> bool:
        """False: too large to stand here."""
        if entry.size > self.most_bytes // 8:
            return False
        with self._lock:
            old = self._entries.pop(key, None)
            if old is not None:
                self.bytes -= old.size
            self._entries[key] = entry
            self.bytes += entry.size
            while self.bytes > self.most_bytes:
                name, eldest = self._entries.popitem(last=False)
                if eldest.used:
                    eldest.used = False
                    self._entries[name] = eldest
                else:
                    self.bytes -= eldest.size
        return True

    def drop(self, key: Hashable, entry: Entry) -> None:
        with self._lock:
            if self._entries.get(key) is entry:
                del self._entries[key]
                self.bytes -= entry.size
