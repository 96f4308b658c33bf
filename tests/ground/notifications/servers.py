# SPDX-License-Identifier: EUPL-1.2
"""Mail servers on a bad day."""

from __future__ import annotations

import smtplib
from typing import Any, ClassVar

from django.core.mail.backends.locmem import EmailBackend as Memory


class Down(Memory):
    """Does not answer."""

    asked = 0

    def open(self) -> bool:
        type(self).asked += 1
        raise ConnectionRefusedError("no")


class Moody(Memory):
    """Refuses some addresses, and whatever comes when it is out of order."""

    refused: ClassVar[set[str]] = set()
    out_of_order = False
    connections = 0

    def open(self) -> bool:
        type(self).connections += 1
        return True

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if self.out_of_order:
                raise smtplib.SMTPServerDisconnected("gone")
            if self.refused.intersection(message.to):
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return int(super().send_messages(messages) or 0)
