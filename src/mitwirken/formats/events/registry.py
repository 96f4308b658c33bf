# SPDX-License-Identifier: EUPL-1.2
"""What rooms above hang into the page of an event and into its page at the desk. They register from their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from .models import Event


@dataclass(frozen=True)
class EventPanel:
    """A part of the page of an event. `draw(request, event)` gives "" when the room has nothing to show there.

    It stands below the lead and above what the event is about; the page depends on `event:ID`, and on what `draw` names with
    `pages.depends_on`. Nothing personal and no form token may be in it.
    """

    key: str
    draw: Callable[[HttpRequest, Event], SafeString | str]
    position: int = 50


@dataclass(frozen=True)
class DeskLink:
    """A button on the event's page at the desk. `url_for(event)` gives "" where it makes no sense."""

    key: str
    name: Any
    url_for: Callable[[Event], str]
    icon: str = "arrow"


_panels: dict[str, EventPanel] = {}
_desk_links: dict[str, DeskLink] = {}


def register_panel(panel: EventPanel) -> None:
    _panels[panel.key] = panel


def panels() -> list[EventPanel]:
    return sorted(_panels.values(), key=lambda panel: (panel.position, panel.key))


def register_desk_link(key: str, name: Any, url_for: Callable[[Event], str], *, icon: str = "arrow") -> None:
    _desk_links[key] = DeskLink(key, name, url_for, icon)


def desk_links(event: Event) -> list[tuple[DeskLink, str]]:
    """The buttons with their addresses, in the order in which the rooms registered."""
    return [(link, url) for link in _desk_links.values() if (url := link.url_for(event))]
