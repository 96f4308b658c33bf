# SPDX-License-Identifier: EUPL-1.2
"""Whole numbers under linear conditions, solved exactly by HiGHS. HiGHS is loaded when first needed.

One thread, a fixed seed, no gap, no clock: the same model gives the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

INFINITY = float("inf")


@dataclass
class Model:
    """Variables with bounds; rows `low <= sum of factor * variable <= high`."""

    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, dict[int, float], float]] = field(default_factory=list)

    def variable(self, low: float = 0, high: float = 1, *, whole: bool = True) -> int:
        self.lows.append(low)
        self.highs.append(high)
        self.whole.append(whole)
        return len(self.lows) - 1

    def row(self, terms: Mapping[int, float], low: float = -INFINITY, high: float = INFINITY) -> None:
        self.rows.append((low, dict(terms), high))

    def least(
        self,
        objective: Mapping[int, float],
        further: list[tuple[float, dict[int, float], float]] | None = None,
    ) -> list[float] | None:
        """The values that make the objective least, under `further` rows too; None if nothing fulfils all rows.

        >>> model = Model()
        >>> apple, pear = model.variable(0, 9), model.variable(0, 9)
        >>> model.row({apple: 2, pear: 3}, low=7)
        >>> [round(value) for value in model.least({apple: 2, pear: 2.9})]
        [2, 1]
        >>> model.least({}, [(20, {apple: 1}, INFINITY)]) is None
        True
        """
        import highspy

        # `highspy.Highs` greets on standard output, where answers for machines belong; its core does not.
        solver = highspy._Highs()  # type: ignore[attr-defined]
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-7),
        ):
            solver.setOptionValue(option, value)
        rows = [*self.rows, *(further or ())]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.lows), len(rows)
        model.col_cost_ = [objective.get(n, 0.0) for n in range(len(self.lows))]
        model.col_lower_ = self.lows
        model.col_upper_ = self.highs
        model.row_lower_ = [low for low, _, _ in rows]
        model.row_upper_ = [high for _, _, high in rows]
        starts, index, factors = [0], [], []
        for _, terms, _ in rows:
            index += terms.keys()
            factors += terms.values()
            starts.append(len(index))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts
        model.a_matrix_.index_ = index
        model.a_matrix_.value_ = factors
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in self.whole]
        solver.passModel(model)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"HiGHS ends with {status}")
        return list(solver.getSolution().col_value)
