# SPDX-License-Identifier: EUPL-1.2
"""What rooms above show on the page of a place. A room registers itself from its `apps.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from .models import Place


@dataclass(frozen=True)
class PlacePanel:
    """A part of the page of a place. `draw(request, place)` gives "" when the room has nothing to show there.

    `topics(place)` are what the page additionally depends on, beside `place:ID`.
    """

    key: str
    draw: Callable[[HttpRequest, Place], SafeString | str]
    position: int = 50
    topics: Callable[[Place], tuple[str, ...]] = lambda place: ()


_panels: dict[str, PlacePanel] = {}


def register(panel: PlacePanel) -> None:
    _panels[panel.key] = panel


def panels() -> list[PlacePanel]:
    return sorted(_panels.values(), key=lambda panel: (panel.position, panel.key))
