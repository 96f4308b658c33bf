# SPDX-License-Identifier: EUPL-1.2
from . import Kind, register


class Grid(Kind):
    key = "grid"


register(Grid())
