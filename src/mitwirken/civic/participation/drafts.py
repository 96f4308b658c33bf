# SPDX-License-Identifier: EUPL-1.2
"""What travels from a form, an import or the API to the deeds: frozen values, already clean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mitwirken.civic.places.models import Place
    from mitwirken.ground.desk.models import Office
    from mitwirken.ground.pictures.models import Picture

    from .models import Topic


@dataclass(frozen=True)
class Basics:
    """What it is about and for whom."""

    title: str
    question: str = ""
    summary: str = ""
    body: str = ""
    audience: str = ""
    topic: Topic | None = None
    places: tuple[Place, ...] = ()
    office: Office | None = None
    documents: str = ""


@dataclass(frozen=True)
class Terms:
    """The promise: how far taking part reaches, what is fixed, who decides and when."""

    influence: str = ""
    fixed: str = ""
    open: str = ""
    decided_by: str = ""
    decided_on: date | None = None


@dataclass(frozen=True)
class Access:
    """How people reach the office and take part without the internet."""

    without_net: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Checks:
    """The check before the start, by key: what the office answered and why."""

    checks: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Outcome:
    """What came out, what was decided, and why."""

    result: str = ""
    decision: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Face:
    """The picture at the head of the page."""

    picture: Picture | None = None


Change = Basics | Terms | Access | Checks | Outcome | Face


@dataclass(frozen=True)
class PhaseDraft:
    """A phase to be; `pk` names the phase it replaces, None makes a new one."""

    title: str
    format: str
    starts_at: datetime
    ends_at: datetime
    text: str = ""
    verbs: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    pk: int | None = None


@dataclass(frozen=True)
class DateDraft:
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    text: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class CategoryDraft:
    name: str
    pk: int | None = None


def values(change: Change) -> dict[str, Any]:
    """The change as plain fields; `asdict` would copy the rows it points at."""
    return {each.name: getattr(change, each.name) for each in fields(change)}
