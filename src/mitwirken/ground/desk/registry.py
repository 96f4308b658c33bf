# SPDX-License-Identifier: EUPL-1.2
"""The pages that rooms hang into the desk, from their `apps.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DeskPage:
    """An entry of the desk's menu. `count(person)` is the number beside it (what waits), None for none."""

    key: str
    name: Any
    url_name: str
    roles: tuple[str, ...]
    icon: str = "list"
    position: int = 50
    count: Callable[[Any], int] | None = None


_pages: dict[str, DeskPage] = {}


def register(page: DeskPage) -> None:
    _pages[page.key] = page


def pages_for(person: Any) -> list[DeskPage]:
    open_to = [page for page in _pages.values() if not frozenset(page.roles).isdisjoint(person.roles)]
    return sorted(open_to, key=lambda page: (page.position, page.key))
