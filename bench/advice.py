# SPDX-License-Identifier: EUPL-1.2
"""What advice costs: an answer of the finder, three combinations, with the methods that come along and with 500 made up."""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.kernels.methods import shipped  # noqa: E402

from mitwirken.kernels.recommendation import combinations, facts, finder  # noqa: E402


class Report(Protocol):
    def add(self, what: str, figure: str, limit: str, held: bool, note: str = "") -> None: ...


# From a playground to a city's strategy: what people answer, with nothing, with little and with everything skipped.
TASKS: tuple[dict[str, object], ...] = (
    {},
    {"goals": ["planen"], "weeks": 12},
    {"goals": ["planen", "ideen"], "phase": "analyse", "scope": "variants", "people": 40, "weeks": 6, "hours": 80,
     "euros": 2000, "mode": "room", "groups": ["kinder", "familien"]},
    {"goals": ["konflikt", "dialog"], "phase": "abwaegung", "scope": "much", "people": 2000, "weeks": 30, "hours": 600,
     "euros": 40_000, "mode": "both", "groups": ["nachbarschaft", "skeptische"], "barriers": ["vertrauen"], "conflict": 3},
    {"goals": ["planen", "dialog", "meinungsbild"], "scope": "much", "people": 600_000, "weeks": 52, "hours": 2500,
     "euros": 100_000, "mode": "both", "groups": ["jugend", "zugewanderte", "ohne_internet"], "conflict": 2},
    {"goals": ["informieren"], "scope": "nothing", "groups": list(facts.GROUPS)},
    {"goals": ["entscheiden", "ideen"], "scope": "binding", "hours": 300, "groups": list(facts.GROUPS)},
    {"goals": ["umsetzen"], "weeks": 1, "hours": 5, "euros": 0},
)  # fmt: skip


def made_up(number: int, seed: int = 4) -> list[facts.Method]:
    """Methods as different from each other as real ones are."""
    draw = random.Random(seed)
    keys = [f"m{n}" for n in range(number)]

    def some(words: tuple[str, ...], least: int, most: int) -> tuple[str, ...]:
        return tuple(draw.sample(words, draw.randint(least, most)))

    def pair(low: int, high: int, wide: int) -> tuple[int, int]:
        least = draw.randint(low, high)
        return least, least * draw.randint(1, wide)

    return [
        facts.Method(
            key=key, kind=draw.choice(("step",) * 8 + ("part", "standing")),
            influence=some(facts.INFLUENCE, 1, 2), goals=some(facts.GOALS, 1, 3), phases=some(facts.PHASES, 1, 3),
            group=pair(1, 60, 40), minutes=(60, 180), preparation=pair(1, 10, 2), span=pair(1, 6, 3),
            hours=pair(8, 200, 3), euros=pair(0, 6000, 6), effort=draw.randint(1, 5), cost=draw.randint(1, 4),
            mode=draw.choice(("digital", "analog", "hybrid", "hybrid")), recruitment=some(facts.RECRUITMENT[:4], 1, 2),
            moderation=draw.randint(1, 3), conflict=draw.randint(1, 3), reaches=some(facts.GROUPS, 1, 5),
            misses=some(facts.GROUPS, 0, 3), lowers=some(facts.BARRIERS, 0, 3), raises=some(facts.BARRIERS, 0, 2),
            combine_with=tuple(draw.sample(keys, 2)),
        )
        for key in keys
    ]  # fmt: skip


def measure_advice(report: Report) -> None:
    print("Advice ...", flush=True)
    tasks = [facts.answers_from(task) for task in TASKS]
    combinations.plans(made_up(5), facts.Answers())  # HiGHS is loaded once in a process
    ours = list(shipped())
    for methods, named in ((ours, f"{len(ours)} methods"), (made_up(500), "500 methods")):
        found = list(_cpu(lambda task, methods=methods: finder.rank(methods, task), tasks))
        report.add(
            f"An answer of the finder, {named}: CPU of the slowest of {len(tasks)} tasks", f"{max(found) * 1000:.1f} ms",
            "50 ms", max(found) < 0.05, f"median {statistics.median(found) * 1000:.1f} ms",
        )  # fmt: skip
        made = list(_cpu(lambda task, methods=methods: combinations.plans(methods, task), tasks))
        report.add(
            f"Three combinations, {named}: CPU of the slowest of {len(tasks)} tasks", f"{max(made):.2f} s",
            # The limit is for a catalogue as cities have it; eight times as many show where it ends.
            "2 s" if methods is ours else "–", methods is not ours or max(made) < 2, f"median {statistics.median(made):.2f} s",
        )  # fmt: skip


def _cpu(deed: Callable[[facts.Answers], object], tasks: list[facts.Answers]) -> Iterator[float]:
    """The least of three tries for each task: neighbours on the machine play no part."""
    for task in tasks:
        took = []
        for _ in range(3):
            started = time.process_time()
            deed(task)
            took.append(time.process_time() - started)
        yield min(took)
