# SPDX-License-Identifier: EUPL-1.2
"""Collecting: questions with a disposition each, cards with groups and a parking lot, notes, tasks, offers, topics.

All of it are items. A question goes queued → visible → on stage, and ends as answered, answered in writing by an office
until a day, or not treated, with a reason; whatever is left open is listed as open. Cards may lie face down until they
are revealed. Whether they are is what the log says: `collect.revealed`, `collect.covered`.

Questions, tasks, topics, offers and needs of one gathering are one board in all its steps; cards, notes and answers
belong to their step, unless steps share the name of a board.

A vote is a `Signal` of value 1; the same row with value 0 says that the question was on that phone. So votes and sights
are counted from rows, and a merged question has every voter once.
"""

from .boards import board
from .kind import Collect

__all__ = ["Collect", "board"]
