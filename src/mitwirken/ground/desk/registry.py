# SPDX-License-Identifier: EUPL-1.2
"""The pages that rooms hang into the desk, from their `apps.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString


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


@dataclass(frozen=True)
class BoardPanel:
    """What a room shows on the core team's board. `draw(request)` gives "" when there is nothing."""

    key: str
    draw: Callable[[HttpRequest], SafeString | str]
    position: int = 50


@dataclass(frozen=True)
class Contributions:
    """What people of the town hand in, for the figures of a year: `count(year)` gives numbers by channel in one query."""

    key: str
    name: Any
    count: Callable[[int], Mapping[str, int]]
    position: int = 50


_board: dict[str, BoardPanel] = {}
_contributions: dict[str, Contributions] = {}


def register_board_panel(panel: BoardPanel) -> None:
    _board[panel.key] = panel


def board_panels() -> list[BoardPanel]:
    return sorted(_board.values(), key=lambda panel: (panel.position, panel.key))


def register_contributions(kind: Contributions) -> None:
    _contributions[kind.key] = kind


def contributions() -> list[Contributions]:
    return sorted(_contributions.values(), key=lambda kind: (kind.position, kind.key))
