# SPDX-License-Identifier: EUPL-1.2
"""The streams that rooms above hang in, and the word that something changed."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field

from mitwirken.ground.deeds import words

WORD = "stream"


@dataclass(frozen=True)
class Admission:
    """Who may listen, and as whom.

    `audiences` are the pictures the listener gets, e.g. `("phone", "table:7")`; `who` is a name under which a drawing
    can move the listener to other audiences (`Drawing.moves`), `""` for nobody in particular. `state` is the mark of
    the state the page was drawn from; a listener whose mark is the current one is told nothing at first.
    """

    audiences: tuple[str, ...]
    who: str = ""
    state: str = ""


@dataclass(frozen=True)
class Drawing:
    """How everything looks now.

    `state` is the mark of this state (for resuming: `epoch-number`); `parts` the finished pieces by audience and name;
    `moves` says for whom (`Admission.who`) one of their audiences changed: prefix of the audience, and the new one
    (`{"31": ("table", "table:7")}`). Who is missing there stays. `marks` stand for what concerns one listener alone
    (their turn came, their question was answered): whose mark changes is told so, and asks for what is theirs.
    """

    state: str
    parts: Mapping[str, Mapping[str, str]]
    moves: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stream:
    """A kind of stream, at `/strom/KIND/KEY/`.

    `admit(key, query, cookies)` says who asks, None for no; it may ask the database. `draw(key, audiences)` gives the
    picture of those audiences in one look at the database, and in the languages that the audiences name; None when
    there is nothing to be seen any more. Both are called outside of any request, in threads of their own. A drawing
    that fails is tried again at the next word, and some seconds later in any case.
    """

    kind: str
    admit: Callable[[str, Mapping[str, str], Mapping[str, str]], Admission | None]
    draw: Callable[[str, Set[str]], Drawing | None]


_streams: dict[str, Stream] = {}


def register(stream: Stream) -> None:
    _streams[stream.kind] = stream


def stream_named(kind: str) -> Stream | None:
    return _streams.get(kind)


def changed(kind: str, key: str) -> None:
    """Says, once the transaction is committed, that what `/strom/KIND/KEY/` shows has changed."""
    words.say(WORD, f"{kind}/{key}")
