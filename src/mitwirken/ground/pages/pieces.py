# SPDX-License-Identifier: EUPL-1.2
"""Pieces of pages that are the same for everybody, kept for readers who are signed in.

The front keeps whole pages, but only for readers without an account. For the others the frame (their name, their
desk) is drawn anew, and the piece in the middle comes from here while none of its topics changed.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import get_language

from . import generations

T = TypeVar("T")

MOST = 400  # pieces in one process; a list page of 20 cards is about 30 kB
SECONDS = 60.0  # a piece may say "until today": time changes things without a deed


@dataclass(frozen=True, slots=True)
class _Piece:
    value: Any
    slots: tuple[int, ...]
    generations: tuple[int, ...]
    made_at: float


_pieces: OrderedDict[tuple[Any, ...], _Piece] = OrderedDict()
_lock = Lock()


def kept(key: tuple[Any, ...], make: Callable[[], tuple[T, Iterable[str]]]) -> T:
    """The value that `make` gave for `key` in this language, or a fresh one when a topic changed since or a minute passed.

    `make` returns the value and the topics it depends on. Nothing personal may be in it: neither the reader's name,
    nor a form's token, nor what only staff may see. Exceptions pass through and are not kept.
    """
    if not settings.PAGE_CACHE:
        return make()[0]
    key = (get_language(), *key)
    now = time.monotonic()
    with _lock:
        piece = _pieces.get(key)
        if piece is not None:
            _pieces.move_to_end(key)
    if piece is not None and now - piece.made_at < SECONDS:
        shared = generations.shared()
        if all(shared[slot] == number for slot, number in zip(piece.slots, piece.generations, strict=True)):
            value: T = piece.value
            return value
    before = generations.snapshot()
    value, topics = make()
    slots = tuple({generations.slot(topic) for topic in topics}) or (generations.EVERYTHING,)
    with _lock:
        _pieces[key] = _Piece(value, slots, tuple(before[slot] for slot in slots), now)
        while len(_pieces) > MOST:
            _pieces.popitem(last=False)
    return value


def forget() -> None:
    """For tests, which roll back what a running site would have announced."""
    with _lock:
        _pieces.clear()
