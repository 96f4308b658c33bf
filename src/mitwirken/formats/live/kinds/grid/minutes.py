# SPDX-License-Identifier: EUPL-1.2
"""What the minutes say of a grid."""

from __future__ import annotations

from django.utils.translation import gettext

from ...models import Stage
from ...planning import Topic
from ...queries import Look
from .. import Block, Line
from .boards import board_of
from .news import note_of


def minutes(look: Look, stage: Stage) -> list[Block]:
    """The plan with its reports, then what found no place and what was not taken, with the reason."""
    board = board_of(look, stage)
    if stage.pk != board.stage.pk:
        return []  # the grid's own stage tells it all
    blocks = []
    for slot, topics in board.listed:
        if topics:
            blocks.append(
                Block(f"{slot.clock} · {slot.stage.title}", [_session_line(each) for each in topics])
            )
    outside = [
        *board.parked,
        *board.queue,
        *([board.live] if board.live is not None and not board.live.accepted else []),
    ]
    if outside:
        blocks.append(Block(gettext("Ohne Platz im Plan"), [_topic_line(topic) for topic in outside]))
    if board.rejected:
        blocks.append(
            Block(
                gettext("Nicht aufgenommen"),
                [
                    Line(str(item), [item.said_by, item.reason, *note_of(item, off=True)], item)
                    for item in board.rejected
                ],
            )
        )
    return blocks


def _topic_line(topic: Topic, *more: str) -> Line:
    hosts = [topic.item.said_by, *(item.said_by for item in topic.merged)]
    notes = [*more, ", ".join(dict.fromkeys(hosts))]
    notes += note_of(topic.item, off=not topic.is_placed)
    if topic.demand:
        notes.append(gettext("Interesse: %(number)d") % {"number": topic.demand})
    parts = [Line(topic.item.body)] if topic.item.title and topic.item.body else []
    parts += [
        Line(gettext("Zusammengelegt mit: %(title)s") % {"title": str(item)}, [item.said_by], item)
        for item in topic.merged
    ]
    return Line(topic.title, notes, topic.item, parts)


def _session_line(topic: Topic) -> Line:
    line = _topic_line(topic, topic.room.name if topic.room is not None else "")
    kept = topic.report
    if kept is None:
        line.notes.append(gettext("ohne Bericht"))
        return line
    rows = [Line(kept.body, [gettext("Bericht von %(name)s") % {"name": kept.said_by}], kept)]
    for key, label in (("results", gettext("Ergebnisse")), ("next", gettext("Wie es weitergeht"))):
        if kept.data.get(key):
            rows.append(Line(f"{label}: {kept.data[key]}"))
    if kept.who:
        rows.append(Line(gettext("Es kümmert sich: %(who)s") % {"who": kept.who}))
    line.parts.extend(rows)
    return line
