# SPDX-License-Identifier: EUPL-1.2
"""What minutes consist of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from mitwirken.ground.desk.queries import CaseView

from .. import outcomes
from ..kinds import Block
from ..models import Gathering, Item, Photo, Stage


@dataclass(frozen=True)
class Became:
    """What an item became outside: a proposal, a task; whatever kind of subject a room registers."""

    kind: str
    name: str  # of the kind, in words
    title: str
    url: str
    status: str = ""
    status_words: str = ""


@dataclass(frozen=True)
class Result:
    """A result, a decision or a task, with what it was made from and what became of it."""

    item: Item
    sources: tuple[Item, ...] = ()
    merged: tuple[Item, ...] = ()
    became: Became | None = None
    case: CaseView | None = None
    points: int = 0
    photos: tuple[Photo, ...] = ()  # its own, and those of what it was made from

    @property
    def title(self) -> str:
        return outcomes.words_of(self.item)

    @property
    def text(self) -> str:
        return self.item.body if self.item.title else ""

    @property
    def recommended(self) -> bool:
        return bool(self.item.data.get("recommend"))

    @property
    def hidden(self) -> bool:
        return bool(self.item.data.get("hidden"))

    @property
    def places(self) -> list[str]:
        """Where it was said: `Tisch 3, Runde 2`, each once."""
        return list(
            dict.fromkeys(
                filter(
                    None, (where(row) for row in self.sources or ((self.item,) if self.item.space_id else ()))
                )
            )
        )


@dataclass(frozen=True)
class Part:
    """A step that took place, with its blocks."""

    stage: Stage
    blocks: tuple[Block, ...]

    @property
    def times(self) -> str:
        return span(self.stage.started_at, self.stage.ended_at)

    @property
    def took(self) -> int | None:
        """Minutes it really took."""
        return round(self.stage.took.total_seconds() / 60) if self.stage.took is not None else None


@dataclass(frozen=True)
class Numbers:
    """How many were there, by ways; ways of few people are not told apart (docs/rules/small-cells.md)."""

    everybody: int = 0
    ways: tuple[tuple[str, str, int], ...] = ()  # key, words, number


@dataclass(frozen=True)
class Minutes:
    gathering: Gathering
    results: tuple[Result, ...] = ()
    decisions: tuple[Result, ...] = ()
    tasks: tuple[Result, ...] = ()
    parts: tuple[Part, ...] = ()
    left_out: tuple[Stage, ...] = ()
    announcements: tuple[tuple[datetime, str], ...] = ()
    numbers: Numbers = field(default_factory=Numbers)
    photos: Mapping[int, Sequence[Photo]] = field(default_factory=dict)  # by the number of their item

    @property
    def event(self) -> Any:
        return self.gathering.event

    @property
    def is_draft(self) -> bool:
        return self.gathering.released_at is None

    @property
    def groups(self) -> list[tuple[str, str, tuple[Result, ...]]]:
        """What came out, in the order in which it is shown: key, words, results."""
        found = [
            ("harvest", _("Ergebnisse"), tuple(row for row in self.results if not row.recommended)),
            (
                "recommend",
                _("Empfehlungen an die Stadt"),
                tuple(row for row in self.results if row.recommended),
            ),
            ("decision", _("Entscheidungen"), self.decisions),
            ("action", _("Aufgaben"), self.tasks),
        ]
        return [group for group in found if group[2]]

    @property
    def is_empty(self) -> bool:
        return not self.groups and not any(part.blocks for part in self.parts)


def where(item: Item) -> str:
    """`Tisch 3, Runde 2`: the place and the step an item was said in. Both rows are loaded by the caller."""
    names = [str(item.space)] if item.space is not None else []
    if item.stage is not None:
        names.append(str(item.stage))
    return ", ".join(names)


def span(start: datetime | None, end: datetime | None) -> str:
    if start is None:
        return ""
    first = time_format(timezone.localtime(start), "H:i")
    if end is None:
        return _("ab %(time)s Uhr") % {"time": first}
    last = time_format(timezone.localtime(end), "H:i")
    return _("%(from)s bis %(until)s Uhr") % {"from": first, "until": last} if first != last else first
