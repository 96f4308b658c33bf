# SPDX-License-Identifier: EUPL-1.2
"""What the rooms above show on the account page. Registered from their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Contribution = tuple[str, str, datetime]
"""Title, address, when."""


@dataclass(frozen=True)
class Contributions:
    label: Any
    of: Callable[[Any], Iterable[Contribution]]


_providers: list[Contributions] = []


def contributions(label: Any, of: Callable[[Any], Iterable[Contribution]]) -> None:
    """`of(person)` gives what the person contributed under the heading `label`, newest first: one query,
    please.
    """
    _providers.append(Contributions(label, of))


def providers() -> list[Contributions]:
    return list(_providers)
