# SPDX-License-Identifier: EUPL-1.2
"""Weighing: dots with a budget, polls, a quiz, interest, a scale from 1 to 5. By phone, and by hands in the room.

What a seat gives is a `Signal` with this step; hands that a steward counted stand at the item
(`data["hands"] = {step: {value: number}}`), add to the counts and are shown apart. When a step ends, its counts stay at
the item (`data["weighed"]`), so that weighing the same again later does not change what came out.
Whether people can still give is what the log says: `weigh.closed`, `weigh.opened`.
"""

from .kind import Weigh
from .settings import budget_of, most_of
from .subjects import is_closed, subjects

__all__ = ["Weigh", "budget_of", "is_closed", "most_of", "subjects"]
