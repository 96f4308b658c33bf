# SPDX-License-Identifier: EUPL-1.2
"""Which projects a participatory budget pays for: greedy, equal shares, Phragmén, and why each won or lost.

Money is whole (`instance.Instance`), near ties are decided by exact fractions, every tie by a stated rule. The rules in
prose with worked numbers: ``docs/rules/allocation.md``.
"""

from .comparison import Comparison, compare
from .completions import Completed, add_one, default_step, every_endowment, fill_greedily
from .districts import guaranteed
from .endowments import next_endowment
from .explanations import Gain, Loss, explain
from .greedy import greedy
from .instance import Instance, NotCountable, Utility, merge
from .phragmen import phragmen
from .shares import Outcome, Round, equal_shares, start_endowment

__all__ = [
    "Comparison",
    "Completed",
    "Gain",
    "Instance",
    "Loss",
    "NotCountable",
    "Outcome",
    "Round",
    "Utility",
    "add_one",
    "compare",
    "default_step",
    "equal_shares",
    "every_endowment",
    "explain",
    "fill_greedily",
    "greedy",
    "guaranteed",
    "merge",
    "next_endowment",
    "phragmen",
    "start_endowment",
]
