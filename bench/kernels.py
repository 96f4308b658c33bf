# SPDX-License-Identifier: EUPL-1.2
"""`make bench WHAT=kernels`: table rotation and open-space plans, each beside the best that is known; advice (`advice.py`), marks on sheets (`marks.py`).

The rotations and the limits stand here; the open-space instances lie beside the checkout (MITWIRKEN_SHARED) and are left out without it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.advice import measure_advice  # noqa: E402
from bench.marks import measure_marks  # noqa: E402
from mitwirken.kernels import agenda, rotation  # noqa: E402

SHARED = Path(os.environ.get("MITWIRKEN_SHARED", ROOT.parent / "shared")) / "data" / "kernels"

# (people, tables, rounds): repeats of the best plan known; None where only the bound is.
ROTATIONS: dict[tuple[int, int, int], int | None] = {
    (24, 6, 3): 0, (40, 8, 4): 0, (60, 12, 5): 0, (120, 24, 4): 0, (1000, 200, 4): 0, (23, 6, 4): 0, (16, 4, 5): 0,
    (12, 4, 3): 0, (47, 8, 3): 0, (32, 8, 4): 0, (300, 50, 4): 0, (24, 6, 4): 1, (32, 8, 10): 28,
}  # fmt: skip
# Figures of the peers, taken beforehand on a machine of this size (under load); they are not run here.
GOLFERS = {
    (24, 6, 3): "0, 0.25 s", (40, 8, 4): "0, 3.9 s, 165 MB", (60, 12, 5): "0, 9.7 s, 222 MB", (120, 24, 4): "0, 38 s, 898 MB",
    (1000, 200, 4): "one round in 60 s", (32, 8, 10): "31 in 2.9 s, without a rule for tables",
}  # fmt: skip
SCHEDULERS = {
    "barcamp-30x5x6-s1": "conference-scheduler 236, HiGHS in 40 s 269, CP-SAT 268", "barcamp-60x8x8-s3": "conference-scheduler 775, HiGHS in 40 s 770, CP-SAT 878",
    "barcamp-30x6x6-s2": "conference-scheduler 570, HiGHS in 40 s 566, CP-SAT 619", "barcamp-120x12x10-s4": "HiGHS in 40 s 2555, CP-SAT 2766",
}  # fmt: skip


class Report(Protocol):
    def add(self, what: str, figure: str, limit: str, held: bool, note: str = "") -> None: ...


def measure_kernels(report: Report) -> None:
    measure_advice(report)
    measure_marks(report)
    print("Kernels of live formats ...", flush=True)
    for (people, tables, rounds), best in ROTATIONS.items():
        free = rounds >= tables  # then a table has to be visited again
        started = time.perf_counter()
        plan = rotation.plan_rounds(
            range(people), tables, rounds, rotation.Wishes(new_tables=not free), steps=10**9, seconds=5
        )
        took = time.perf_counter() - started
        quality = plan.quality
        limit = 0 if best is None else int(best * 1.1)
        report.add(
            f"Rotation {people}/{tables}/{rounds}: people who meet again", str(quality.repeats), str(limit),
            quality.repeats <= limit,
            f"{quality.encounters} of {quality.possible} encounters, {quality.table_repeats} at a table again, "
            f"{took:.2f} s{', by formula' if plan.formula else ''}"
            + (f"; good-enough-golfers: {GOLFERS[people, tables, rounds]}" if (people, tables, rounds) in GOLFERS else ""),
        )  # fmt: skip
    history = rotation.plan_rounds(range(300), 50, 3).rounds
    started = time.perf_counter()
    one = rotation.plan_round(range(300), 50, history, seconds=5)
    took = time.perf_counter() - started
    report.add(
        "The fourth round for 300 people, planned when it begins", f"{took:.2f} s", "1 s", took <= 1,
        f"{one.quality.repeats} meet again, {one.quality.table_repeats} at a table again",
    )  # fmt: skip
    best_file = SHARED / "ref" / "schedule_best.json"
    if not best_file.exists():
        return
    for name, known in json.loads(best_file.read_text()).items():
        event = agenda.read((SHARED / "schedule" / f"{name}.json").read_text())
        best = known["best_known"]["value"]
        started = time.perf_counter()
        made = agenda.plan(event, steps=10**9, seconds=3)
        took = time.perf_counter() - started
        report.add(
            f"{name}: wishes that come true", str(made.value), f"99 % of {best}",
            made.value >= 0.99 * best and not made.unmet and not made.unplaced, f"{made.value / best:.2%}, {took:.1f} s; {SCHEDULERS[name]}",
        )  # fmt: skip


class _Printed:
    missed = 0

    def add(self, what: str, figure: str, limit: str, held: bool, note: str = "") -> None:
        self.missed += not held
        print(f"  {'ok  ' if held else 'MISS'}  {what}: {figure} (limit {limit}) {note}", flush=True)


if __name__ == "__main__":
    printed = _Printed()
    measure_kernels(printed)
    sys.exit(1 if printed.missed else 0)
