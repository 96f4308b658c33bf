# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken rotation` and `mitwirken agenda`: the kernels of live formats by hand, without site or database.

Exit code 2: the words of the command are wrong. 1: they are right, but there is no plan (a file that
cannot be read, fewer seats than people, a plan that leaves something unmet).
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

from mitwirken.kernels import agenda, rotation

from .by_hand import Words, Wrong, read, tell, whole


def main(given: Sequence[str]) -> int:
    """Print the plan that the words ask for; return the exit code."""
    return tell(given, _rotation if given[0] == "rotation" else _agenda)


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError(f"needs a number of seconds up to 3600, not {text!r}")
    return value


def _rotation(words: Sequence[str]) -> tuple[str, int]:
    parser = Words("mitwirken rotation", description="Who sits at which table in which round.")
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--people", type=whole(1, 3000), help="how many; they are called 1, 2, 3 …")
    whom.add_argument("--names", type=Path, metavar="FILE", help="or a file with a name in each line")
    parser.add_argument("--tables", type=whole(1, 1000), required=True)
    parser.add_argument("--rounds", type=whole(1, 30), required=True)
    parser.add_argument("--same-tables", action="store_true", help="people may come to a table again")
    _common(parser, seconds=5)
    asked = parser.parse_args(words)
    people: list[int | str]
    if asked.names is None:
        people = list(range(1, asked.people + 1))
    else:
        people = [name for line in read(asked.names).splitlines() if (name := line.strip())]
    started = time.monotonic()
    try:
        made = rotation.plan_rounds(
            people,
            asked.tables,
            asked.rounds,
            rotation.Wishes(new_tables=not asked.same_tables),
            seed=asked.seed,
            steps=10**9,
            seconds=asked.seconds,
        )
    except ValueError as wrong:
        raise Wrong(f"{str(wrong)[:1].upper()}{str(wrong)[1:]}.", 1) from None
    took = time.monotonic() - started
    quality = made.quality
    if asked.json:
        told = {
            "plan": made.rounds,
            "repeats": quality.repeats,
            "table_repeats": quality.table_repeats,
            "encounters": quality.encounters,
            "bound": quality.possible,
            "share": round(quality.share, 4),
            "seconds": round(took, 3),
        }
        return json.dumps(told, ensure_ascii=False), 0
    lines = []
    for number, seating in enumerate(made.rounds, 1):
        lines.append(f"Round {number}")
        wide = len(str(asked.tables))
        lines += [
            f"  Table {table:>{wide}}: {', '.join(map(str, sitting))}"
            for table, sitting in enumerate(seating, 1)
        ]
        lines.append("")
    lines.append(
        f"{quality.encounters} of {quality.possible} possible new encounters; {quality.repeats} meet again."
    )
    if quality.table_repeats:
        lines.append(f"{quality.table_repeats} times somebody comes to a table again.")
    else:
        lines.append("Nobody comes to a table twice.")
    return "\n".join(lines), 0


def _agenda(words: Sequence[str]) -> tuple[str, int]:
    parser = Words("mitwirken agenda", description="An open space's plan: sessions, slots, rooms.")
    parser.add_argument("file", type=Path, metavar="FILE.json", help="sessions, rooms, n_slots, votes")
    _common(parser, seconds=5)
    asked = parser.parse_args(words)
    started = time.monotonic()
    try:
        event = agenda.read(read(asked.file))
        made = agenda.plan(event, seed=asked.seed, steps=10**9, seconds=asked.seconds)
    except ValueError as wrong:
        raise Wrong(f"{asked.file}: {wrong}", 1) from None
    took = time.monotonic() - started
    code = 1 if made.unmet else 0
    if asked.json:
        told = {
            "plan": [
                {
                    "session": cell.session,
                    "slot": cell.slot,
                    "room": cell.room,
                    "demand": cell.demand,
                    "overflow": cell.overflow,
                    "torn": cell.torn,
                }
                for cell in made.cells
            ],
            "value": made.value,
            "bound": made.bound,
            "share": round(made.share, 4),
            "unplaced": made.unplaced,
            "unmet": made.unmet,
            "clashes": [
                {"slot": clash.slot, "sessions": clash.sessions, "people": clash.people}
                for clash in made.clashes
            ],
            "seconds": round(took, 3),
        }
        return json.dumps(told, ensure_ascii=False), code
    lines = []
    for slot in range(event.slots):
        lines.append(f"Slot {slot}")
        for cell in made.cells:
            if cell.slot == slot:
                over = f", {cell.overflow} without a seat" if cell.overflow else ""
                lines.append(f"  Room {cell.room}: session {cell.session} ({cell.demand} want it{over})")
        lines.append("")
    lines.append(f"{made.value} wishes come true; {made.bound} if nothing ever clashed.")
    lines += [
        f"Slot {clash.slot}: {clash.people} want both {clash.sessions[0]} and {clash.sessions[1]}."
        for clash in made.clashes[:5]
    ]
    if made.unplaced:
        lines.append(f"Without a place: {', '.join(map(str, made.unplaced))}.")
    lines += [f"Not met: {line}" for line in made.unmet]
    return "\n".join(lines), code


def _common(parser: argparse.ArgumentParser, *, seconds: float) -> None:
    parser.add_argument("--seed", type=whole(0, 10**9 - 1), default=0, help="another number, another plan")
    parser.add_argument(
        "--seconds", type=_positive, default=seconds, help=f"search so long at most ({seconds:g})"
    )
    parser.add_argument("--json", action="store_true", help="for machines")
