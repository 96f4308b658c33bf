# SPDX-License-Identifier: EUPL-1.2
"""Ready-made processes that a clerk starts from. Each is a file in `kinds/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from .drafts import DateDraft, PhaseDraft
from .registry import format_named


@dataclass(frozen=True)
class PhaseTemplate:
    """A phase of `days` days that begins `gap` days after the one before has ended."""

    title: str
    format: str
    days: int
    text: str = ""
    verbs: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    gap: int = 0


@dataclass(frozen=True)
class DateTemplate:
    """A date on the given day of the process (0 is the first)."""

    title: str
    day: int
    at: time
    until: time | None = None
    place: str = ""
    text: str = ""


@dataclass(frozen=True)
class ProcessTemplate:
    """`name`, `when` (for what it fits) and `effort` are words of the desk; `texts` are German starter texts by field."""

    key: str
    name: Any
    when: Any
    effort: Any
    influence: str
    texts: Mapping[str, str]
    phases: tuple[PhaseTemplate, ...]
    dates: tuple[DateTemplate, ...] = ()
    categories: tuple[str, ...] = ()
    decided_after: int = 60
    position: int = 50

    @property
    def days(self) -> int:
        return sum(phase.days + phase.gap for phase in self.phases)

    @property
    def available(self) -> bool:
        """Whether this installation has all formats that the phases need."""
        return all(format_named(phase.format) for phase in self.phases)

    def phases_from(self, start: date) -> list[PhaseDraft]:
        """The phases as drafts, one after another: from midnight of the first day to midnight after the last.

        The templates end a phase at 23:59, because people read "bis 24 Uhr" wrongly and calendars show the next day.
        """
        found, day = [], start
        for phase in self.phases:
            day += timedelta(days=phase.gap)
            last = day + timedelta(days=phase.days - 1)
            found.append(
                PhaseDraft(
                    phase.title,
                    phase.format,
                    _at(day, time(0, 0)),
                    _at(last, time(23, 59)),
                    phase.text,
                    phase.verbs,
                    phase.settings,
                )
            )
            day = last + timedelta(days=1)
        return found

    def dates_from(self, start: date) -> list[DateDraft]:
        return [
            DateDraft(
                each.title,
                _at(start + timedelta(days=each.day), each.at),
                _at(start + timedelta(days=each.day), each.until) if each.until else None,
                each.place,
                each.text,
            )
            for each in self.dates
        ]

    def decided_from(self, start: date) -> date:
        return start + timedelta(days=self.days + self.decided_after)


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, timezone.get_current_timezone())


def templates() -> list[ProcessTemplate]:
    from .kinds import ALL

    return sorted((each for each in ALL if each.available), key=lambda each: each.position)


def template_named(key: str) -> ProcessTemplate | None:
    return next((each for each in templates() if each.key == key), None)
