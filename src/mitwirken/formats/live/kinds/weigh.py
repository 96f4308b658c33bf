# SPDX-License-Identifier: EUPL-1.2
from . import Kind, register


class Weigh(Kind):
    key = "weigh"


register(Weigh())
