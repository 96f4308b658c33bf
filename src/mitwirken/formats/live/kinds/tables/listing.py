# SPDX-License-Identifier: EUPL-1.2
"""The list of stalls and what it can be narrowed down to: offers or needs, what is free now, words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ...models import ItemKind
from .shown import Table

SORTS = {"angebot": ItemKind.OFFER, "gesuch": ItemKind.NEED}
LONGEST = 80


@dataclass(frozen=True)
class Filter:
    """What somebody asked for, clean; unknown values ask for nothing."""

    sort: str = ""
    free: bool = False
    words: str = ""

    @property
    def query(self) -> str:
        """As a part of an address."""
        asked = {"art": self.sort, "frei": "1" if self.free else "", "suche": self.words}
        return urlencode({key: value for key, value in asked.items() if value})

    def takes(self, table: Table) -> bool:
        item = table.item
        if self.sort and (item is None or item.kind != SORTS[self.sort]):
            return False
        if self.free and not is_free(table):
            return False
        text = " ".join(
            [
                table.space.name,
                table.space.question,
                *((item.title, item.body) if item is not None else ()),
                *(str(session) for session in table.sessions),
                *(row.seat.name for row in table.keepers),
            ]
        ).casefold()
        return all(word in text for word in self.words.casefold().split())


def asked_for(query: Mapping[str, Any]) -> Filter:
    sort = str(query.get("art", ""))
    return Filter(
        sort if sort in SORTS else "",
        str(query.get("frei", "")) == "1",
        " ".join(str(query.get("suche", ""))[:LONGEST].split()),
    )


def is_free(table: Table) -> bool:
    """Somebody can go there now."""
    if table.windows:
        return any(window.is_now and not window.is_full for window in table.windows)
    return not table.is_full


def chosen(tables: Iterable[Table], wanted: Filter) -> list[Table]:
    return [table for table in tables if wanted.takes(table)]
