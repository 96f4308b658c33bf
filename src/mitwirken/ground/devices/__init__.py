# SPDX-License-Identifier: EUPL-1.2
"""Devices that several people use one after the other: the helper's tablet in the library, the screen in the foyer.

A device is set up at the desk and gets a code; who types the code on it turns it into one of two kinds. *Assisted*: the whole site, with a
banner, no traces, and a button for the next person. *Kiosk*: one page and what stands below it, large, and back to its beginning by itself.
All of it lives in the session, which ends with the browser; without JavaScript it works by the age of the session and a page that turns itself.
"""

from typing import Any

from mitwirken.ground.deeds.channel import Channel


def channel_of(request: Any) -> str:
    """By which way something sent with this request came in: on the spot, where a shared device stands, else online."""
    return Channel.ROOM if getattr(request, "device", None) is not None else Channel.ONLINE
