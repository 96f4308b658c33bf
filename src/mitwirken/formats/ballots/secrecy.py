# SPDX-License-Identifier: EUPL-1.2
"""Codes and keyed hashes: what stands for a voter, for the tie to a ballot that may be changed, for a receipt.

All are made with the ballot's own key and tell nothing once that key is gone. Plain functions, no database.
"""

from __future__ import annotations

from mitwirken.ground.deeds.codes import drawn, grouped, keyed, new_key, signs_of
from mitwirken.ground.deeds.codes import spelled as spelled_code

CODE_SIGNS, RECEIPT_SIGNS, GROUP = 12, 9, 4

__all__ = [
    "link_of", "new_code", "new_key", "receipt_of", "receipt_spelled", "spelled", "who_code", "who_identity",
    "who_person", "who_sheet",
]  # fmt: skip


def new_code() -> str:
    """A letter code: 12 signs of 30, some 58 bits, in groups of four."""
    return grouped(drawn(CODE_SIGNS), GROUP)


def spelled(raw: str) -> str:
    """A code as it is hashed, however it was typed; empty where it cannot be one."""
    return spelled_code(raw, CODE_SIGNS, GROUP)


def receipt_spelled(raw: str) -> str:
    signs = "".join(sign for sign in raw.upper() if sign.isalnum())
    return grouped(signs[: RECEIPT_SIGNS + 1], 3)


def who_person(key: str, person: int) -> str:
    return keyed(key, f"person:{person}").hex()


def who_code(key: str, code: str) -> str:
    return keyed(key, f"code:{code}").hex()


def who_sheet(key: str, sheet: str) -> str:
    return keyed(key, f"sheet:{sheet}").hex()


def who_identity(key: str, issuer: str, subject: str) -> str:
    """What stands for a human being whom an identity provider knows by `subject`."""
    return keyed(key, f"identity:{issuer}\n{subject}").hex()


def link_of(key: str, who: str) -> str:
    """What ties a voter to the ballot cast, while it may be changed."""
    return keyed(key, f"link:{who}").hex()


def receipt_of(key: str, nonce: str) -> str:
    """The receipt of a ballot that is sent with this nonce: the same form sent twice has the same one.

    >>> len(receipt_of("00" * 32, "x")), receipt_of("00" * 32, "x") == receipt_of("00" * 32, "x")
    (11, True)
    """
    return grouped(signs_of(keyed(key, f"receipt:{nonce}"), RECEIPT_SIGNS), 3)
