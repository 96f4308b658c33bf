# SPDX-License-Identifier: EUPL-1.2
"""The formats that can be open in a phase, and what rooms above bring to the first page.

A format room registers itself from its `apps.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Format:
    """A way to take part, hung into the phases.

    `verbs` are what a phase can open (`propose`, `comment`, `rate`), each with its words. `panel(request, phase)` draws
    what the page of the process shows of the phase, with the format's own template; `headlines(processes)` gives a
    number and a word for lists ("95 Vorschläge") by the process's id, for the whole list in a fixed number of queries;
    processes without anything to count are left out. `settings_form` asks what the format needs to know of a phase and
    gives plain values for `Phase.settings` (values that JSON can hold); it is built with `initial=phase.settings`. `quiet`: nothing is
    handed in here, so a new phase starts without open verbs and does not keep a process from being finished.
    """

    key: str
    name: Any
    summary: Any
    verbs: tuple[tuple[str, Any], ...]
    icon: str = "list"
    panel: Callable[[HttpRequest, Any], SafeString] | None = None
    headlines: Callable[[Sequence[Any]], Mapping[int, Any]] | None = None
    settings_form: type[forms.Form] | None = None
    quiet: bool = False


_formats: dict[str, Format] = {}


def register(format: Format) -> None:
    _formats[format.key] = format


def formats() -> list[Format]:
    return list(_formats.values())


def format_named(key: str) -> Format | None:
    return _formats.get(key)


@dataclass(frozen=True)
class FrontPanel:
    """What a room shows on the first page ("was daraus wurde"). `draw(request)` gives "" when there is nothing.

    Stands here and not in the hub, because the rooms that bring something lie below the hub.
    """

    key: str
    draw: Callable[[HttpRequest], SafeString | str]
    position: int = 50


_front_panels: dict[str, FrontPanel] = {}


def register_front_panel(panel: FrontPanel) -> None:
    _front_panels[panel.key] = panel


def front_panels() -> list[FrontPanel]:
    return sorted(_front_panels.values(), key=lambda panel: (panel.position, panel.key))


@dataclass(frozen=True)
class ProcessPanel:
    """What a room shows on the page of every process that has something of it, whatever phase runs: its meetings, for example.

    `draw(request, process)` gives "" when there is nothing. The page depends on `process:ID`.
    """

    key: str
    draw: Callable[[HttpRequest, Any], SafeString | str]
    position: int = 50


_process_panels: dict[str, ProcessPanel] = {}


def register_process_panel(panel: ProcessPanel) -> None:
    _process_panels[panel.key] = panel


def process_panels() -> list[ProcessPanel]:
    return sorted(_process_panels.values(), key=lambda panel: (panel.position, panel.key))


@dataclass(frozen=True)
class Meeting:
    """Something at a time that another room brings into the calendar of dates."""

    title: str
    url: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    ical_url: str = ""


_meetings: dict[str, Callable[[datetime, datetime, str], Sequence[Meeting]]] = {}


def register_meetings(key: str, between: Callable[[datetime, datetime, str], Sequence[Meeting]]) -> None:
    """`between(start, end, place)` gives what begins in the span, in a fixed number of queries; `place` is a slug or empty."""
    _meetings[key] = between


def meetings(start: datetime, end: datetime, place: str = "") -> list[Meeting]:
    found = [meeting for between in _meetings.values() for meeting in between(start, end, place)]
    return sorted(found, key=lambda meeting: meeting.starts_at)


def headlines(processes: Sequence[Any]) -> dict[int, list[str]]:
    """What every format says of each process, e.g. `{3: ["95 Vorschläge"]}`."""
    found: dict[int, list[str]] = {}
    for format in formats():
        if format.headlines is None:
            continue
        for pk, words in format.headlines(processes).items():
            found.setdefault(pk, []).append(str(words))
    return found
