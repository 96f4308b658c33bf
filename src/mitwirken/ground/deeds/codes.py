# SPDX-License-Identifier: EUPL-1.2
"""Keyed hashes, and codes that people read, copy and type: of letters, of receipts. Plain functions, no database."""

from __future__ import annotations

import hashlib
import hmac
import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 O 1 I L U: nothing in it is taken for another sign, read aloud or written by hand, and few words come out."""


def new_key() -> str:
    """32 random bytes as hexadecimal digits, for `keyed`."""
    return secrets.token_hex(32)


def keyed(key: str, what: str) -> bytes:
    """The HMAC-SHA256 of `what`: tells nothing once the key is gone. Error: ValueError without a key."""
    if not key:
        raise ValueError("the key is gone")
    return hmac.new(bytes.fromhex(key), what.encode(), hashlib.sha256).digest()


def drawn(length: int) -> str:
    """So many random signs."""
    return "".join(secrets.choice(SIGNS) for _ in range(length))


def signs_of(digest: bytes, length: int) -> str:
    """So many signs that follow from a digest.

    >>> signs_of(b"\\x01\\x00", 3)
    'JA2'
    """
    number, signs = int.from_bytes(digest, "big"), []
    for _ in range(length):
        number, at = divmod(number, len(SIGNS))
        signs.append(SIGNS[at])
    return "".join(signs)


def grouped(signs: str, size: int) -> str:
    """
    >>> grouped("ABCDEFGHJ", 3)
    'ABC-DEF-GHJ'
    """
    return "-".join(signs[at : at + size] for at in range(0, len(signs), size))


def spelled(raw: str, length: int, size: int) -> str:
    """A code as it is kept, however it was typed; empty where it cannot be one.

    >>> spelled(" 2b4k 9xyz-7mnp ", 12, 4), spelled("kurz", 12, 4)
    ('2B4K-9XYZ-7MNP', '')
    """
    signs = "".join(sign for sign in raw.upper() if sign.isalnum())
    if len(signs) != length or any(sign not in SIGNS for sign in signs):
        return ""
    return grouped(signs, size)
