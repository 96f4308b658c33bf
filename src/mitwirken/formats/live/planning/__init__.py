# SPDX-License-Identifier: EUPL-1.2
"""The grid of slots and rooms as pages, deeds and the exported plan need it: one `Board` a stage of kind grid.

A slot is a later stage of kind `tables` in which people walk freely; a room is an open space. A topic is in the queue
until it was presented, then in the parking area until it has a slot and a room. What must never be is said in
sentences (`Board.problems`), what is better or worse in numbers (`Board.worth`).
"""

from .boards import Board, Cell, Topic, lacking
from .exporting import schedule
from .loading import HIDDEN, base_of, board, sessions_of, slots_of

__all__ = [
    "HIDDEN",
    "Board",
    "Cell",
    "Topic",
    "base_of",
    "board",
    "lacking",
    "schedule",
    "sessions_of",
    "slots_of",
]
