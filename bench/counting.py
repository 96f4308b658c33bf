# SPDX-License-Identifier: EUPL-1.2
"""Budgets, opinion maps and bridging scores beside their peers: the same ballots, one process each, CPU and peak memory.

The peers (pabutools, GPL; red-dwarf, MPL) are installed into a folder of their own for this measurement and run from there;
nothing of them is part of MitWIRken. Where they can't be had, their figures are left out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parents[1]
VOTES = ROOT / "tests" / "kernels" / "data"
PEERS = ("pabutools==1.2.3", "red-dwarf==0.4.0")
PATIENCE = 240  # seconds for a peer


class Report(Protocol):
    def add(self, what: str, figure: str, limit: str, held: bool, note: str = "") -> None: ...


OURS = {
    "budget": """
        from mitwirken.config.tally import read_budget
        from mitwirken.kernels import allocation
        _, one, _ = read_budget(Path(file))
        mark("read")
        step = allocation.default_step(one)
        done = allocation.add_one(one, stop=arguments[0], step=step)
        mark("counted")
        told["order"] = [one.ids[p] for p in done.order]
        told["runs"] = done.runs
        told["step"] = step
    """,
    "opinions": """
        import numpy as np
        from mitwirken.kernels import opinions
        loaded = np.load(file)
        mark("read")
        table = opinions.from_arrays(loaded["person"], loaded["statement"], loaded["value"])
        found = opinions.draw(table)
        mark("counted")
        told["sizes"] = found.sizes
        opinions.draw(table, before=found)
        mark("again")
    """,
    "bridging": """
        import csv, numpy as np
        from mitwirken.kernels.bridging import bridging
        with open(file, newline="") as lines:
            votes = np.array([list(map(int, row)) for row in list(csv.reader(lines))[1:]])
        mark("read")
        told["sweeps"] = bridging(votes[:, 0], votes[:, 1], (votes[:, 2] + 1) / 2).sweeps
        mark("counted")
    """,
    "map": """
        import csv
        from mitwirken.kernels import opinions
        with open(file, newline="") as lines:
            votes = [tuple(map(int, row)) for row in list(csv.reader(lines))[1:]]
        mark("read")
        told["sizes"] = opinions.draw(opinions.gather(votes)).sizes
        mark("counted")
    """,
}
THEIRS = {
    "budget": """
        from pabutools.election import parse_pabulib, Cost_Sat
        from pabutools.rules import method_of_equal_shares
        from pabutools.tiebreaking import TieBreakingRule
        instance, profile = parse_pabulib(file)
        mark("read")
        lot = TieBreakingRule(lambda inst, prof, p: (p.cost, -prof.approval_score(p), str(p)))
        found = method_of_equal_shares(
            instance, profile.as_multiprofile(), sat_class=Cost_Sat, tie_breaking=lot, voter_budget_increment=int(arguments[0])
        )
        mark("counted")
        told["order"] = [str(p) for p in found]
    """,
    "map": """
        import csv
        from reddwarf.implementations.base import run_pipeline
        with open(file, newline="") as lines:
            rows = list(csv.reader(lines))[1:]
        votes = [{"participant_id": int(p), "statement_id": int(s), "vote": int(v)} for p, s, v in rows]
        mark("read")
        result = run_pipeline(votes=votes)
        mark("counted")
    """,
}
FRAME = """
import json, resource, sys, time
from pathlib import Path
file, arguments, told = sys.argv[1], sys.argv[2:], {}
marks, last = {}, [time.process_time(), time.perf_counter()]
def mark(name):
    now = [time.process_time(), time.perf_counter()]
    marks[name] = [now[0] - last[0], now[1] - last[1]]
    last[:] = now
%s
told["marks"] = marks
told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(told))
"""


def run(
    python: Path, work: str, file: Path, *arguments: str, patience: int = PATIENCE
) -> dict[str, Any] | None:
    """What a piece of work says of itself in a process of its own; None if it fails or takes too long."""
    try:
        done = subprocess.run(
            [str(python), "-c", FRAME % textwrap.dedent(work), str(file), *arguments],
            capture_output=True, text=True, timeout=patience, check=False,
            env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PATH": "/usr/bin:/bin", "HOME": "/tmp"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        print(f"    {done.stderr.strip().splitlines()[-1:]}", flush=True)
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def peers(folder: Path) -> Path | None:
    """A Python that has the peers, or None where they can't be installed."""
    uv = ROOT / ".venv" / "bin" / "uv"
    try:
        subprocess.run([uv, "venv", "-q", folder], check=True, capture_output=True)
        subprocess.run(
            [uv, "pip", "install", "-q", "--python", folder / "bin" / "python", *PEERS],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError) as wrong:
        print(f"  peers can't be installed, their figures are left out: {wrong}", flush=True)
        return None
    return folder / "bin" / "python"


def large_vote(file: Path, *, voters: int = 90_000, projects: int = 150, seed: int = 7) -> None:
    """A made-up city vote as large as Warsaw's: most ballots differ, few projects are known to all, the cheapest cost a hundredth
    of the dearest, so that Add1 counts some two hundred times."""
    import numpy as np

    from mitwirken.kernels import pabulib

    chance = np.random.default_rng(seed)
    liked = 1 / np.arange(1, projects + 1) ** 0.6
    budget = 28_000_000
    costs = np.round(budget * 10 ** chance.uniform(-3, -0.8, projects)).astype(int)
    listed = [pabulib.Project(str(p), int(cost)) for p, cost in enumerate(costs)]

    def ballots() -> Any:
        for number in range(voters):
            chosen = chance.choice(
                projects, int(chance.integers(1, 16)), replace=False, p=liked / liked.sum()
            )
            yield pabulib.Ballot(0, str(number), tuple(map(str, chosen.tolist())))

    with file.open("w", encoding="utf-8", newline="") as out:
        meta = {"budget": str(budget), "vote_type": "approval", "num_votes": str(voters)}
        out.writelines(pabulib.write(meta, listed, ballots()))


def large_conversation(file: Path, *, people: int, statements: int, votes: int, seed: int = 1) -> None:
    """Made-up votes of three camps."""
    import numpy as np

    chance = np.random.default_rng(seed)
    camp, leaning = chance.integers(0, 3, people), chance.normal(size=(3, statements))
    person = np.sort(chance.integers(0, people, votes)).astype(np.int64)
    statement = chance.integers(0, statements, votes).astype(np.int64)
    felt = leaning[camp[person], statement] + chance.normal(size=votes)
    np.savez(
        file,
        person=person,
        statement=statement,
        value=np.where(felt > 0.5, 1, np.where(felt < -0.5, -1, 0)).astype(np.int8),
    )


def measure_counting(report: Report) -> None:
    print("Budgets and opinion maps ...", flush=True)
    here = Path(sys.executable)
    folder = Path(tempfile.mkdtemp(prefix="mitwirken-counting-"))
    try:
        them = peers(folder / "peers")
        _budgets(report, here, them, folder)
        _maps(report, here, them, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _seconds(found: dict[str, Any], name: str = "counted") -> float:
    cpu: float = found["marks"][name][0]
    return cpu


def _beside(found: dict[str, Any] | None, name: str) -> str:
    if found is None:
        return f"{name}: not finished in {PATIENCE} s, or not to be had"
    return f"{name}: {_seconds(found):.2f} s, {found['megabytes']:.0f} MB"


def _budgets(report: Report, here: Path, them: Path | None, folder: Path) -> None:
    for name in ("assen_2024", "swiecie_2023", "wieliczka_2023", "toulouse_2022"):
        file = VOTES / "pb" / f"{name}.pb"
        ours = run(here, OURS["budget"], file, "exhaustive")
        assert ours is not None
        theirs = run(them, THEIRS["budget"], file, str(ours["step"])) if them else None
        same = theirs is None or ours["order"] == theirs["order"]
        note = f"{ours['runs']} counts; {_beside(theirs, 'pabutools')}" + (
            "" if same else "; **another order**"
        )
        report.add(
            f"Budget {name}: equal shares with Add1, CPU",
            f"{_seconds(ours):.2f} s",
            "5 s",
            _seconds(ours) <= 5 and same,
            note,
        )
    file = folder / "large.pb"
    large_vote(file)
    for stop in ("exhaustive", "overspend"):
        ours = run(here, OURS["budget"], file, stop)
        assert ours is not None
        report.add(
            f"Budget, 90,000 voters, 150 projects, made up: Add1 until {stop}, CPU", f"{_seconds(ours):.2f} s", "2 s",
            _seconds(ours) <= 2, f"{ours['runs']} counts; reading the file {_seconds(ours, 'read'):.2f} s",
        )  # fmt: skip
        report.add(
            f"Budget, 90,000 voters: peak memory until {stop}", f"{ours['megabytes']:.0f} MB", "150 MB",
            ours["megabytes"] <= 150,
        )  # fmt: skip


def _maps(report: Report, here: Path, them: Path | None, folder: Path) -> None:
    for name, limit in (("biodiversity", 0.6), ("canadian", 0.6)):
        file = VOTES / "polis" / f"{name}.csv"
        ours = run(here, OURS["map"], file)
        assert ours is not None
        theirs = run(them, THEIRS["map"], file) if them else None
        report.add(
            f"Opinion map {name}, CPU", f"{_seconds(ours):.2f} s", f"{limit} s", _seconds(ours) <= limit,
            f"{ours['megabytes']:.0f} MB; {_beside(theirs, 'red-dwarf')}",
        )  # fmt: skip
        scores = run(here, OURS["bridging"], file)
        assert scores is not None
        report.add(
            f"Bridging scores {name}, CPU", f"{_seconds(scores):.2f} s", "1 s", _seconds(scores) <= 1,
            f"{scores['sweeps']} sweeps",
        )  # fmt: skip
    for people, statements, votes in ((100_000, 1_000, 4_800_000), (100_000, 10_000, 5_000_000)):
        file = folder / f"votes-{statements}.npz"
        large_conversation(file, people=people, statements=statements, votes=votes)
        ours = run(here, OURS["opinions"], file)
        assert ours is not None
        report.add(
            f"Opinion map, {people:,} people, {statements:,} statements, {votes:,} votes, CPU", f"{_seconds(ours):.1f} s",
            "5 s", _seconds(ours) <= 5, f"going on from it {_seconds(ours, 'again'):.1f} s",
        )  # fmt: skip
        report.add(
            f"Opinion map, {votes:,} votes: peak memory",
            f"{ours['megabytes']:.0f} MB",
            "700 MB",
            ours["megabytes"] <= 700,
        )
