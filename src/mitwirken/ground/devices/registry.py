# SPDX-License-Identifier: EUPL-1.2
"""What somebody leaves behind on the way and is forgotten with the next person, hung in by the rooms from their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Forget = Callable[[Mapping[str, Any]], None]
_traces: dict[str, Forget] = {}


def leaves_traces(view_name: str, forget: Forget) -> None:
    """Pages under this route show something of a person without an account; `forget` gets the arguments of the address."""
    _traces[view_name] = forget


def leaves(view_name: str) -> bool:
    return view_name in _traces


def forget(view_name: str, arguments: Mapping[str, Any]) -> None:
    if view_name in _traces:
        _traces[view_name](arguments)
