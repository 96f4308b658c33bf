# SPDX-License-Identifier: EUPL-1.2
"""A talk in the minutes: sums alone, what was changed in the order and why, and what was written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...models import Stage, Turn, TurnState
from ...queries import Look
from .. import Block, Line
from .line import turns_of
from .notes import notes_beside, notes_of
from .settings import CHAIR, WORDS
from .sums import Tally, side_notes, tally
from .words import minutes_in_words


def ahead_of_turn(turns: Iterable[Turn]) -> list[str]:
    """The reasons for which somebody spoke before their turn, each as often as it happened."""
    return [turn.override for turn in turns if turn.override and turn.state == TurnState.DONE]


def minutes_of(look: Look, stage: Stage, given: Mapping[str, Any]) -> list[Block]:
    """How many spoke where, how long together. Who spoke how long stays with nobody."""
    turns = [turn for turn in turns_of(look.gathering, stage) if turn.stage_id == stage.pk]
    words, chairs, ahead = tally(turns, WORDS), tally(turns, CHAIR), ahead_of_turn(turns)
    if not turns:
        kept = look.gathering.policy("talked", {}).get(str(stage.pk), {})
        words, chairs = Tally(**kept.get("words", {})), Tally(**kept.get("chairs", {}))
        ahead = kept.get("ahead", [])
    lines = []
    if given["mode"] == "fishbowl":
        if given["fixed"]:
            lines.append(Line(_("Fest im Innenkreis: %(names)s") % {"names": ", ".join(given["fixed"])}))
        if chairs.turns:
            lines.append(_chairs_line(chairs))
    if words.turns:
        lines.append(_words_line(words))
    if ahead:
        lines.append(_ahead_line(ahead))
    waiting = sum(1 for turn in turns if turn.state == TurnState.WAITING)
    if waiting and not stage.is_live:
        lines.append(
            Line(
                ngettext(
                    "%(number)d Wortmeldung kam nicht mehr dran.",
                    "%(number)d Wortmeldungen kamen nicht mehr dran.",
                    waiting,
                )
                % {"number": waiting}
            )
        )
    blocks = [Block(_("Wer zu Wort kam"), lines)] if lines else []
    if not notes_beside(stage):
        notes = [Line(note.body, item=note) for note in notes_of(look.gathering, stage)]
        if notes:
            blocks.append(Block(_("Notizen zum Gespräch"), notes))
    return blocks


def _chairs_line(chairs: Tally) -> Line:
    return Line(
        ngettext(
            "%(people)d Mensch saß im Innenkreis, zusammen %(minutes)s.",
            "%(people)d Menschen saßen im Innenkreis, zusammen %(minutes)s.",
            chairs.speakers,
        )
        % {"people": chairs.speakers, "minutes": minutes_in_words(chairs.minutes)},
        side_notes(chairs),
    )


def _words_line(words: Tally) -> Line:
    return Line(
        ngettext("%(turns)d Wortbeitrag", "%(turns)d Wortbeiträge", words.turns) % {"turns": words.turns}
        + " "
        + ngettext(
            "von %(people)d Menschen, zusammen %(minutes)s.",
            "von %(people)d Menschen, zusammen %(minutes)s.",
            words.speakers,
        )
        % {"people": words.speakers, "minutes": minutes_in_words(words.minutes)},
        side_notes(words),
    )


def _ahead_line(reasons: list[str]) -> Line:
    said = ngettext(
        "%(number)d Mal hat die Moderation die Reihenfolge geändert und jemanden vorgezogen.",
        "%(number)d Mal hat die Moderation die Reihenfolge geändert und jemanden vorgezogen.",
        len(reasons),
    ) % {"number": len(reasons)}
    return Line(said, [_("Grund: %(reason)s") % {"reason": reason} for reason in dict.fromkeys(reasons)])
