# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken draw`: people by lot with quotas, from a table, reproducible by anybody with the same seed.

Exit code 2: the words of the command are wrong. 1: they are right, but nobody can be drawn so.
"""

import argparse
import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path

from mitwirken.kernels import sortition

from .by_hand import Words, Wrong, reading, tell, whole


def main(given: Sequence[str]) -> int:
    """Print who is drawn; return the exit code."""
    return tell(given, lambda words: (_draw(words), 0))


def _quota(text: str) -> sortition.Quota:
    found = re.fullmatch(r"([^=]+)=(.+):(\d{1,6})(?:-(\d{1,6}))?", text)
    if not found:
        raise argparse.ArgumentTypeError(f"needs feature=value:least-most, not {text!r}")
    least = int(found[3])
    return sortition.Quota(found[1].strip(), found[2].strip(), least, int(found[4] or least))


def _draw(words: Sequence[str]) -> str:
    parser = Words(
        "mitwirken draw", description="People by lot with quotas. The rule: docs/rules/sortition.md."
    )
    parser.add_argument(
        "file", type=Path, metavar="PEOPLE.csv", help="a column id, one for each feature; ids, no names"
    )
    parser.add_argument("--seats", type=whole(1, 100_000), required=True)
    parser.add_argument(
        "--seed", required=True, help="drawn in public and published, for example the numbers of a lottery"
    )
    parser.add_argument(
        "--quota", type=_quota, action="append", default=[], metavar="FEATURE=VALUE:LEAST-MOST"
    )
    parser.add_argument("--substitutes", type=whole(0, 100_000), default=0)
    parser.add_argument(
        "--household", metavar="COLUMN", help="one person of each value of this column at most"
    )
    parser.add_argument("--json", action="store_true", help="for machines, with all lot numbers")
    asked = parser.parse_args(words)
    people = _read(asked.file)
    features = {feature for row in people.values() for feature in row}
    for wanted in [
        *(quota.feature for quota in asked.quota),
        *([asked.household] if asked.household else []),
    ]:
        if wanted not in features:
            raise Wrong(f"{asked.file}: there is no column {wanted!r}.", 1)
    together = (
        {p: row[asked.household] for p, row in people.items() if row[asked.household]}
        if asked.household
        else {}
    )
    try:
        drawn = sortition.draw(
            people, asked.seats, asked.quota, asked.seed, substitutes=asked.substitutes, together=together
        )
    except ValueError as wrong:
        raise Wrong(f"{asked.file}: {wrong}.", 1) from None
    if asked.json:
        return json.dumps(
            {
                "seed": drawn.seed,
                "people": len(people),
                "chosen": drawn.chosen,
                "substitutes": drawn.substitutes,
                "counts": [{"feature": f, "value": v, "drawn": n} for (f, v), n in drawn.counts.items()],
                "lots": drawn.lots,
            },
            ensure_ascii=False,
        )
    lines = [f"Seed {drawn.seed}, {len(people)} people to draw from."]
    lines += [
        f"{at:>4}. {person}  (lot {drawn.lots[person][:8]})" for at, person in enumerate(drawn.chosen, 1)
    ]
    if drawn.substitutes:
        lines.append(f"Substitutes, in this order: {', '.join(drawn.substitutes)}")
    lines += [f"{feature} {value}: {number}" for (feature, value), number in drawn.counts.items()]
    return "\n".join(lines)


def _read(path: Path) -> dict[str, dict[str, str]]:
    people: dict[str, dict[str, str]] = {}
    with reading(path, what="a table"), path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if "id" not in (rows.fieldnames or ()):
            raise Wrong(f"{path}: there is no column id.", 1)
        for row in rows:
            person = (row.pop("id") or "").strip()
            if not person or person in people:
                raise Wrong(
                    f"{path}: line {rows.line_num}: "
                    + ("no id." if not person else f"the id {person} again."),
                    1,
                )
            people[person] = {
                name: (value or "").strip() for name, value in row.items() if isinstance(name, str)
            }
    return people
