# SPDX-License-Identifier: EUPL-1.2
"""Deeds of the whole gathering: set up, open, move through the run sheet, come and go, close. What belongs to a kind of
stage is in its file in `kinds/`.
"""

from .gatherings import announce, close, create_gathering, open_doors, release_minutes, reopen
from .seats import (
    NAME_LENGTH,
    call_help,
    come_back,
    end_help,
    join,
    leave,
    rename,
    seat_in_the_room,
    set_roles,
)
from .sheet import add_stage, change_stage, move_stage, remove_stage, save_script
from .spaces import change_space, set_spaces
from .stages import extend, go_back, go_on, go_to, pause, resume

__all__ = [
    "NAME_LENGTH",
    "add_stage",
    "announce",
    "call_help",
    "change_space",
    "change_stage",
    "close",
    "come_back",
    "create_gathering",
    "end_help",
    "extend",
    "go_back",
    "go_on",
    "go_to",
    "join",
    "leave",
    "move_stage",
    "open_doors",
    "pause",
    "release_minutes",
    "remove_stage",
    "rename",
    "reopen",
    "resume",
    "save_script",
    "seat_in_the_room",
    "set_roles",
    "set_spaces",
]
