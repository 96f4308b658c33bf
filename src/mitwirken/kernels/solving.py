# SPDX-License-Identifier: EUPL-1.2
"""Whole numbers under linear conditions, solved exactly by HiGHS. HiGHS is loaded when first needed.

One thread, a fixed seed, no clock: the same model gives the same answer. An objective is exact to 0.0002.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

    def copy(self) -> Model:
        return Model(list(self.lows), list(self.highs), list(self.whole), list(self.rows))

    def row(self, terms: Mapping[int, float], low: float = -INFINITY, high: float = INFINITY) -> None:
        self.rows.append((low, dict(terms), high))

    def least(
        self,
        objective: Mapping[int, float],
        further: Sequence[tuple[float, dict[int, float], float]] = (),
        never: Iterable[int] = (),
    ) -> list[float] | None:
        """The values that make the objective least, under `further` rows too and without the variables `never`; None if nothing fulfils all rows.

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
            ("mip_abs_gap", 2e-4),
            # Small models with many equals: searching for better solutions costs more than branching.
            ("presolve", "off"),
            ("mip_detect_symmetry", False),
            ("mip_allow_restart", False),
            ("mip_heuristic_effort", 0.0),
            ("mip_heuristic_run_rins", False),
            ("mip_heuristic_run_rens", False),
            ("mip_heuristic_run_root_reduced_cost", False),
            ("mip_pscost_minreliable", 0),
        ):
            solver.setOptionValue(option, value)
        highs = list(self.highs)
        for variable in never:
            highs[variable] = 0
        rows = [*self.rows, *further]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.lows), len(rows)
        model.col_cost_ = [objective.get(n, 0.0) for n in range(len(self.lows))]
        model.col_lower_ = self.lows
        model.col_upper_ = highs
        model.row_lower_ = [low for low, _, _ in rows]
        model.row_upper_ = [high for _, _, high in rows]
        starts = [0]
        index: list[int] = []
        factors: list[float] = []
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
