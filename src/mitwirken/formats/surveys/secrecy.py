# SPDX-License-Identifier: EUPL-1.2
"""Keyed hashes: what stands for somebody who has taken part, for a draft, for a receipt. Plain functions, no database.

All but `hidden` are made with the survey's own key and tell nothing once that key is gone.
"""

from __future__ import annotations

import hashlib
import secrets

from mitwirken.ground.deeds.codes import grouped, keyed, new_key, signs_of
from mitwirken.ground.deeds.codes import spelled as spelled_code

SIGNS, GROUP = 12, 4

__all__ = ["hidden", "new_key", "new_token", "receipt_of", "spelled", "token_of", "who"]


def new_token() -> str:
    """What leads to a draft, in its address: 192 bits, not to be guessed."""
    return secrets.token_urlsafe(24)


def hidden(token: str) -> str:
    """How a token is kept: whoever reads the table cannot open a draft with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def who(key: str, person: int) -> str:
    return keyed(key, f"person:{person}").hex()


def token_of(key: str, person: int) -> str:
    """The one draft of somebody who answers by name, the same on all their devices. It opens nothing without their account."""
    return keyed(key, f"draft:{person}").hex()[:32]


def receipt_of(key: str, token: str) -> str:
    """The receipt of what is sent from a draft: the same form sent twice has the same one.

    >>> receipt_of("00" * 32, "x") == receipt_of("00" * 32, "x"), len(receipt_of("00" * 32, "x"))
    (True, 14)
    """
    return grouped(signs_of(keyed(key, f"receipt:{token}"), SIGNS), GROUP)


def spelled(raw: str) -> str:
    """A receipt as it is kept, however it was typed; empty where it cannot be one."""
    return spelled_code(raw, SIGNS, GROUP)
