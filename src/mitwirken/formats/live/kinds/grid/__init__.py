# SPDX-License-Identifier: EUPL-1.2
"""Open space and bar camp: topics are presented one after the other, wait in the parking area, and get a slot and a room.

The plan is a proposal that the facilitator takes over or changes by hand; what is pinned stays. Afterwards every
session has a report. What is computed and shown lies in `planning`.

Of a topic the kind keeps in `Item.data`: `accepted` (presented and taken), `raised` (hands counted in the room), `needs`
(equipment), `proposed` (a cell that was computed and not yet taken over; `null`: it stays outside), `moved` (its place
changed after the plan was out). A report keeps `results` and `next`.
"""

from ...planning import sessions_of
from .boards import board_of
from .kind import Grid

__all__ = ["Grid", "board_of", "sessions_of"]
