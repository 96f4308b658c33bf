# SPDX-License-Identifier: EUPL-1.2
"""Invented people in a gathering: they do what people do, through the same deeds, so that somebody can rehearse alone.

`Crowd` is the people, `Lead` a facilitator nobody sees, `rehearse` runs a whole gathering, `keep_company` brings a crowd
into one that somebody else runs. What they say stands in `words/`, one file a format. The same seed, the same course.
"""

from .company import keep_company
from .crowd import Crowd
from .lead import Lead
from .play import rehearse
from .words import Words

__all__ = ["Crowd", "Lead", "Words", "keep_company", "rehearse"]
