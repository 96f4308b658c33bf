# SPDX-License-Identifier: EUPL-1.2
"""Ballots from a table, for `mitwirken tally` without money: a column an option, a row a ballot, empty is silence.

A cell is a rank (1 is best, equals may share one), points, resistance or a grade; for approvals anything but 0 is a yes. A
column ``people`` says how many cast the ballot, a column ``receipt`` is not looked at.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from mitwirken.kernels.tally.reports import Ballot, Terms, count_ballots

from .by_hand import Words, Wrong, reading, whole

PEOPLE = "people"
RECEIPT = "receipt"
TERMS = frozenset(each.name for each in fields(Terms))


def read(path: Path) -> tuple[list[str], list[Ballot]]:
    """Return the options and the ballots of a table, each with the number of people who cast it."""
    with reading(path, what="a table"), path.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.reader(lines)
        rows = [(table.line_num, row) for row in table]
    names = [name.strip() for name in rows[0][1]] if rows else []
    options = [name for name in names if name and name not in {PEOPLE, RECEIPT}]
    if len(options) < 2 or len(set(names)) != len(names):
        raise Wrong(f"{path}: the first line names at least two different options.", 1)
    ballots: list[Ballot] = []
    for number, row in rows[1:]:
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
        if len(row) > len(names):
            raise Wrong(f"{path}: line {number}: more cells than options.", 1)
        cells.pop(RECEIPT, None)
        if any(not (cell.isascii() and cell.isdigit()) or len(cell) > 9 for cell in cells.values() if cell):
            raise Wrong(f"{path}: line {number}: a cell is empty or a whole number from 0.", 1)
        people = int(cells.pop(PEOPLE, "") or 1)
        ballots.append(({name: int(cell) for name, cell in cells.items() if cell and name}, people))
    return options, ballots


def _asked(kind: str, words: Sequence[str]) -> Any:
    parser = Words(f"mitwirken tally {kind}", description=f"{__doc__} The rules: docs/rules/tally.md.")
    parser.add_argument("file", type=Path, metavar="BALLOTS.csv")
    parser.add_argument("--json", action="store_true", help="for machines")
    if kind == "ranked":
        parser.add_argument("--rule", choices=("schulze", "condorcet", "runoff", "stv"), default="schulze")
        parser.add_argument(
            "--fallback",
            choices=("schulze", "runoff"),
            default="schulze",
            help="condorcet: if nobody beats all",
        )
        parser.add_argument("--seats", type=whole(1, 1000), default=1, help="stv: how many are elected")
    if kind in {"score", "resistance"}:
        parser.add_argument(
            "--least", type=whole(0, 10**6), default=5, help="fewer ballots: no rank (means only)"
        )
    if kind == "score":
        parser.add_argument(
            "--mean", action="store_true", help="the mean of those who gave points, not the sum"
        )
    if kind == "grades":
        parser.add_argument("--grades", type=whole(2, 20), default=6, help="0 is worst, this less 1 is best")
    return parser.parse_args(words)


def count(kind: str, words: Sequence[str]) -> str:
    """Return the told result of a table of ballots."""
    asked = _asked(kind, words)
    options, ballots = read(asked.file)
    try:
        terms = Terms(kind, **{key: value for key, value in vars(asked).items() if key in TERMS})
        told = count_ballots(terms, options, ballots)
    except ValueError as wrong:
        raise Wrong(f"{asked.file}: {str(wrong)[:1].upper()}{str(wrong)[1:]}.", 1) from None
    if asked.json:
        return json.dumps(told, ensure_ascii=False)
    lines = [f"{told['ballots']} ballots."]
    for place in told.get("places", ()):
        rank = "  –" if place["rank"] is None else f"{place['rank']:>3}"
        lines.append(f"{rank}. {place['option']}: {place['value']:g} ({place['ballots']} ballots)")
    for at, tier in enumerate(told.get("order", ()), 1):
        lines.append(f"{at:>3}. {', '.join(tier)}")
    for at, done in enumerate(told.get("rounds", ()), 1):
        votes = ", ".join(f"{option} {number:g}" for option, number in done["votes"].items())
        end = (
            f"elected: {', '.join(done['elected'])}" if done["elected"] else f"out: {', '.join(done['out'])}"
        )
        lines.append(f"Round {at}: {votes}; {end}" + (f" (tie: {done['tie']})" if done["tie"] else ""))
    return "\n".join(lines)
