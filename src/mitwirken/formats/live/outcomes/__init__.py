# SPDX-License-Identifier: EUPL-1.2
"""Deeds about what comes out of a gathering: results from many items, decisions, tasks, corrections, and what becomes of
it outside: proposals, tasks, recommendations that the city answers.

During the gathering the theme team does them (`kinds/harvest.py`), afterwards the facilitators in the editor of the
minutes. What becomes of results is the facilitators' alone.
"""

from .entries import change_item, hide_item, mark_of, set_hidden, write_summary
from .items import Said, tell_readers, words_of
from .leaving import erase_seats, erase_words
from .onward import make_articles, make_tasks, open_cases, proposal_topics, propose, recommend
from .results import add_to_result, make_result, merge_results, move_result, take_out, write_result

__all__ = [
    "Said",
    "add_to_result",
    "change_item",
    "erase_seats",
    "erase_words",
    "hide_item",
    "make_articles",
    "make_result",
    "make_tasks",
    "mark_of",
    "merge_results",
    "move_result",
    "open_cases",
    "proposal_topics",
    "propose",
    "recommend",
    "set_hidden",
    "take_out",
    "tell_readers",
    "words_of",
    "write_result",
    "write_summary",
]
