# SPDX-License-Identifier: EUPL-1.2
"""Primary keys for rows that must not tell in which order they were made."""

import secrets


def without_order() -> int:
    """A random key: neither the table nor a file of it tells who came after whom, or which rows of two tables came together."""
    return secrets.randbits(62) + 1
