# SPDX-License-Identifier: EUPL-1.2
"""Seeing and hearing each other from afar, by whatever the city runs: an adapter makes addresses, and this site sends people
there. Everything else of a gathering works without it.

| adapter | what it needs | a meeting for each table | who may speak |
|---|---|---|---|
| `none` | nothing: people see how to dial in by telephone | no | – |
| `link` | an address in the event, or one for each table | as addresses are given | decided there |
| `jitsi` | address, app id, secret | yes | a pass (JWT) for ten minutes; outside a circle one starts muted |
| `bbb` | address, secret | yes | moderator or viewer; outside a circle listening only |

Nothing is recorded. People are called what they are called at the gathering. Who moderates and who is seated in a circle is
asked of this server's tables at each click, never of the browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

LIFE = 600
"""Seconds for which a pass opens a door."""


@dataclass(frozen=True)
class Room:
    """A meeting: the plenary's, or a table's. `address` is what was given for it by hand; `back` is where one comes out."""

    key: str
    name: str
    address: str = ""
    back: str = ""


@dataclass(frozen=True)
class Guest:
    """Somebody who goes there, by the name of the gathering. `speaks`: camera and microphone are wanted now."""

    key: str
    name: str
    moderates: bool = False
    speaks: bool = True


class Adapter(Protocol):
    key: str

    def join(self, room: Room, guest: Guest) -> str:
        """The address that lets this guest into this room, or nothing where there is no video."""

    def end(self, room: Room) -> None:
        """Closes the room, as far as it can be closed from here."""


def away() -> Refusal:
    return Refusal(
        _(
            "Der Videoraum ist gerade nicht erreichbar. Bitte versuchen Sie es in einer Minute noch einmal; alles andere geht auch ohne ihn."
        ),
        status=502,
    )


def choices() -> list[str]:
    """What can be chosen here: nothing, addresses by hand, and what the operator has set up."""
    return list(dict.fromkeys(["none", "link", settings.VIDEO]))


def adapter(key: str) -> Adapter:
    """The one that is meant; what the operator has not set up is no video."""
    from .bbb import BigBlueButton
    from .jitsi import Jitsi
    from .link import Link
    from .none import NoVideo

    if key not in choices():
        return NoVideo()
    if key == "link":
        return Link()
    if key == "jitsi":
        return Jitsi(settings.VIDEO_URL, settings.VIDEO_APP, settings.VIDEO_SECRET)
    if key == "bbb":
        return BigBlueButton(settings.VIDEO_URL, settings.VIDEO_SECRET, settings.VIDEO_CHECKSUM)
    return NoVideo()
