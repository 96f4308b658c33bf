# SPDX-License-Identifier: EUPL-1.2
from . import Kind, register


class Collect(Kind):
    key = "collect"


register(Collect())
