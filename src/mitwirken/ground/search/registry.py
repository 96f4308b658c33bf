# SPDX-License-Identifier: EUPL-1.2
"""What of each kind of subject can be found. A room registers a function from its `apps.py`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Entry:
    """What the index keeps of one public row. `facets` (`process`, `place`: slugs) narrow a search.

    `borrowed_title`: the title is that of another row (an argument under its proposal's); it is shown, but only the
    body is searched, or whoever looks for the proposal would find all that was said about it first.
    """

    title: str
    body: str
    url: str
    at: datetime
    summary: str = ""
    facets: dict[str, str] = field(default_factory=dict)
    borrowed_title: bool = False


_makers: dict[str, Callable[[Any], Entry | None]] = {}
_dependents: list[Callable[[str, Sequence[int]], Iterable[Any]]] = []


def register(kind: str, make: Callable[[Any], Entry | None]) -> None:
    """`make(row)` gives the entry, or None for a row that is not public (it is then taken out)."""
    _makers[kind] = make


def register_dependents(rows: Callable[[str, Sequence[int]], Iterable[Any]]) -> None:
    """`rows(kind, ids)` gives rows whose entries say what those subjects are called, or are public only with them.

    They are brought up to date when a subject comes, goes or is renamed.
    """
    _dependents.append(rows)


def maker(kind: str) -> Callable[[Any], Entry | None] | None:
    return _makers.get(kind)


def made_by(kind: str) -> Callable[[Any], Entry | None]:
    """The function of a kind that is registered; another kind is a KeyError."""
    return _makers[kind]


def indexed_kinds() -> list[str]:
    return list(_makers)


def dependents_of(kind: str, subject_ids: Sequence[int]) -> Iterable[Any]:
    for rows in _dependents:
        yield from rows(kind, subject_ids)
