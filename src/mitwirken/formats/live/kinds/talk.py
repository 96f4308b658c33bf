# SPDX-License-Identifier: EUPL-1.2
from . import Kind, register


class Talk(Kind):
    key = "talk"


register(Talk())
