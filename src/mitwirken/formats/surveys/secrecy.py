# SPDX-License-Identifier: EUPL-1.2
"""Keyed hashes: what stands for somebody who has taken part, for a draft, for a receipt. Plain functions, no database.

All but `hidden` are made with the survey's own key and tell nothing once that key is gone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 O 1 I L U: nothing in it is taken for another sign, read aloud or written by hand."""
SIGNS, GROUP = 12, 4


def new_key() -> str:
    return secrets.token_hex(32)


def new_token() -> str:
    """What leads to a draft, in its address: 192 bits, not to be guessed."""
    return secrets.token_urlsafe(24)


def hidden(token: str) -> str:
    """How a token is kept: whoever reads the table cannot open a draft with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _keyed(key: str, what: str) -> bytes:
    if not key:
        raise ValueError("the key of this survey is gone")
    return hmac.new(bytes.fromhex(key), what.encode(), hashlib.sha256).digest()


def who(key: str, person: int) -> str:
    return _keyed(key, f"person:{person}").hex()


def token_of(key: str, person: int) -> str:
    """The one draft of somebody who answers by name, the same on all their devices. It opens nothing without their account."""
    return _keyed(key, f"draft:{person}").hex()[:32]


def receipt_of(key: str, token: str) -> str:
    """The receipt of what is sent from a draft: the same form sent twice has the same one.

    >>> receipt_of("00" * 32, "x") == receipt_of("00" * 32, "x"), len(receipt_of("00" * 32, "x"))
    (True, 14)
    """
    number = int.from_bytes(_keyed(key, f"receipt:{token}"), "big")
    signs = []
    for _ in range(SIGNS):
        number, at = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[at])
    return grouped("".join(signs))


def grouped(signs: str) -> str:
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def spelled(raw: str) -> str:
    """A receipt as it is kept, however it was typed; empty where it cannot be one.

    >>> spelled(" 2b4k 9xyz-7mnp "), spelled("kurz")
    ('2B4K-9XYZ-7MNP', '')
    """
    signs = "".join(sign for sign in raw.upper() if sign.isalnum())
    if len(signs) != SIGNS or any(sign not in ALPHABET for sign in signs):
        return ""
    return grouped(signs)
