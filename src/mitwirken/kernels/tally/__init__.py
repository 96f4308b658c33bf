# SPDX-License-Identifier: EUPL-1.2
"""Counting ballots without money: approvals, scores, resistance, grades, rankings; for one winner or several seats.

Whole numbers and fractions throughout, every tie by a stated rule. The rules in prose with worked numbers:
``docs/rules/tally.md``; budgets: `mitwirken.kernels.allocation`.
"""

from .pairwise import Duels, duels, schulze
from .runoff import Count, instant_runoff, transferable_vote
from .scores import Place, approval, majority_judgement, resistance, score

__all__ = [
    "Count",
    "Duels",
    "Place",
    "approval",
    "duels",
    "instant_runoff",
    "majority_judgement",
    "resistance",
    "schulze",
    "score",
    "transferable_vote",
]
