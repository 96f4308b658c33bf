# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken recommend`: the advice of the Instrumentenkoffer by hand, without site or database.

Exit code 2: the words of the command are wrong. 1: they are right, but the answers or the catalogue can't be read, or no
method fits.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from mitwirken.entrances.toolbox import catalogue
from mitwirken.kernels.recommendation import chains, combinations, finder
from mitwirken.kernels.recommendation.facts import BadAnswer, Method, answers_from

from .by_hand import Words, Wrong, read, tell


def main(given: Sequence[str]) -> int:
    """Print the advice that the answers ask for; return the exit code."""
    return tell(given, _recommend)


def _recommend(words: Sequence[str]) -> tuple[str, int]:
    parser = Words(
        "mitwirken recommend",
        description="Which ways of taking part fit, and why. The answers come as JSON: docs/rules/recommendation.md.",
    )
    parser.add_argument(
        "file", nargs="?", default="-", metavar="ANSWERS.json", help="without it: from standard input"
    )
    parser.add_argument(
        "--plans", action="store_true", help="and up to three combinations for the whole process"
    )
    parser.add_argument(
        "--catalogue",
        type=Path,
        metavar="FILE.json|FOLDER",
        help="an exported catalogue instead of the one that comes along",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    asked = parser.parse_args(words)
    methods = _methods(asked.catalogue)
    source = "The answers" if asked.file == "-" else asked.file
    try:
        raw = json.loads(sys.stdin.read() if asked.file == "-" else read(Path(asked.file)))
        answers = answers_from(raw)
    except BadAnswer as wrong:
        raise Wrong(f"{source}: {wrong}.", 1) from None
    except (ValueError, RecursionError):
        raise Wrong(f"{source}: not JSON.", 1) from None
    advice = finder.rank(methods, answers)
    plans = combinations.plans(methods, answers) if asked.plans else ()
    code = 0 if advice.findings else 1
    if asked.json:
        told: dict[str, Any] = asdict(advice)
        if asked.plans:
            told["plans"] = [asdict(plan) for plan in plans]
        return json.dumps(told, ensure_ascii=False), code
    return "\n".join(_lines(advice, plans)), code


def _lines(advice: finder.Advice, plans: Sequence[chains.Plan]) -> list[str]:
    lines = [f"Careful: {_reason(alert)}" for alert in advice.alerts]
    for found in advice.findings:
        lines.append(f"{found.rank:>3}. {found.method}: {found.points} points")
        lines += [f"       {reason.points:+d}  {_reason(reason)}" for reason in found.reasons]
    for kind, keys in (("Building blocks", advice.blocks), ("Rights", advice.rights)):
        if keys:
            lines.append(f"{kind}: {', '.join(keys)}")
    lines += [
        f"Not {out.method}: {'; '.join(_reason(reason) for reason in out.reasons)}" for out in advice.excluded
    ]
    for plan in plans:
        lines += [
            "",
            f"Plan {plan.name}: {plan.points} points, {plan.hours.planned} hours, {plan.euros.planned} euros",
        ]
        lines += [
            f"  weeks {step.begin[0]}-{step.end[0]} (slow: {step.begin[1]}-{step.end[1]})  {step.phase}: {step.key}"
            for step in plan.steps
        ]
        lines += [f"  Missing: {_told(gap.key, gap.values)}" for gap in plan.gaps]
        lines += [f"  Note: {_told(note.key, note.values)}" for note in plan.notes]
    return lines


def _reason(reason: finder.Reason) -> str:
    return _told(reason.key, reason.values)


def _told(key: str, values: Any) -> str:
    said = (
        f"{name} {', '.join(value) if isinstance(value, tuple) else value}" for name, value in values.items()
    )
    return f"{key} ({'; '.join(said)})" if values else key


def _methods(path: Path | None) -> list[Method]:
    try:
        if path is None:
            entries = list(catalogue.shipped())
        elif path.is_dir():
            entries = [
                catalogue.read(yaml.safe_load(read(file)), file.stem) for file in sorted(path.glob("*.yaml"))
            ]
        else:
            raw = json.loads(read(path))
            listed = raw.get("methods") if isinstance(raw, dict) else raw
            if not isinstance(listed, list):
                raise Wrong(f"{path}: needs a list of methods.", 1)
            entries = [catalogue.read(each) for each in listed]
    except catalogue.BadEntry as wrong:
        raise Wrong(f"{path or 'The catalogue'}: {wrong}.", 1) from None
    except yaml.YAMLError:
        raise Wrong(f"{path or 'The catalogue'}: not YAML.", 1) from None
    except (json.JSONDecodeError, RecursionError):
        raise Wrong(f"{path}: not JSON.", 1) from None
    if not entries:
        raise Wrong(f"{path}: no methods in it.", 1)
    keys = [entry.key for entry in entries]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice:
        raise Wrong(f"{path}: {twice} is there twice.", 1)
    return [entry.facts for entry in entries]
