# SPDX-License-Identifier: EUPL-1.2
"""Entries of the minutes are corrected, taken out and put back; the summary is written."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.deeds.versions import require_version
from mitwirken.ground.desk.actions import shelve_case

from .. import queries, rules
from ..commands import step
from ..models import Gathering, Item
from ..rules import Actor
from .items import LEAD, MODERATION, item_of, keep_case, save_item, tell_readers


def change_item(*, item: Item, values: dict[str, Any], by: Actor, seen: int | None) -> Item:
    """Corrects what stands in the minutes: title, text, answer, who, until when. The theme team its results, the
    facilitators everything.

    Refuses with both texts when somebody else was quicker.
    """
    if item.kind in queries.RESULTS:
        rules.require_theme(by)
    else:
        rules.require_lead(by)
    fields = ("title", "body", "answer", "who", "due_on")
    yours = {name: values[name] for name in fields if name in values}
    with step(item.gathering, "minutes.corrected", by) as live:
        row = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
        row.gathering = live.gathering
        require_version(row, seen, yours=yours, fields=yours)
        if not any(str(yours.get(name) or "").strip() for name in ("title", "body")):
            raise Refusal(
                _("Ganz leer geht nicht. Wenn der Eintrag weg soll, nehmen Sie ihn aus dem Protokoll."),
                status=400,
                field="title",
            )
        for name, value in yours.items():
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        save_item(row)
        live.note(item=row.pk)
        if row.data.get("recommend"):
            keep_case(row)
        tell_readers(live.gathering)
        return row


def hide_item(item: Item, *, hidden: bool) -> None:
    """Moderation takes it out of sight or back, on open pages too; who decided and why is moderation's record."""
    with step(item.gathering, "item.hidden" if hidden else "item.shown", rules.CLOCK) as live:
        row = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
        row.gathering = live.gathering
        _hide(row, MODERATION, hidden)
        live.note(item=row.pk)


def set_hidden(*, gathering: Gathering, item: int, hidden: bool, by: Actor) -> None:
    """Takes something out of the minutes, or puts it back. Nothing is deleted; what waited in a result waits again.

    Refuses to put back what the moderation has taken out.
    """
    rules.require_theme(by)
    with step(gathering, "minutes.hidden" if hidden else "minutes.shown", by) as live:
        row = item_of(live.gathering, item)
        if row.kind not in queries.RESULTS:
            rules.require_lead(by)
        if bool(row.data.get("hidden")) == hidden:
            live.nothing()
            return
        if row.data.get("hidden") == MODERATION:
            raise Refusal(
                _("Das hat die Moderation der Plattform verborgen. Dort kann es auch wieder gezeigt werden.")
            )
        _hide(row, LEAD, hidden)
        live.note(item=row.pk)
        tell_readers(live.gathering)


def _hide(row: Item, who: str, hidden: bool) -> None:
    if hidden:
        row.data["hidden"] = who
    else:
        row.data.pop("hidden", None)
    save_item(row)
    if row.data.get("recommend"):
        if hidden:
            shelve_case(subject=row)
        else:
            keep_case(row)


def write_summary(*, gathering: Gathering, text: str, by: Actor, seen: str | None) -> None:
    """Says in a few sentences what came out. `seen` is `mark_of` the text the form was made from."""
    rules.require_lead(by)
    text = text.strip()[:8000]
    with step(gathering, "minutes.written", by) as live:
        row = live.gathering
        if seen is not None and seen != mark_of(row.summary) and row.summary != text:
            raise Conflict(
                _(
                    "Inzwischen hat jemand anderes die Kurzfassung geändert. Ihr Text ist noch da: Vergleichen Sie beide Fassungen und speichern Sie dann noch einmal."
                ),
                theirs={"summary": row.summary},
                yours={"summary": text},
            )
        if row.summary == text:
            live.nothing()
            return
        row.summary = text
        tell_readers(row)


def mark_of(text: str) -> str:
    """Which version of a text somebody saw."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
