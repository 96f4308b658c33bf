# SPDX-License-Identifier: EUPL-1.2
from . import Kind, register


class Tables(Kind):
    key = "tables"


register(Tables())
