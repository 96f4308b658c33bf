# SPDX-License-Identifier: EUPL-1.2
"""Set up a conversation, add and decide on statements, vote, type in sheets, cut the tie to persons."""

from .drawing import draw_changed_maps, draw_map, redraw_map
from .importing import import_conversation
from .setup import (
    ConversationDraft,
    Seeded,
    change_conversation,
    create_conversation,
    delete_conversation,
    release_conversation,
    seed_statements,
)
from .statements import (
    accept_statement,
    change_statement,
    enter_statement,
    hide_statement,
    merge_statement,
    refuse_statement,
    remove_statement,
    suggest_statement,
)
from .voting import answer_in_room, cast_vote, enter_sheet, part_participants

__all__ = [
    "ConversationDraft",
    "Seeded",
    "accept_statement",
    "answer_in_room",
    "cast_vote",
    "change_conversation",
    "change_statement",
    "create_conversation",
    "delete_conversation",
    "draw_changed_maps",
    "draw_map",
    "enter_sheet",
    "enter_statement",
    "hide_statement",
    "import_conversation",
    "merge_statement",
    "part_participants",
    "redraw_map",
    "refuse_statement",
    "release_conversation",
    "remove_statement",
    "seed_statements",
    "suggest_statement",
]
