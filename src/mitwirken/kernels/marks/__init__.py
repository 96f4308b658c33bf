# SPDX-License-Identifier: EUPL-1.2
"""Which boxes of a filled sheet are ticked: `docs/rules/marks.md`.

Needs NumPy: a picture is a grid of numbers, and looking at each in turn would take minutes. Pictures come in as arrays of grey
(0 black, 255 white, rows × columns), so that nothing here knows a format of pictures; the square code is read by who has a reader for it.
"""

from .reading import BoxReading, ChoiceReading, PageReading, State, Why, has_writing, read_page
from .straightening import Grey, Straight, coarsest, straighten

__all__ = [
    "BoxReading",
    "ChoiceReading",
    "Grey",
    "PageReading",
    "State",
    "Straight",
    "Why",
    "coarsest",
    "has_writing",
    "read_page",
    "straighten",
]
