# SPDX-License-Identifier: EUPL-1.2
"""Every contribution in the minutes, with what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from mitwirken.ground.deeds.channel import Channel

from ...models import ItemStatus
from .. import Block, Line
from .boards import votes_in_words


def _origin(row: Any) -> list[str]:
    notes = [row.by_name] if row.by_name else []
    if row.channel != Channel.ONLINE:
        notes.append(str(row.get_channel_display()))
    if row.space is not None:
        notes.append(row.space.name)
    return notes


def _question_line(row: Any) -> Line:
    notes = [votes_in_words(row.ups), *_origin(row)]
    parts = [
        Line(gettext("Dazu gelegt: %(text)s") % {"text": each.body}, item=each) for each in row.merged_here
    ]
    if row.status == ItemStatus.WRITTEN and row.office is not None and row.due_on is not None:
        notes.append(
            gettext("schriftliche Antwort von %(office)s bis %(day)s")
            % {"office": row.office.name, "day": date_format(row.due_on, "SHORT_DATE_FORMAT")}
        )
    if row.theme is not None:
        notes.append(gettext("Thema: %(title)s") % {"title": row.theme.title})
    if row.reason:
        notes.append(gettext("Grund: %(reason)s") % {"reason": row.reason})
    if row.answer:
        parts.insert(0, Line(gettext("Antwort: %(text)s") % {"text": row.answer}))
    return Line(row.body, notes, item=row, parts=parts)


def question_blocks(data: Mapping[str, Any]) -> list[Block]:
    """Every question with what became of it; none is left out, the open ones neither."""
    still = [
        *([data["on_stage"]] if data["on_stage"] else []),
        *data["by_score"],
        *data["queued"],
        *data["parked"],
    ]
    named = (
        (gettext("Beantwortete Fragen"), data["answered"]),
        (gettext("Fragen, die schriftlich beantwortet werden"), data["written"]),
        (gettext("Nicht behandelte Fragen"), data["rejected"]),
        (gettext("Offen gebliebene Fragen"), still),
    )
    return [Block(title, [_question_line(row) for row in rows]) for title, rows in named if rows]


def _card_line(row: Any) -> Line:
    notes = _origin(row)
    if row.who:
        notes.append(gettext("wer: %(who)s") % {"who": row.who})
    if row.due_on:
        notes.append(gettext("bis %(day)s") % {"day": date_format(row.due_on, "SHORT_DATE_FORMAT")})
    return Line(row.text, notes, item=row, parts=[Line(row.body)] if row.title and row.body else [])


def board_blocks(data: Mapping[str, Any]) -> list[Block]:
    if not data["is_card"]:
        themed = [group for group in data["groups"] if group.cards]
        grouped = {card.pk for group in themed for card in group.cards}
        rows = [*([data["on_stage"]] if data["on_stage"] else []), *data["visible"], *data["queued"]]
        rows = [row for row in rows if row.pk not in grouped]
        blocks = [Block(str(data["words"].many), [_card_line(row) for row in rows])] if rows else []
        blocks += [Block(group.item.title, [_card_line(row) for row in group.cards]) for group in themed]
    else:
        blocks = [
            Block(group.item.title, [_card_line(row) for row in group.cards])
            for group in data["groups"]
            if group.cards
        ]
        if data["loose"]:
            title = gettext("Ohne Gruppe") if blocks else gettext("Karten")
            blocks.append(Block(title, [_card_line(row) for row in data["loose"]]))
        if data["drafts"]:
            text = ngettext(
                "%(number)d Karte wurde nicht aufgedeckt.",
                "%(number)d Karten wurden nicht aufgedeckt.",
                data["drafts"],
            ) % {"number": data["drafts"]}
            blocks.append(Block("", [Line(text)]))
    if data["parked"]:
        blocks.append(Block(gettext("Themenspeicher"), [_card_line(row) for row in data["parked"]]))
    return blocks
