# SPDX-License-Identifier: EUPL-1.2
"""The minutes of a gathering, put together from what stands in the tables: nobody writes them from scratch.

Results come first, then what was said and decided step by step, with the times as they really were. Who was there is a
number; names stand only where somebody put theirs to what they said.
"""

from .composing import compose, numbers, outcome
from .data import as_data, gathering_url
from .found import Became, Minutes, Numbers, Part, Result, span, where
from .text import as_markdown, md, number_words, search_text, task_words

__all__ = [
    "Became",
    "Minutes",
    "Numbers",
    "Part",
    "Result",
    "as_data",
    "as_markdown",
    "compose",
    "gathering_url",
    "md",
    "number_words",
    "numbers",
    "outcome",
    "search_text",
    "span",
    "task_words",
    "where",
]
