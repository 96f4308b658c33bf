# SPDX-License-Identifier: EUPL-1.2
"""How many people live here, by district, age and language: from the city's own file, or from the one that comes along."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from .models import Population

DATA: Final = Path(__file__).parent / "data" / "population.csv"
TOTAL: Final = "total"
TRAITS: Final = (TOTAL, "district", "age", "language")
COLUMNS: Final = ("trait", "value", "people", "as_of", "source")


class BadRow(ValueError):
    """A line that cannot be taken, with its number and why."""


@dataclass(frozen=True)
class Fact:
    """So many people, on which day, after whom."""

    trait: str
    value: str
    people: int
    as_of: date
    source: str


@dataclass(frozen=True)
class Facts:
    """All that is known, by trait and value."""

    by_trait: Mapping[str, Mapping[str, Fact]]

    @property
    def total(self) -> Fact | None:
        return self.by_trait.get(TOTAL, {}).get("")

    def share(self, trait: str, value: str) -> float | None:
        """Which part of the town's people (0 to 1), or None where nobody has counted."""
        fact, whole = self.by_trait.get(trait, {}).get(value), self.total
        return None if fact is None or whole is None or not whole.people else fact.people / whole.people

    def sources(self, trait: str) -> list[tuple[str, date]]:
        """Who counted and when, each once."""
        found = self.by_trait.get(trait, {}).values()
        return list(dict.fromkeys((fact.source, fact.as_of) for fact in found))


def read(lines: Iterable[str]) -> list[Fact]:
    """The facts of a file, all or none. Refuses (BadRow) unknown traits, what is no number or no day, and a value twice."""
    table = csv.DictReader(lines)
    missing = set(COLUMNS) - set(table.fieldnames or ())
    if missing:
        raise BadRow(f"columns are missing: {', '.join(sorted(missing))}")
    facts: dict[tuple[str, str], Fact] = {}
    for number, row in enumerate(table, 2):
        try:
            fact = Fact(
                row["trait"].strip(),
                row["value"].strip(),
                int(row["people"]),
                date.fromisoformat(row["as_of"].strip()),
                row["source"].strip(),
            )
        except (ValueError, AttributeError, TypeError) as trouble:
            raise BadRow(f"line {number}: {trouble}") from None
        if fact.trait not in TRAITS or fact.people < 0 or not fact.source:
            raise BadRow(f"line {number}: needs a known trait, people of 0 or more and a source")
        if (fact.trait, fact.value) in facts:
            raise BadRow(f"line {number}: {fact.trait} {fact.value} stands there twice")
        facts[fact.trait, fact.value] = fact
    return list(facts.values())


def known() -> Facts:
    """What the city imported, or what comes along with the software. One query."""
    own = [
        Fact(*row) for row in Population.objects.values_list("trait", "value", "people", "as_of", "source")
    ]
    return _sorted(own) if own else _packaged()


@lru_cache(maxsize=1)
def _packaged() -> Facts:
    with DATA.open(encoding="utf-8", newline="") as file:
        return _sorted(read(file))


def _sorted(facts: Iterable[Fact]) -> Facts:
    found: dict[str, dict[str, Fact]] = {}
    for fact in facts:
        found.setdefault(fact.trait, {})[fact.value] = fact
    return Facts(found)
