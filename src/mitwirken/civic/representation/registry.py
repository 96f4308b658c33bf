# SPDX-License-Identifier: EUPL-1.2
"""What rooms above hang in here: where an office reads how to reach a group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Outreach = Callable[[str], str]
TookPart = Callable[[Any, Any], bool]
_ways: list[Outreach] = []
_took_part: dict[str, TookPart] = {}


def register_outreach(address: Outreach) -> None:
    """`address(group)` leads to ways of reaching a group (`jugend`, `zugewanderte`, …), or is empty."""
    _ways.append(address)


def outreach(group: str) -> str:
    return next((found for way in _ways if (found := way(group))), "")


def register_took_part(key: str, took_part: TookPart) -> None:
    """`took_part(process, person)`: whether somebody with an account has done something in a process."""
    _took_part[key] = took_part


def took_part(process: Any, person: Any) -> bool:
    return any(asked(process, person) for asked in _took_part.values())
