# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken opinions`: an opinion map from votes in Polis' files, without site or database.

Exit code 2: the words of the command are wrong. 1: they are right, but no map can be drawn.
"""

import csv
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from mitwirken.kernels import polis
from mitwirken.kernels.opinions import (
    NotMappable,
    OpinionMap,
    Standing,
    as_data,
    draw,
    draw_like_polis,
    gather,
)

from .by_hand import Words, Wrong, tell, whole


def main(given: Sequence[str]) -> int:
    """Print the map that the words ask for; return the exit code."""
    return tell(given, lambda words: (_opinions(words), 0))


def _opinions(words: Sequence[str]) -> str:
    parser = Words(
        "mitwirken opinions",
        description="Who stands close to whom, what joins and what divides. The rules: docs/rules/opinions.md.",
    )
    parser.add_argument(
        "votes",
        type=Path,
        metavar="VOTES.csv|FOLDER",
        help="Polis' votes.csv or participants-votes.csv, or a folder with them",
    )
    parser.add_argument(
        "--statements",
        type=Path,
        metavar="COMMENTS.csv",
        help="what was moderated out, and the texts (default: comments.csv beside the votes, if it is there)",
    )
    parser.add_argument(
        "--like-polis", action="store_true", help="groups from one beginning, as Polis seeks them"
    )
    parser.add_argument(
        "--seed", type=whole(0, 10**9), default=0, help="of the beginnings that groups are sought from"
    )
    parser.add_argument(
        "--skip-bad-lines", action="store_true", help="tell of bad lines and go on without them"
    )
    parser.add_argument("--json", action="store_true", help="for machines, with every person and statement")
    asked = parser.parse_args(words)
    started = time.process_time()
    try:
        statements, votes = _read(asked.votes, asked.statements, skip=asked.skip_bad_lines)
        table = gather(
            votes,
            statements=[one.id for one in statements],
            moderated_out=[one.id for one in statements if one.moderated < 0],
            meta=[one.id for one in statements if one.meta],
        )
        found = draw_like_polis(table) if asked.like_polis else draw(table, seed=asked.seed)
    except OSError as wrong:
        raise Wrong(f"{wrong.filename or asked.votes}: {wrong.strerror or wrong}.", 1) from None
    except UnicodeDecodeError:
        raise Wrong(f"{asked.votes} is not text in UTF-8.", 1) from None
    except NotMappable as wrong:
        raise Wrong(f"{asked.votes}: {str(wrong)[:1].upper()}{str(wrong)[1:]}.", 1) from None
    except ValueError as wrong:  # a bad line names its number
        raise Wrong(f"{asked.votes}: {wrong}.", 1) from None
    texts = {one.id: one.text for one in statements}
    if not asked.json:
        return "\n".join(_lines(found, texts))
    told = as_data(found, texts)
    told["seconds"] = round(time.process_time() - started, 3)
    return json.dumps(told, ensure_ascii=False)


def _read(
    path: Path, statements_file: Path | None, *, skip: bool
) -> tuple[tuple[polis.Statement, ...], Iterator[tuple[int, int, int]]]:
    """The statements (those without a text too), and votes in the order they were cast."""
    policy: dict[str, Any] = {}
    if skip:
        policy = {"on_bad": "skip", "report": lambda bad: print(f"{path}: {bad}: left out.", file=sys.stderr)}
    if path.is_dir():
        name = "votes.csv" if (path / "votes.csv").exists() else "participants-votes.csv"
        path = path / name
    beside = path.with_name("comments.csv")
    if statements_file is None and beside.exists():
        statements_file = beside
    statements: tuple[polis.Statement, ...] = ()
    if statements_file is not None:
        statements = tuple(polis.read_statements(_rows(statements_file), **policy))
    columns = _columns(path)
    ids: Iterable[int] = [one.id for one in statements]
    if "participant" in columns:
        if not statements:
            ids = [int(name) for name in columns if name.isascii() and name.isdigit()]
        votes: Iterable[polis.Vote] = polis.read_matrix(_rows(path), ids, **policy)
    else:
        votes = polis.read_votes(_rows(path), ids if statements else _named(path), **policy)
        votes = polis.final_votes(votes)
    return statements, ((vote.voter, vote.statement, vote.value) for vote in votes)


def _rows(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from lines


def _columns(path: Path) -> list[str]:
    first = next(csv.reader(_rows(path)), [])
    return [name.strip().lower().removeprefix("\ufeff") for name in first]


def _named(path: Path) -> set[int]:
    """The statements that votes name, where nobody says which there are."""
    rows = csv.DictReader(_rows(path))
    return {int(name) for row in rows if (name := (row.get("comment-id") or "").strip()).isdecimal()}


def _lines(found: OpinionMap, texts: dict[int, str]) -> Iterator[str]:
    ids = found.votes.statements.tolist()

    def told(one: Standing) -> str:
        name = ids[one.statement]
        return f"  {one.side:>8}, {one.success} of {one.trials}: {name} {texts.get(name, '')}".rstrip()

    there = f"{len(found.votes.people)} people voted, {len(found.group)} are on the map, in "
    if found.stability is None:
        yield f"{there}a single group: nothing that could be told apart was found."
    else:
        yield (
            f"{there}{len(found.tables)} groups. Stability {found.stability:.2f} "
            "(1: every beginning leads to the same groups)."
        )
    yield "What joins all:"
    for listed in found.consensus.values():
        yield from map(told, listed)
    for number, size in enumerate(found.sizes):
        yield f"Group {number + 1}, {size} people; what sets it apart:"
        yield from map(told, found.representative[number])
