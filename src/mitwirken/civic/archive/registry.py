# SPDX-License-Identifier: EUPL-1.2
"""What rooms above write into a package, from their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Book(Protocol):
    """What a part writes into."""

    def page(self, path: str, title: str, html: str) -> None:
        """A page. What in its HTML leads to pages of the package is led there; pictures are copied along."""

    def data(self, path: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """A file of data: a JSON array, written row by row."""


@dataclass(frozen=True)
class ArchivePart:
    """What a room brings: `addresses(process)` are pairs of a page's address on the site and its place in the package; the first
    one is where the table of contents leads. `write(book, process)` writes exactly those. Both read only what everybody may see, and
    leave out who wrote it.
    """

    key: str
    name: Any
    addresses: Callable[[Any], list[tuple[str, str]]]
    write: Callable[[Book, Any], None]
    position: int = 50


_parts: dict[str, ArchivePart] = {}


def register_part(part: ArchivePart) -> None:
    _parts[part.key] = part


def parts() -> list[ArchivePart]:
    return sorted(_parts.values(), key=lambda part: (part.position, part.key))


# To which process something belongs, by kind of subject.
_belongs: dict[str, Callable[[int], int | None]] = {}


def register_belonging(kind: str, process_of: Callable[[int], int | None]) -> None:
    """When something of this kind is erased, the package of its process is made anew. Asked in the same transaction, of rows that were emptied and still stand."""
    _belongs[kind] = process_of


def process_of(kind: str, number: int) -> int | None:
    asked = _belongs.get(kind)
    return asked(number) if asked else None
