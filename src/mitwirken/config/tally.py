# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken tally`: count a vote again from its file, without site or database.

Exit code 2: the words of the command are wrong. 1: they are right, but the file cannot be counted.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from functools import partial
from itertools import chain, tee
from pathlib import Path
from typing import Any

from mitwirken.kernels import allocation, pabulib
from mitwirken.kernels.allocation.reports import COMPLETIONS, RULES, Terms, count_budget

from . import ballots
from .by_hand import Words, Wrong, tell, whole

HELP = """\
mitwirken tally KIND FILE          `--help` after the kind tells more

  budget      FILE.pb    which projects a budget pays for
  approval    FILE.csv   what most people say yes to
  score       FILE.csv   most points, or the best mean
  resistance  FILE.csv   least resistance (systemic consensing)
  grades      FILE.csv   the best middle grade (majority judgement)
  ranked      FILE.csv   Schulze, Condorcet, instant runoff, or several seats"""


def main(given: Sequence[str]) -> int:
    """Print the result that the words ask for; return the exit code."""
    return tell(given, _tally)


def _tally(words: Sequence[str]) -> tuple[str, int]:
    if not words or words[0] in {"-h", "--help"}:
        return HELP, 0
    if words[0] not in KINDS:
        raise Wrong(f"There is no {words[0]!r} to count. There are: {', '.join(KINDS)}.", 2)
    return KINDS[words[0]](words[1:]), 0


def _budget(words: Sequence[str]) -> str:
    parser = Words(
        "mitwirken tally budget",
        description="Which projects a budget pays for, from ballots in Pabulib's format. The rules: docs/rules/allocation.md.",
    )
    parser.add_argument("file", type=Path, metavar="FILE.pb")
    parser.add_argument("--rule", choices=RULES, default="greedy")
    parser.add_argument(
        "--utility",
        choices=("cost", "cardinality", "points"),
        help="equal shares: what a project is worth to its supporters (points where ballots have them, otherwise cost)",
    )
    parser.add_argument(
        "--completion", choices=COMPLETIONS, default="none", help="equal shares: what is done with the rest"
    )
    parser.add_argument(
        "--stop",
        choices=("exhaustive", "overspend"),
        default="exhaustive",
        help="Add1: when to stop giving more",
    )
    parser.add_argument(
        "--step", type=whole(1, 10**8), help="Add1: units of money a round (1, for large units more)"
    )
    parser.add_argument(
        "--start", choices=("exact", "whole"), default="exact", help="the first share: exact or rounded down"
    )
    parser.add_argument(
        "--comparison", action="store_true", help="take greedy's outcome if more people prefer it"
    )
    parser.add_argument(
        "--by", choices=("votes", "points", "density"), default="votes", help="greedy: what counts"
    )
    parser.add_argument(
        "--no-skip", action="store_true", help="greedy: stop at the first project that does not fit"
    )
    parser.add_argument("--least-votes", type=whole(0, 10**8), default=0, help="greedy: fewer are left out")
    parser.add_argument(
        "--ties", choices=("cvl", "lexico"), default="cvl", help="lowest cost, most votes, id; or id alone"
    )
    parser.add_argument(
        "--guarantee",
        type=whole(0, 1000),
        default=0,
        help="so many projects of each district (category in the file) are paid first",
    )
    parser.add_argument(
        "--skip-bad-lines", action="store_true", help="tell of bad lines and go on without them"
    )
    parser.add_argument("--json", action="store_true", help="for machines, with the whole record")
    asked = parser.parse_args(words)
    started = time.process_time()
    election, instance, minor = read_budget(asked.file, skip=asked.skip_bad_lines)
    if asked.guarantee and not any(instance.areas):
        raise Wrong(f"{asked.file}: No project has a category, so there are no districts to guarantee.", 1)
    try:
        told = count_budget(
            instance, Terms(**{each.name: getattr(asked, each.name) for each in fields(Terms)}), minor
        )
    except allocation.NotCountable as wrong:
        raise Wrong(f"{asked.file}: {str(wrong)[:1].upper()}{str(wrong)[1:]}.", 1) from None
    told["instance"] = {
        key: election.meta[key]
        for key in ("country", "unit", "subunit", "district", "instance", "currency", "rule", "vote_type")
        if election.meta.get(key)
    }
    told["seconds"] = round(time.process_time() - started, 3)
    if asked.json:
        return json.dumps(told, ensure_ascii=False)
    return _told({project.id: project.name for project in election.projects}, told)


def read_budget(path: Path, *, skip: bool = False) -> tuple[pabulib.Election, allocation.Instance, int]:
    """Return a .pb file's election, what there is to count, and how many units make one of the currency (1, or 100 for cents)."""
    try:
        try:
            return _read_budget(path, 1, skip)
        except ValueError as wrong:
            if "not a whole number of units" not in str(wrong):
                raise
            return _read_budget(path, 100, skip)
    except OSError as wrong:
        raise Wrong(f"{path}: {wrong.strerror}.", 1) from None
    except UnicodeDecodeError:
        raise Wrong(f"{path} is not text in UTF-8.", 1) from None
    except ValueError as wrong:  # a bad line names its number
        raise Wrong(f"{path}: {wrong}.", 1) from None


def _read_budget(path: Path, minor: int, skip: bool) -> tuple[pabulib.Election, allocation.Instance, int]:
    told: list[pabulib.BadLine] = []

    def report(bad: pabulib.BadLine) -> None:
        if minor == 1 and "not a whole number of units" in bad.reason:
            raise pabulib.LineRefused(bad)  # read again, in cents; until then nothing is told
        told.append(bad)

    with path.open(encoding="utf-8", newline="") as lines:
        election = pabulib.read(
            lines, on_bad="skip" if skip else "refuse", report=report if skip else None, minor=minor
        )
        if "budget" not in election.meta:
            raise ValueError("META names no budget")
        try:
            budget = pabulib.amount(election.meta["budget"], minor)
        except ValueError as wrong:
            raise ValueError(f"budget: {wrong}") from None
        first = next(election.ballots, None)
        ballots: Iterator[pabulib.Ballot] = chain(() if first is None else (first,), election.ballots)
        points = None
        if first is not None and first.points is not None:
            ballots, beside = tee(ballots)  # gone through side by side: a million ballots are never held
            points = (ballot.points or () for ballot in beside)
        instance = allocation.merge(
            budget,
            [(project.id, project.cost) for project in election.projects],
            (ballot.choices for ballot in ballots),
            points=points,
            areas=[project.category[0] if project.category else "" for project in election.projects],
        )
    for bad in told:
        print(f"{path}: {bad}: left out.", file=sys.stderr)
    return election, instance, minor


def _told(names: dict[str, str], told: dict[str, Any]) -> str:
    shown = {round_["project"]: round_ for round_ in told.get("rounds", ())}
    lines = [
        f"{told['voters']} voters, {told['projects']} projects, budget {told['budget']:,}. Rule: {told['rule']}"
        + (f", completion {told['completion']}" if told.get("completion", "none") != "none" else "")
        + "."
    ]
    for number, project in enumerate(told["winners"], 1):
        more = shown.get(project)
        support = f", effective support {more['support_percent']} %" if more else ""
        lines.append(f"{number:>3}. {project}  {names.get(project, '')}{support}")
    lines.append(f"{len(told['winners'])} projects for {told['total_cost']:,} of {told['budget']:,}.")
    if "endowment" in told:
        lines.append(f"Share of each voter: {told['endowment']:.4f} ({told['runs']} runs).")
    if told.get("comparison") == "greedy":
        lines.append("More people prefer the outcome by votes alone: it was taken.")
    for loss in told.get("not_by_shares", ()):
        if loss["project"] not in told["winners"]:
            lines.append(
                f"  not {loss['project']}: effective support {loss['support_percent']} %,"
                f" {loss['missing']:,.2f} were missing at the end"
            )
    return "\n".join(lines)


KINDS: dict[str, Callable[[Sequence[str]], str]] = {
    "budget": _budget,
    **{
        kind: partial(ballots.count, kind) for kind in ("approval", "score", "resistance", "grades", "ranked")
    },
}
