# SPDX-License-Identifier: EUPL-1.2
"""Closing and opening; possibilities that stand to choose."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import Gathering, Item, ItemKind, Stage
from .. import Call
from .subjects import is_closed, subjects


def close(call: Call) -> str:
    """Nobody gives any more, and everybody sees the counts."""
    with step(call.gathering, "weigh.closed", call.by, stage=call.stage) as live:
        if is_closed(live.gathering, call.stage):
            live.nothing()
    return gettext("Geschlossen. Alle sehen jetzt das Ergebnis.")


def reopen(call: Call) -> str:
    """People can give again; hidden counts are hidden again."""
    with step(call.gathering, "weigh.opened", call.by, stage=call.stage) as live:
        if not is_closed(live.gathering, call.stage):
            live.nothing()
    return gettext("Wieder offen.")


def option(call: Call) -> str:
    """Adds a possibility while it runs, when the hall comes up with one more."""
    with step(call.gathering, "weigh.option", call.by, stage=call.stage) as live:
        rows = subjects(live.gathering, call.stage)
        if any(row.kind != ItemKind.OPTION or "statement" in row.data for row in rows):
            raise Refusal(_("Hier wird gewichtet, was gesammelt wurde. Ergänzen Sie es dort."), status=409)
        title = call.values["title"].strip()
        if any(row.title == title for row in rows):
            raise Refusal(_("Diese Möglichkeit steht schon da."), status=409, field="title")
        add_option(live.gathering, call.stage, title, len(rows) + 1)
    return gettext("Ergänzt.")


def option_title(line: str) -> str:
    return line.lstrip("* ")[:140]


def add_option(gathering: Gathering, stage: Stage, line: str, position: int, *, sheet: bool = False) -> None:
    Item.objects.create(
        gathering_id=gathering.pk,
        stage=stage,
        kind=ItemKind.OPTION,
        title=option_title(line),
        position=position,
        data={**({"right": True} if line.startswith("*") else {}), **({"sheet": True} if sheet else {})},
    )
