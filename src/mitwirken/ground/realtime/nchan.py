# SPDX-License-Identifier: EUPL-1.2
"""nchan as the last step to the readers: nginx holds the open pages, this side says who may listen and what is new.

    page → nginx /strom/… → the door: who is it? → X-Accel-Redirect: /_strom/CHANNELS → nginx holds the line
    word → one process of this machine draws → POST to nginx, on loopback → every page that listens

A channel is an audience, or one person; its name is a keyed hash, and nginx lets nobody in by it from outside. A
channel keeps its newest message: the whole of the audience, so whoever comes or comes back gets the newest and
nothing twice. Each machine has its own nginx and publishes there only; words go from machine to machine as ever.
"""

import fcntl
import json
import logging
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac

from mitwirken.ground.deeds import words

from .hub import BEAT_EVERY, draw_once, fingerprint, moved, rest_after, spread, written
from .registry import WORD, Admission, Drawing, stream_named

log = logging.getLogger(__name__)

INSIDE = "/_strom/"  # nginx's own address, which no reader can ask for
TOGETHER = 100  # channels that get the same message in one request
FORGET = 60.0  # seconds after the last admission until a room without listeners is forgotten
PATIENCE = 5.0  # seconds for nginx to answer
AGAIN = 1.0  # seconds until nginx is asked again, or the post of publisher


def channel(kind: str, key: str, name: str) -> str:
    """The name of a channel as nginx knows it; nobody can guess it."""
    return salted_hmac("mitwirken.nchan", f"{kind}/{key}/{name}", algorithm="sha256").hexdigest()[:32]


def let_in(kind: str, key: str, admission: Admission) -> str:
    """Writes down who listens, and says where nginx has to send them."""
    names = list(admission.audiences)
    if admission.who:
        names.append(f"={admission.who}")
    with Listening() as listening:
        if listening.write(kind, key, admission):
            # Somebody new: what they look at has to be drawn, and what is theirs to be known.
            words.tell(f"{WORD} {kind}/{key}")
    return INSIDE + ",".join(channel(kind, key, name) for name in names)


# --- who listens --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """An open page, or all that are alike."""

    who: str
    audiences: tuple[str, ...]
    state: str
    at: float


class Listening:
    """Who was let in: a small file in the home, as the lines in nginx outlive the processes of this site."""

    def __enter__(self) -> "Listening":
        path = Path(settings.HOME) / "run" / "listening.sqlite3"
        self.rows = sqlite3.connect(path, isolation_level=None, timeout=5)
        self.rows.execute("PRAGMA journal_mode=WAL")
        self.rows.execute("PRAGMA synchronous=OFF")  # after a power cut nobody listens
        self.rows.execute(
            "CREATE TABLE IF NOT EXISTS pages (kind TEXT, key TEXT, page TEXT, who TEXT, audiences TEXT, state TEXT, at REAL,"
            " PRIMARY KEY (kind, key, page)) WITHOUT ROWID"
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.rows.close()

    def write(self, kind: str, key: str, admission: Admission) -> bool:
        """Whether this is somebody new, or somebody who listens to something else now."""
        audiences = json.dumps(admission.audiences)
        page = admission.who or audiences
        known = self.rows.execute(
            "SELECT audiences, state FROM pages WHERE kind=? AND key=? AND page=?", (kind, key, page)
        ).fetchone()
        self.rows.execute(
            "INSERT OR REPLACE INTO pages VALUES (?,?,?,?,?,?,?)",
            (kind, key, page, admission.who, audiences, admission.state, time.time()),
        )
        return bool(known != (audiences, admission.state) if admission.who else known is None)

    def pages(self, kind: str, key: str) -> list[Page]:
        found = self.rows.execute(
            "SELECT who, audiences, state, at FROM pages WHERE kind=? AND key=?", (kind, key)
        )
        return [Page(who, tuple(json.loads(audiences)), state, at) for who, audiences, state, at in found]

    def rooms(self) -> list[tuple[str, str]]:
        return [(kind, key) for kind, key in self.rows.execute("SELECT DISTINCT kind, key FROM pages")]

    def forget(self, kind: str, key: str) -> None:
        self.rows.execute("DELETE FROM pages WHERE kind=? AND key=?", (kind, key))

    def version(self) -> int:
        """Another number when another connection wrote."""
        return int(self.rows.execute("PRAGMA data_version").fetchone()[0])


# --- what is said -------------------------------------------------------------------------------------------------


class Nchan:
    """The address where nginx takes messages."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.path = parts.path.rstrip("/") + "/"
        self.line: HTTPConnection | None = None

    def say(self, channels: list[str], event: str, said: str) -> None:
        for start in range(0, len(channels), TOGETHER):
            together = channels[start : start + TOGETHER]
            status, _ = self._ask("POST", together, said.encode(), {"X-EventSource-Event": event})
            if status not in (201, 202):
                raise HTTPException(f"nginx answered {status} to a message")

    def look(self, name: str) -> tuple[int, int]:
        """How many messages a channel keeps, and how many listen."""
        status, body = self._ask("GET", [name])
        if status == 404:
            return 0, 0
        if status != 200:
            raise HTTPException(f"nginx answered {status} when asked for a channel")
        told = json.loads(body)
        return int(told["messages"]), int(told["subscribers"])

    def drop(self, name: str) -> None:
        self._ask("DELETE", [name])

    def _ask(
        self,
        method: str,
        channels: list[str],
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes]:
        kept = self.line is not None
        line = self.line = self.line or HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            line.request(
                method,
                self.path + ",".join(channels),
                body,
                {"Accept": "application/json", **(headers or {})},
            )
            answer = line.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException):
            line.close()
            self.line = None
            if not kept:
                raise
        # nginx hangs up on a line that was quiet for long: once more, on a new one.
        return self._ask(method, channels, body, headers)


@dataclass
class Room:
    """What was last said in one room."""

    prints: dict[str, bytes] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    sent_on: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Who was told to come in anew, with what they listened to then."""


class Publisher:
    """Draws what somebody looks at and says it to nginx, in a thread of its own, in one process of each machine."""

    def __init__(self, address: str) -> None:
        self.nchan = Nchan(address)
        self.rooms: dict[tuple[str, str], Room] = {}
        self.stale: set[tuple[str, str]] = set()
        self.guard = threading.Lock()
        self.woken = threading.Event()
        self.stopped = threading.Event()
        self.troubled = False
        self.failed: set[tuple[str, str]] = set()
        self.pages: dict[tuple[str, str], list[Page]] = {}
        self.version = -1
        self.thread = threading.Thread(target=self._run, name="publishes", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.stopped.set()
        self.woken.set()

    def heard(self, kind: str, key: str) -> None:
        with self.guard:
            self.stale.add((kind, key))
        self.woken.set()

    def _run(self) -> None:
        with self._elected() as elected, Listening() as listening:
            if not elected:
                return
            with self.guard:
                self.stale.update(listening.rooms())
            looked = time.monotonic()
            while not self.stopped.is_set():
                self.woken.clear()
                began = time.monotonic()
                self._publish(listening)
                rest = rest_after(time.monotonic() - began)
                if time.monotonic() - looked >= BEAT_EVERY:
                    looked = time.monotonic()
                    self._look_around(listening)
                with self.guard:
                    waits = AGAIN if self.troubled else BEAT_EVERY if not self.stale else 0.0
                self.stopped.wait(AGAIN if self.troubled else rest)
                self.woken.wait(waits)

    @contextmanager
    def _elected(self) -> Iterator[bool]:
        """One process of this machine publishes; when it ends, the kernel gives its post to the next."""
        path = Path(settings.HOME) / "run" / "publishes"
        with path.open("w") as post:
            while not self.stopped.is_set():
                try:
                    fcntl.flock(post, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    self.stopped.wait(AGAIN)
                else:
                    yield True
                    return
            yield False

    def _publish(self, listening: Listening) -> None:
        with self.guard:
            waiting, self.stale = self.stale, set()
        version = listening.version()
        if version != self.version:
            self.version, self.pages = version, {}
        for kind, key in waiting:
            if self.stopped.is_set():
                return
            if (kind, key) not in self.pages:
                self.pages[kind, key] = listening.pages(kind, key)
            pages = self.pages[kind, key]
            drawing = self._draw(kind, key, frozenset(name for page in pages for name in page.audiences))
            if drawing is None:
                continue
            try:
                self._say_news(kind, key, pages, drawing)
            except (OSError, HTTPException) as trouble:
                # What nginx got of it is not known: all of it is said again, when it can be.
                self.rooms.pop((kind, key), None)
                self._trouble(trouble, {(kind, key)})
            else:
                self._well()

    def _draw(self, kind: str, key: str, wanted: frozenset[str]) -> Drawing | None:
        stream = stream_named(kind)
        if stream is None or not wanted:
            return None
        try:
            drawing = draw_once(stream, key, wanted)
        except Exception:
            # The next word, or the next beat, tries again; one report is enough until it works.
            if (kind, key) not in self.failed:
                log.exception("%s/%s could not be drawn", kind, key)
            self.failed.add((kind, key))
            return None
        self.failed.discard((kind, key))
        return drawing

    def _say_news(self, kind: str, key: str, pages: list[Page], drawing: Drawing) -> None:
        room = self.rooms.setdefault((kind, key), Room())
        # What nobody listened to was not drawn and may be old.
        room.prints = {name: known for name, known in room.prints.items() if name in drawing.parts}
        for audience, parts in drawing.parts.items():
            now = fingerprint(parts)
            if room.prints.get(audience) != now:
                said = written({"state": drawing.state, "audience": audience, "parts": parts})
                self.nchan.say([channel(kind, key, audience)], "state", said)
                room.prints[audience] = now
        self._say_personal(kind, key, pages, room, drawing)

    def _say_personal(self, kind: str, key: str, pages: list[Page], room: Room, drawing: Drawing) -> None:
        """To those for whom something of their own changed: ask for it; and who moved: come in anew."""
        asked, sent_on = [], []
        for page in pages:
            if not page.who:
                continue
            mark = drawing.marks.get(page.who, "")
            if page.who in drawing.moves:
                there = moved(page.audiences, *drawing.moves[page.who])
                if there == page.audiences:
                    room.sent_on.pop(page.who, None)
                elif room.sent_on.get(page.who) != there:
                    room.sent_on[page.who] = there
                    sent_on.append(page.who)
            before = room.marks.get(page.who)
            room.marks[page.who] = mark
            # Of whom nothing is known: did anything happen since their page was drawn?
            if mark != before if before is not None else page.state != drawing.state:
                asked.append(page.who)
        told = written({"state": drawing.state, "within": spread(len(pages))})
        for event, those in (("mine", set(asked) | set(sent_on)), ("move", sent_on)):
            self.nchan.say([channel(kind, key, f"={who}") for who in those], event, told)

    def _look_around(self, listening: Listening) -> None:
        """Forgets rooms without listeners; says again what nginx no longer has; draws anew for whom a word was lost."""
        rooms = listening.rooms()
        try:
            for kind, key in rooms:
                pages = listening.pages(kind, key)
                wanted = {name for page in pages for name in page.audiences}
                seen = {name: self.nchan.look(channel(kind, key, name)) for name in wanted}
                if not any(count for _, count in seen.values()) and self._old(pages):
                    self._forget(listening, kind, key, pages)
                    continue
                room = self.rooms.get((kind, key), Room())
                for name, (messages, _) in seen.items():
                    if not messages:
                        room.prints.pop(name, None)
                with self.guard:
                    self.stale.add((kind, key))
        except (OSError, HTTPException) as trouble:
            self._trouble(trouble, set(rooms))

    @staticmethod
    def _old(pages: Iterable[Page]) -> bool:
        return all(time.time() - page.at > FORGET for page in pages)

    def _forget(self, listening: Listening, kind: str, key: str, pages: list[Page]) -> None:
        listening.forget(kind, key)
        self.rooms.pop((kind, key), None)
        self.pages.pop((kind, key), None)
        names = {name for page in pages for name in page.audiences}
        for name in names | {f"={page.who}" for page in pages if page.who}:
            self.nchan.drop(channel(kind, key, name))

    def _well(self) -> None:
        if self.troubled:
            log.warning("nginx takes again what open pages are told.")
        self.troubled = False

    def _trouble(self, trouble: Exception, stale: set[tuple[str, str]]) -> None:
        if not self.troubled:
            log.error("nginx does not take what open pages are told: %r; trying again.", trouble)
        self.troubled = True
        with self.guard:
            self.stale |= stale
