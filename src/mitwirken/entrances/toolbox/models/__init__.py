# SPDX-License-Identifier: EUPL-1.2
"""Methods, examples from elsewhere, the city's own try-outs, and what the public sent in."""

from .examples import Example, Figure, Size
from .methods import Method
from .tips import Tip, TipKind, TipState
from .tryouts import Tryout, Verdict

__all__ = ["Example", "Figure", "Method", "Size", "Tip", "TipKind", "TipState", "Tryout", "Verdict"]
