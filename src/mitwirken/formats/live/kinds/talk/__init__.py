# SPDX-License-Identifier: EUPL-1.2
"""Talking: a fair queue that says why somebody is next, or a fishbowl with a chair that stays free.

Queue: who has spoken less comes first, room and online take turns (`kernels.queueing`, `docs/rules/queueing.md`). In the
plenary and at each table one person speaks at a time; a clock is `started_at` and the seconds set, and nothing ticks.

Fishbowl: on the chairs people talk, around them they listen. `empty` chairs stay free. Whoever takes a free chair sits at
once; if too few are free then, the guest who has sat longest is asked to leave, and until somebody does nobody else sits down.
Others wait in the same fair order (who has not sat yet comes first), and the free chair is theirs in that order.
"""

from .kind import Talk
from .line import Place
from .queue import Queue
from .ring import Ring, may_publish

__all__ = ["Place", "Queue", "Ring", "Talk", "may_publish"]
