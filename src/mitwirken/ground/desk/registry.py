# SPDX-License-Identifier: EUPL-1.2
"""The pages that rooms hang into the desk, from their `apps.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


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


# Where a part of the menu begins, and what it is about. A page belongs to the last part that begins at or before it.
PARTS: tuple[tuple[int, Any], ...] = (
    (0, ""),
    (10, _("Fälle")),
    (20, _("Beteiligung")),
    (30, _("Ohne eigenes Internet")),
    (40, _("Wissen und Texte")),
    (75, _("Aufsicht und Verwaltung")),
)

_pages: dict[str, DeskPage] = {}


def register(page: DeskPage) -> None:
    _pages[page.key] = page


def part_of(page: DeskPage) -> Any:
    """The heading in the menu under which the page stands; "" for those above all headings."""
    return [name for begins, name in PARTS if begins <= page.position][-1]


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
