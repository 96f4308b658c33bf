# SPDX-License-Identifier: EUPL-1.2
"""BigBlueButton by its HTTP interface: each address carries hash(call + query + secret).

A room is created when the first one goes there (calling `create` again changes nothing) and forgotten by the server when it
has been empty for ten minutes. `createTime` ties an address to this meeting, so that it does not open the next one.
BigBlueButton cannot move people, so each table is a meeting of its own.
"""

from __future__ import annotations

import hashlib
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from . import LIFE, Guest, Room, away

TIMEOUT = 6
BIGGEST = 64 * 1024


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The operator named one host, and only that one is called."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def checksum(call: str, query: str, secret: str, algorithm: str = "sha256") -> str:
    """Proves to the server that the address comes from whoever knows the secret.

    >>> checksum("create", "name=Test+Meeting&meetingID=abc123", "geheim", "sha1")
    '8758b1923906e51c580a49add284c5f01e87d21c'
    """
    return hashlib.new(algorithm, f"{call}{query}{secret}".encode()).hexdigest()


class BigBlueButton:
    key = "bbb"

    def __init__(self, address: str, secret: str, algorithm: str = "sha256") -> None:
        """`address` is what `bbb-conf --secret` shows, with or without `api` at its end."""
        self.address = address.rstrip("/").removesuffix("/api")
        self.secret = secret
        self.algorithm = algorithm

    def url(self, call: str, values: Mapping[str, str]) -> str:
        query = urlencode(values)
        seal = checksum(call, query, self.secret, self.algorithm)
        return f"{self.address}/api/{call}?{query}{'&' if query else ''}checksum={seal}"

    def _ask(self, call: str, values: Mapping[str, str]) -> str:
        """The server's answer. The people at their screens get a sentence whatever goes wrong there."""
        address = self.url(call, values)
        if not address.startswith(("https://", "http://")):
            raise away()
        try:
            with _opener.open(address, timeout=TIMEOUT) as answer:
                return str(answer.read(BIGGEST).decode("utf-8", "replace"))
        except (OSError, ValueError):
            raise away() from None

    def create(self, room: Room) -> str:
        """Makes sure that the room is there, and returns when it was made."""
        answer = self._ask(
            "create",
            {
                # Two to 64 characters.
                "name": (room.name if len(room.name) > 1 else room.key)[:64],
                "meetingID": room.key,
                "record": "false",
                "autoStartRecording": "false",
                "allowStartStopRecording": "false",
                "muteOnStart": "true",
                "guestPolicy": "ALWAYS_ACCEPT",
                "meetingExpireIfNoUserJoinedInMinutes": str(LIFE // 60),
                "meetingExpireWhenLastUserLeftInMinutes": str(LIFE // 60),
                "disabledFeatures": "breakoutRooms",
                **({"logoutURL": room.back} if room.back else {}),
            },
        )
        made = re.search(r"<createTime>(\d+)</createTime>", answer)
        if "<returncode>SUCCESS</returncode>" not in answer or made is None:
            raise away()
        return made[1]

    def join(self, room: Room, guest: Guest) -> str:
        values = {
            "fullName": guest.name,
            "meetingID": room.key,
            "role": "MODERATOR" if guest.moderates else "VIEWER",
            "userID": guest.key,
            "createTime": self.create(room),
        }
        if not (guest.speaks or guest.moderates):
            # In the checksum with everything else: nobody takes it off their own address.
            values |= {"userdata-bbb_force_listen_only": "true", "userdata-bbb_enable_video": "false"}
        return self.url("join", values)

    def end(self, room: Room) -> None:
        self._ask("end", {"meetingID": room.key})
