# SPDX-License-Identifier: EUPL-1.2
"""Deeds of draws: setting one up, the pool, drawing, answers, mails."""

from .drawing import answer, draw_people, drop_seed, note_letters, note_seed
from .letters import send_letters
from .pool import (
    Entry,
    close_pool,
    enter_pool,
    erase_tickets,
    import_list,
    leave_pool,
)
from .setup import DrawDraft, announce, call_off, change_draw, create_draw, delete_draw, postpone

__all__ = [
    "DrawDraft",
    "Entry",
    "announce",
    "answer",
    "call_off",
    "change_draw",
    "close_pool",
    "create_draw",
    "delete_draw",
    "draw_people",
    "drop_seed",
    "enter_pool",
    "erase_tickets",
    "import_list",
    "leave_pool",
    "note_letters",
    "note_seed",
    "postpone",
    "send_letters",
]
