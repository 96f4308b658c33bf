# SPDX-License-Identifier: EUPL-1.2
from . import Kind, register


class Harvest(Kind):
    key = "harvest"


register(Harvest())
