# SPDX-License-Identifier: EUPL-1.2
"""The catalogue as one file that another city can take in: JSON with everything, CSV with one method a row.

In a CSV cell lists stand one entry a line; run sheets as `minutes | what | who`, roles as `who | does`, risks as `risk | help`.
What is written is read again without loss; a row that can't be read is refused by its number, and nothing is taken in.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Generic, TypeVar

from mitwirken.kernels.recommendation.facts import Method

from . import catalogue
from .catalogue import BadEntry, Entry, Texts

FORMAT: Final = "mitwirken-methods/1"
LICENCE: Final = "CC BY 4.0"
_FACTS: Final = tuple(each.name for each in fields(Method) if each.name != "key")
_PAIRS: Final = ("group", "minutes", "preparation", "span", "hours", "euros")
_NUMBERS: Final = ("effort", "cost", "moderation", "conflict")
_WORDS: Final = ("kind", "mode")
_ROWS: Final = {"run": ("minutes", "what", "who"), "roles": ("who", "does"), "risks": ("risk", "help")}
_PLAIN: Final = ("name", "summary", "text")
_TEXTS: Final = tuple(each.name for each in fields(Texts))
COLUMNS: Final = (
    "key",
    *_FACTS,
    "live",
    "seed",
    "evidence",
    "source",
    "room",
    *(f"{name}_{language}" for language in catalogue.LANGUAGES for name in _TEXTS),
)


def to_json(entries: Iterable[Entry]) -> Iterator[str]:
    """The file in pieces, one method each."""
    yield json.dumps({"format": FORMAT, "licence": LICENCE})[:-1] + ', "methods": [\n'
    for number, entry in enumerate(entries):
        yield (",\n" if number else "") + json.dumps(catalogue.write(entry), ensure_ascii=False)
    yield "\n]}\n"


def to_row(entry: Entry) -> dict[str, str]:
    """A method as one row of the CSV."""
    plain = catalogue.write(entry)
    row = {"key": entry.key}
    for name in _FACTS:
        value = plain["facts"][name]
        if name in _PAIRS:
            row[name] = "-".join(str(each) for each in value)
        else:
            row[name] = "\n".join(value) if isinstance(value, list) else str(value)
    row |= {
        "live": entry.live,
        "seed": "1" if entry.seed else "",
        "evidence": entry.evidence,
        "source": entry.source,
    }
    row["room"] = f"{entry.room.shape} {entry.room.number} {entry.room.seats}"
    for language, texts in entry.texts.items():
        for name in _TEXTS:
            value = getattr(texts, name)
            if name in _ROWS:
                value = "\n".join(
                    " | ".join(one_line(getattr(each, part)) for part in _ROWS[name]) for each in value
                )
            row[f"{name}_{language}"] = (
                value if isinstance(value, str) else "\n".join(one_line(each) for each in value)
            )
    return row


def one_line(value: Any) -> str:
    return " ".join(str(value).replace("|", "/").split())


T = TypeVar("T")


@dataclass(frozen=True)
class Row(Generic[T]):
    """A row of a file: what it holds, or why it can't be read."""

    number: int
    entry: T | None
    wrong: BadEntry | None = None


def read_rows(data: bytes, name: str) -> list[Row[Entry]]:
    """The methods in a JSON or CSV file, and why a row can't be read. Raises BadEntry when there is none at all."""
    found: list[Row[Entry]] = []
    seen: set[str] = set()
    for number, raw in raw_rows(data, "methods", from_row):
        try:
            entry = catalogue.read(raw, f"{name}, {number}")
            if entry.key in seen:
                raise BadEntry(f"{entry.key} stands in the file twice", entry.key, "stands in the file twice")
        except BadEntry as wrong:
            found.append(Row(number, None, wrong))
        else:
            seen.add(entry.key)
            found.append(Row(number, entry))
    if not found:
        raise BadEntry("There is no method in the file")
    return found


def from_file(data: bytes, name: str) -> list[Entry]:
    """The methods in a JSON or CSV file. Raises BadEntry with the number of the row that is wrong."""
    found = []
    for row in read_rows(data, name):
        if row.wrong is not None:
            raise BadEntry(f"{row.number}: {row.wrong}")
        if row.entry is not None:
            found.append(row.entry)
    return found


def raw_rows(
    data: bytes, plural: str, from_cells: Callable[[Mapping[str, str]], Any]
) -> Iterator[tuple[int, Any]]:
    """The rows of a file with their numbers, as plain values. `plural` is the name of the list in JSON."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadEntry("The file is not UTF-8") from None
    if text.lstrip().startswith(("{", "[")):
        return _raw_json(text, plural)
    return _raw_csv(text, from_cells)


def _raw_json(text: str, plural: str) -> Iterator[tuple[int, Any]]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise BadEntry("The file is not JSON") from None
    rows = given.get(plural) if isinstance(given, dict) else given
    if not isinstance(rows, list):
        raise BadEntry(f'The file needs a list "{plural}"')
    yield from enumerate(rows, 1)


def _raw_csv(text: str, from_cells: Callable[[Mapping[str, str]], Any]) -> Iterator[tuple[int, Any]]:
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    if "key" not in (reader.fieldnames or ()):
        raise BadEntry('The first line needs the names of the columns, "key" among them')
    try:
        for number, row in enumerate(reader, 2):
            yield number, from_cells({name: value or "" for name, value in row.items() if name})
    except csv.Error:
        raise BadEntry("The file is not CSV") from None


def from_row(row: Mapping[str, str]) -> dict[str, Any]:
    """A row as the plain values that `catalogue.read` checks; what is no number stays text, and is refused there by name."""
    facts: dict[str, Any] = {}
    for name in _FACTS:
        value = row.get(name, "")
        if name in _PAIRS:
            facts[name] = [_number(part) for part in value.split("-")]
        elif name in _NUMBERS:
            facts[name] = _number(value)
        else:
            facts[name] = value if name in _WORDS else lines_of(value)
    shape, _, rest = row.get("room", "").partition(" ")
    number, _, seats = rest.partition(" ")
    raw: dict[str, Any] = {
        "key": row["key"],
        "name": {},
        "facts": facts,
        "live": row.get("live", ""),
        "seed": row.get("seed") == "1",
        "evidence": row.get("evidence", ""),
        "source": row.get("source", ""),
        "room": {"shape": shape, "number": _number(number or "0"), "seats": _number(seats or "0")},
    }
    for language in catalogue.LANGUAGES:
        if not row.get(f"name_{language}"):
            continue
        raw["name"][language] = row[f"name_{language}"]
        raw[language] = {
            name: _text(name, row.get(f"{name}_{language}", "")) for name in _TEXTS if name != "name"
        }
    return raw


def _text(name: str, value: str) -> Any:
    if name in _PLAIN:
        return value
    if name not in _ROWS:
        return lines_of(value)
    parts = _ROWS[name]
    rows = []
    for line in lines_of(value):
        cells = [cell.strip() for cell in line.split("|")]
        row: dict[str, Any] = dict(zip(parts, cells, strict=False))
        if "minutes" in parts:
            row["minutes"] = _number(str(row.get("minutes", "")))
        rows.append(row)
    return rows


def lines_of(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]


def _number(text: str) -> int | str:
    return int(text) if text.strip().isascii() and text.strip().isdigit() else text
