# SPDX-License-Identifier: EUPL-1.2
"""No video: people meet in the room, on these pages and by telephone."""

from __future__ import annotations

from . import Guest, Room


class NoVideo:
    key = "none"

    def join(self, room: Room, guest: Guest) -> str:
        return ""

    def end(self, room: Room) -> None:
        return None
