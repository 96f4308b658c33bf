# SPDX-License-Identifier: EUPL-1.2
"""What people of the town passed on about methods, and what the editors made of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from mitwirken.entrances.toolbox.actions import tips
from mitwirken.entrances.toolbox.models import Method

from . import content
from .town import Town


def plan_tips(town: Town) -> None:
    """Tips, experiences and an example; where the catalogue was not loaded, there is nothing they could be about."""
    methods = Method.objects.in_bulk(field_name="key")
    for entry in content.read("tips"):
        method = methods.get(entry["method"])
        if method is not None:
            town.plan(town.some_time(entry["day"]), partial(_pass_on, town, entry, method))


def _pass_on(town: Town, entry: dict[str, Any], method: Method) -> None:
    draft = tips.TipDraft(
        entry["kind"], entry["text"], method, entry["where"], entry.get("source", ""), entry["name"]
    )
    tip = tips.send_tip(draft=draft)
    editor = town.staff["redaktion"]
    if entry.get("state") == "published":
        tips.publish_tip(tip=tip, by=editor)
    elif entry.get("state") == "declined":
        tips.decline_tip(tip=tip, by=editor, reason=entry["reason"])
