# SPDX-License-Identifier: EUPL-1.2
"""Opinion maps: people who agree, disagree or pass on short statements, and the groups that show.

The rules in prose with worked numbers: ``docs/rules/opinions.md``. Needs SciPy; import it only where a map is drawn.
"""

from .clustering import adjusted_rand
from .maps import OpinionMap, draw, draw_like_polis
from .reports import as_data, cells
from .statistics import Standing
from .votes import AGREE, DISAGREE, PASS, NotMappable, Votes, from_arrays, gather, taking_part

__all__ = [
    "AGREE",
    "DISAGREE",
    "PASS",
    "NotMappable",
    "OpinionMap",
    "Standing",
    "Votes",
    "adjusted_rand",
    "as_data",
    "cells",
    "draw",
    "draw_like_polis",
    "from_arrays",
    "gather",
    "taking_part",
]
