# SPDX-License-Identifier: EUPL-1.2
"""What rooms above hang into proposals: where one came from. They register from their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Proposal


@dataclass(frozen=True)
class Origin:
    """A line on the page of a proposal: in words where it was said first, and the address of that.

    The page depends on `proposal:ID`; a room whose words change says so.
    """

    words: str
    url: str = ""


_origins: dict[str, Callable[[Proposal], Origin | None]] = {}


def register_origin(prefix: str, draw: Callable[[Proposal], Origin | None]) -> None:
    """`draw(proposal)` for proposals whose `source` begins with `PREFIX:`; None where nothing may be said (any more)."""
    _origins[prefix] = draw


def is_registered(source: str) -> bool:
    prefix, colon, _rest = source.partition(":")
    return bool(colon) and prefix in _origins


def origin_of(proposal: Proposal) -> Origin | None:
    if not is_registered(proposal.source):
        return None
    return _origins[proposal.source.partition(":")[0]](proposal)
