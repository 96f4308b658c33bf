# SPDX-License-Identifier: EUPL-1.2
"""The rules of rating, one file each."""

from ..registry import register
from .agreement import AGREEMENT
from .points import POINTS
from .ranking import RANKING
from .resistance import RESISTANCE
from .support import SUPPORT

for method in (SUPPORT, AGREEMENT, POINTS, RANKING, RESISTANCE):
    register(method)
