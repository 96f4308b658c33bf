# SPDX-License-Identifier: EUPL-1.2
"""Statements on paper, each with its three boxes, for the frame of `ground.paper`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import is_staff
from mitwirken.ground.paper.registry import Content, Entered, Offer, PaperForm, Row, Typed

from . import actions, queries, rules
from .models import Answer, Conversation

KIND = "meinungen"
MOST_ROWS = 120
"""What does not fit on a handful of pages is answered online or in the room; the sheet would be a book."""
ON_PAPER = (
    (Answer.AGREE, gettext_lazy("Ja")),
    (Answer.DISAGREE, gettext_lazy("Nein")),
    (Answer.PASS, gettext_lazy("Weiß nicht")),
)


def _find(pk: int) -> Conversation | None:
    row = queries.one(pk)
    return row if row is not None and row.released_at is not None else None


def _may_see(row: Conversation, reader: Any) -> bool:
    return rules.is_public(row) or is_staff(reader)


def _offers() -> list[Offer]:
    return [
        Offer(KIND, row.pk, row.question, group=row.phase.process.title, until=row.phase.ends_at)
        for row in queries.for_entry(rules.LATE_ENTRY)
    ]


def _build(row: Conversation) -> Content:
    answers = tuple((str(value), str(label)) for value, label in ON_PAPER)
    rows = {each.pk: each for each in queries.voted_on(row)}
    # Drawn as online, for the sheet as one viewer: the same on every print, and nobody stands first for being early.
    order = queries.drawn(row, 0, queries.weights(row))[:MOST_ROWS]
    process = row.phase.process
    return Content(
        title=process.title,
        question=row.question,
        instruction=_(
            "Stimmen Sie der Aussage zu? Kreuzen Sie zu jeder höchstens ein Feld deutlich an. Was Sie frei lassen, wird nicht "
            "gezählt. Ein Bogen zählt einmal."
        ),
        blocks=tuple(
            Row(f"v{pk}", str(rows[pk].number), rows[pk].text, answers) for pk in order if pk in rows
        ),
        hand_in=process.without_net,
        until=row.phase.ends_at,
        contact=process.contact,
        practice=process.practice,
    )


def _enter(row: Conversation, typed: Typed) -> Entered:
    values = {
        int(name[1:]): _number(str(given))
        for name, given in typed.values.items()
        if name.startswith("v") and name[1:].isdigit() and given not in (None, "", False)
    }
    actions.enter_sheet(
        conversation=row, sheet=typed.sheet, values=values, channel=typed.channel, by=typed.by
    )
    return Entered(
        queries.KIND,
        row.pk,
        url=row.get_absolute_url(),
        undo={"sheet": typed.sheet, "channel": typed.channel},
    )


def _number(text: str) -> int:
    try:
        return int(text.strip())
    except ValueError:
        raise Refusal(
            _("„%(text)s“ ist keine Antwort. Bitte prüfen Sie, was auf dem Bogen steht.")
            % {"text": text[:20]},
            status=422,
        ) from None


def _take_back(row: Conversation, undo: Mapping[str, Any], by: Any) -> None:
    """A sheet without answers strikes what stands under its number."""
    actions.enter_sheet(
        conversation=row, sheet=undo["sheet"], values={}, channel=undo["channel"], by=by, correct=True
    )


FORM = PaperForm(
    key=KIND,
    name=gettext_lazy("Bogen zur Meinungskarte"),
    roles=tuple(rules.RIGHTS["enter"]),
    find=_find,
    offers=_offers,
    build=_build,
    enter=_enter,
    take_back=_take_back,
    may_see=_may_see,
    marks_only=True,
    position=25,
)
