# SPDX-License-Identifier: EUPL-1.2
"""People of the town who put themselves into the directory of those who facilitate."""

from __future__ import annotations

from functools import partial
from typing import Any

from mitwirken.entrances.learning.actions import EntryDraft, save_entry

from . import content
from .town import Town


def plan_facilitators(town: Town) -> None:
    for entry in content.read("facilitators"):
        town.plan(town.some_time(entry["day"]), partial(_enter, town, entry))


def _enter(town: Town, entry: dict[str, Any]) -> None:
    draft = EntryDraft(
        name=entry["name"],
        methods=tuple(entry["methods"]),
        languages=entry["languages"],
        fee=entry["fee"],
        about=entry["about"],
        consent=True,
    )
    save_entry(by=town.citizens[entry["person"]], draft=draft)
