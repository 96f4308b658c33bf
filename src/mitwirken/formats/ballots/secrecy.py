# SPDX-License-Identifier: EUPL-1.2
"""Codes and keyed hashes: what stands for a voter, for the tie to a ballot that may be changed, for a receipt.

All are made with the ballot's own key and tell nothing once that key is gone. Plain functions, no database.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 O 1 I L U: nothing in it is taken for another sign, read aloud or written by hand, and few words come out."""
CODE_SIGNS, RECEIPT_SIGNS, GROUP = 12, 9, 4


def new_key() -> str:
    return secrets.token_hex(32)


def new_code() -> str:
    """A letter code: 12 signs of 30, some 58 bits, in groups of four."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(CODE_SIGNS)), GROUP)


def grouped(signs: str, size: int) -> str:
    """
    >>> grouped("ABCDEFGHJ", 3)
    'ABC-DEF-GHJ'
    """
    return "-".join(signs[at : at + size] for at in range(0, len(signs), size))


def spelled(raw: str) -> str:
    """A code as it is hashed, however it was typed; empty where it cannot be one.

    >>> spelled(" 2b4k 9xyz-7mnp "), spelled("kurz")
    ('2B4K-9XYZ-7MNP', '')
    """
    signs = "".join(sign for sign in raw.upper() if sign.isalnum())
    if len(signs) != CODE_SIGNS or any(sign not in ALPHABET for sign in signs):
        return ""
    return grouped(signs, GROUP)


def receipt_spelled(raw: str) -> str:
    signs = "".join(sign for sign in raw.upper() if sign.isalnum())
    return grouped(signs[: RECEIPT_SIGNS + 1], 3)


def _keyed(key: str, what: str) -> bytes:
    if not key:
        raise ValueError("the key of this ballot is gone")
    return hmac.new(bytes.fromhex(key), what.encode(), hashlib.sha256).digest()


def who_person(key: str, person: int) -> str:
    return _keyed(key, f"person:{person}").hex()


def who_code(key: str, code: str) -> str:
    return _keyed(key, f"code:{code}").hex()


def who_sheet(key: str, sheet: str) -> str:
    return _keyed(key, f"sheet:{sheet}").hex()


def who_identity(key: str, issuer: str, subject: str) -> str:
    """What stands for a human being whom an identity provider knows by `subject`."""
    return _keyed(key, f"identity:{issuer}\n{subject}").hex()


def link_of(key: str, who: str) -> str:
    """What ties a voter to the ballot cast, while it may be changed."""
    return _keyed(key, f"link:{who}").hex()


def receipt_of(key: str, nonce: str) -> str:
    """The receipt of a ballot that is sent with this nonce: the same form sent twice has the same one.

    >>> len(receipt_of("00" * 32, "x")), receipt_of("00" * 32, "x") == receipt_of("00" * 32, "x")
    (11, True)
    """
    number = int.from_bytes(_keyed(key, f"receipt:{nonce}"), "big")
    signs = []
    for _ in range(RECEIPT_SIGNS):
        number, at = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[at])
    return grouped("".join(signs), 3)
