# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken rank`: scores of what was rated, from a file, without site or database.

Exit code 2: the words of the command are wrong. 1: they are right, but the file cannot be ranked.
"""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mitwirken.kernels import bridging, ranking

from .by_hand import Words, Wrong, reading, tell

PERSON = ("person", "voter-id", "participant", "voter")
ITEM = ("item", "comment-id", "statement")
VALUE = ("rating", "vote", "value")


def main(given: Sequence[str]) -> int:
    """Print the ranking that the words ask for; return the exit code."""
    return tell(given, lambda words: (_rank(words), 0))


def _rank(words: Sequence[str]) -> str:
    parser = Words(
        "mitwirken rank",
        description="What was rated how well: a row a rating, with columns for person, item and rating (1, 0 pass, -1), "
        "as in Polis' votes.csv; the last of a pair counts (by timestamp, where there is one). The rules: docs/rules/ranking.md and bridging.md.",
    )
    parser.add_argument("file", type=Path, metavar="RATINGS.csv")
    parser.add_argument(
        "--by",
        choices=("wilson", "beta", "bridging"),
        default="wilson",
        help="surely good; mean drawn to what is usual; approved by people who otherwise disagree",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    asked = parser.parse_args(words)
    last = _read(asked.file)
    try:
        found = _scores(asked.by, last)
    except (bridging.TooFewRatings, ValueError) as wrong:
        raise Wrong(f"{asked.file}: {str(wrong)[:1].upper()}{str(wrong)[1:]}.", 1) from None
    found.sort(key=lambda one: (-one["score"], one["item"]))
    if asked.json:
        return json.dumps({"by": asked.by, "ratings": len(last), "items": found}, ensure_ascii=False)
    lines = [
        f"{at:>4}. {one['item']}: {one['score']:.4f}  (+{one['up']} ○{one['passes']} −{one['down']})"
        for at, one in enumerate(found, 1)
    ]
    return "\n".join(lines)


def _read(path: Path) -> dict[tuple[int, int], int]:
    """Person and item, and the last rating of each pair: the latest, of equally late ones the later row."""
    last: dict[tuple[int, int], tuple[int, int]] = {}
    with reading(path, what="a table"), path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        names = {name.strip().lower(): name for name in rows.fieldnames or ()}
        columns = []
        for wanted in (PERSON, ITEM, VALUE):
            column = next((names[name] for name in wanted if name in names), None)
            if column is None:
                raise Wrong(f"{path}: there is no column {wanted[0]} (or {', '.join(wanted[1:])}).", 1)
            columns.append(column)
        timed = "timestamp" in names
        if timed:
            columns.append(names["timestamp"])
        for row in rows:
            try:
                person, item, value, *when = (int((row[column] or "").strip()) for column in columns)
            except ValueError:
                also = ", timestamp" if timed else ""
                raise Wrong(
                    f"{path}: line {rows.line_num}: person, item{also} and rating are whole numbers.", 1
                ) from None
            if value not in (-1, 0, 1):
                raise Wrong(f"{path}: line {rows.line_num}: a rating is 1, 0 or -1.", 1)
            at = when[0] if when else 0
            if at >= last.get((person, item), (at, 0))[0]:
                last[person, item] = at, value
    if not last:
        raise Wrong(f"{path}: there are no ratings.", 1)
    return {pair: value for pair, (_, value) in last.items()}


def _scores(by: str, last: dict[tuple[int, int], int]) -> list[dict[str, Any]]:
    counts: dict[int, list[int]] = {}
    for (_, item), value in last.items():
        counts.setdefault(item, [0, 0, 0])[1 - value] += 1
    told = [
        {"item": item, "up": up, "passes": passes, "down": down}
        for item, (up, passes, down) in counts.items()
    ]
    if by == "wilson":
        return [
            {**one, "score": ranking.wilson_lower(one["up"], one["up"] + one["down"] + one["passes"])}
            for one in told
        ]
    if by == "beta":
        prior = ranking.fit_beta([(one["up"], one["down"]) for one in told])
        return [{**one, "score": ranking.beta_mean(one["up"], one["down"], prior)} for one in told]
    pairs = np.array(list(last), dtype=np.int64)
    found = bridging.bridging(pairs[:, 0], pairs[:, 1], (np.array(list(last.values())) + 1) / 2)
    scores = {
        int(item): (float(score), float(side))
        for item, score, side in zip(found.items, found.score, found.side, strict=True)
    }
    return [
        {**one, "score": scores[one["item"]][0], "side": scores[one["item"]][1]}
        for one in told
        if one["item"] in scores
    ]
