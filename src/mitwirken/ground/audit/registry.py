# SPDX-License-Identifier: EUPL-1.2
"""Which deeds go into the logbook, hung in by the rooms from their `apps.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Watched:
    """A verb, what a reader calls it, and which keys of the deed's data are kept: numbers and fixed words only,
    nothing that a person wrote. `words` is the key under which the reason stands that somebody gave; it can be erased later."""

    verb: str
    name: Any
    facts: frozenset[str]
    words: str = ""


_watched: dict[str, Watched] = {}


def watch(verb: str, name: Any, *, facts: Iterable[str] = (), words: str = "") -> None:
    _watched[verb] = Watched(verb, name, frozenset(facts), words)


def watched(verb: str) -> Watched | None:
    return _watched.get(verb)


def all_watched() -> list[Watched]:
    return list(_watched.values())


def name_of(verb: str) -> Any:
    """What a reader calls the verb; a verb of a room that is no longer there stands for itself."""
    known = _watched.get(verb)
    return known.name if known else verb
