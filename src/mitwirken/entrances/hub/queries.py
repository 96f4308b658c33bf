# SPDX-License-Identifier: EUPL-1.2
"""The register of requirements: what the platform should do, what it does today, and which test proves it.

Read from `data/requirements.csv`, which travels with the code: a claim changes in the commit that makes it true.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

REGISTER = Path(__file__).parent / "data" / "requirements.csv"

MET, PARTLY, OPEN = "met", "partly", "open"
# What stands in addresses for each state, with its word, tone and icon.
STATES: dict[str, tuple[str, Any, str, str]] = {
    MET: ("erfuellt", _("Erfüllt"), "good", "check"),
    PARTLY: ("teilweise", _("Teilweise"), "busy", "work"),
    OPEN: ("offen", _("Offen"), "calm", "clock"),
}
GROUPS: dict[str, Any] = {
    "A": _("Vorschläge und Bewertung"),
    "B": _("Formate, die laufen"),
    "C": _("Erprobungen"),
    "D": _("Instrumentenkoffer"),
    "E": _("Wenig technische Hürden"),
    "F": _("Datenschutz"),
    "G": _("Wege der Kommunikation"),
    "H": _("Kompetenz"),
    "I": _("Niemanden ausgrenzen"),
    "J": _("Wettbewerbe und gemeinsames Machen"),
    "K": _("Stadtraum"),
    "L": _("Gute Beispiele"),
    "M": _("Wissen und Angebote"),
    "N": _("Steuerung und freie Software"),
}


@dataclass(frozen=True)
class Proof:
    """A test that fails when the claim is no longer true. `url` is empty where the address of the source is not set."""

    path: str
    name: str

    @property
    def url(self) -> str:
        return f"{settings.SOURCE_URL}/{self.path}" if settings.SOURCE_URL else ""

    @property
    def words(self) -> str:
        return self.name.removeprefix("test_").replace("_", " ")


@dataclass(frozen=True)
class Requirement:
    id: str
    must: bool
    status: str
    rooms: tuple[str, ...]
    page: str
    proofs: tuple[Proof, ...]
    words: dict[str, str]
    missing_words: dict[str, str]

    @property
    def text(self) -> str:
        return _in_language(self.words)

    @property
    def missing(self) -> str:
        return _in_language(self.missing_words)

    @property
    def state(self) -> tuple[str, Any, str, str]:
        return STATES[self.status]


@dataclass(frozen=True)
class Group:
    key: str
    name: Any
    rows: tuple[Requirement, ...]


def requirements() -> tuple[Requirement, ...]:
    """All rows of the register, in its order."""
    return _read(REGISTER)


def grouped(rows: Sequence[Requirement]) -> list[Group]:
    groups = [
        Group(key, name, tuple(row for row in rows if row.id[0] == key)) for key, name in GROUPS.items()
    ]
    return [group for group in groups if group.rows]


def of_state(asked: str) -> str:
    """The state that an address asks for, or "" for all."""
    return next((state for state, (word, *_rest) in STATES.items() if word == asked), "")


def _in_language(words: dict[str, str]) -> str:
    return words["de"] if (get_language() or "de").startswith("de") else words["en"]


@lru_cache(maxsize=2)
def _read(path: Path) -> tuple[Requirement, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Requirement(
                id=row["id"],
                must=row["level"] == "must",
                status=row["status"],
                rooms=tuple(row["rooms"].split()),
                page=row["page"],
                proofs=tuple(Proof(*proof.partition("::")[::2]) for proof in row["proof"].split()),
                words={"de": row["de"], "en": row["en"]},
                missing_words={"de": row["missing_de"], "en": row["missing_en"]},
            )
            for row in csv.DictReader(file)
        )
