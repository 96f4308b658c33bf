# SPDX-License-Identifier: EUPL-1.2
"""Jitsi Meet with passes: a JWT signed by HS256, as its `token` authentication reads it.

Claims: iss (app id), aud (app id), sub (host), room, exp; `context.user` in strings, `context.group`. A pass opens one room
for ten minutes. Jitsi cannot mute by a pass, so whoever sits outside a circle starts without microphone and camera.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import quote, urlsplit

from . import LIFE, Guest, Room


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(claims: dict[str, Any], secret: str) -> str:
    """A JWT by HS256."""
    head = _part(json.dumps({"alg": "HS256", "typ": "JWT"}, separators=(",", ":")).encode())
    body = _part(json.dumps(claims, separators=(",", ":"), ensure_ascii=False).encode())
    seal = hmac.new(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{_part(seal)}"


class Jitsi:
    key = "jitsi"

    def __init__(self, address: str, app: str, secret: str) -> None:
        self.address = address.rstrip("/")
        self.app = app
        self.secret = secret

    def claims(self, room: Room, guest: Guest) -> dict[str, Any]:
        return {
            "iss": self.app,
            "aud": self.app,
            "sub": urlsplit(self.address).hostname or "*",
            "room": room.key,
            "exp": int(time.time()) + LIFE,
            "context": {
                "user": {
                    "id": guest.key,
                    "name": guest.name,
                    "email": "",
                    "avatar": "",
                    # Read by servers that take moderators from the pass (token_affiliation); others ignore it.
                    "affiliation": "owner" if guest.moderates else "member",
                },
                "group": "moderation" if guest.moderates else "stimme" if guest.speaks else "publikum",
            },
        }

    def join(self, room: Room, guest: Guest) -> str:
        address = f"{self.address}/{quote(room.key)}?jwt={signed(self.claims(room, guest), self.secret)}"
        if not (guest.speaks or guest.moderates):
            address += "#config.startWithAudioMuted=true&config.startWithVideoMuted=true"
        return address

    def end(self, room: Room) -> None:
        """A room of Jitsi ends when the last one leaves; passes run out by themselves."""
