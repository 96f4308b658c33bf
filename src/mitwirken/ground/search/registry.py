# SPDX-License-Identifier: EUPL-1.2
"""What of each kind of subject can be found. A room registers a function from its `apps.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Entry:
    """What the index keeps of one public row. `facets` (`process`, `place`: slugs) narrow a search."""

    title: str
    body: str
    url: str
    at: datetime
    summary: str = ""
    facets: dict[str, str] = field(default_factory=dict)


_makers: dict[str, Callable[[Any], Entry | None]] = {}


def register(kind: str, make: Callable[[Any], Entry | None]) -> None:
    """`make(row)` gives the entry, or None for a row that is not public (it is then taken out)."""
    _makers[kind] = make


def maker(kind: str) -> Callable[[Any], Entry | None] | None:
    return _makers.get(kind)


def indexed_kinds() -> list[str]:
    return list(_makers)
