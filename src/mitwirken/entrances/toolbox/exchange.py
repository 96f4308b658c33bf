# SPDX-License-Identifier: EUPL-1.2
"""The catalogue as one file that another city can take in: JSON with everything, CSV with one method a row.

In a CSV cell lists stand one entry a line; run sheets as `minutes | what | who`, roles as `who | does`, risks as `risk | help`.
What is written is read again without loss; a row that can't be read is refused by its number, and nothing is taken in.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, Final

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
                    " | ".join(_one_line(getattr(each, part)) for part in _ROWS[name]) for each in value
                )
            row[f"{name}_{language}"] = (
                value if isinstance(value, str) else "\n".join(_one_line(each) for each in value)
            )
    return row


def _one_line(value: Any) -> str:
    return " ".join(str(value).replace("|", "/").split())


def from_file(data: bytes, name: str) -> list[Entry]:
    """The methods in a JSON or CSV file. Raises BadEntry with the number of the row that is wrong."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadEntry("The file is not UTF-8") from None
    raws = _raw_json(text) if text.lstrip().startswith(("{", "[")) else _raw_csv(text)
    found: dict[str, Entry] = {}
    for number, raw in raws:
        try:
            entry = catalogue.read(raw, f"{name}, {number}")
        except BadEntry as wrong:
            raise BadEntry(f"{number}: {wrong}") from None
        if entry.key in found:
            raise BadEntry(f"{number}: {entry.key} stands in the file twice")
        found[entry.key] = entry
    if not found:
        raise BadEntry("There is no method in the file")
    return list(found.values())


def _raw_json(text: str) -> Iterator[tuple[int, Any]]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise BadEntry(f"The file is not JSON: {wrong}") from None
    rows = given.get("methods") if isinstance(given, dict) else given
    if not isinstance(rows, list):
        raise BadEntry('The file needs a list "methods"')
    yield from enumerate(rows, 1)


def _raw_csv(text: str) -> Iterator[tuple[int, Any]]:
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    if "key" not in (reader.fieldnames or ()):
        raise BadEntry('The first line needs the names of the columns, "key" among them')
    try:
        for number, row in enumerate(reader, 2):
            yield number, _from_row({name: value or "" for name, value in row.items() if name})
    except csv.Error as wrong:
        raise BadEntry(f"The file is not CSV: {wrong}") from None


def _from_row(row: dict[str, str]) -> dict[str, Any]:
    """A row as the plain values that `catalogue.read` checks; what is no number stays text, and is refused there by name."""
    facts: dict[str, Any] = {}
    for name in _FACTS:
        value = row.get(name, "")
        if name in _PAIRS:
            facts[name] = [_number(part) for part in value.split("-")]
        elif name in _NUMBERS:
            facts[name] = _number(value)
        else:
            facts[name] = value if name in _WORDS else _lines(value)
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
        return _lines(value)
    parts = _ROWS[name]
    rows = []
    for line in _lines(value):
        cells = [cell.strip() for cell in line.split("|")]
        row: dict[str, Any] = dict(zip(parts, cells, strict=False))
        if "minutes" in parts:
            row["minutes"] = _number(str(row.get("minutes", "")))
        rows.append(row)
    return rows


def _lines(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]


def _number(text: str) -> int | str:
    return int(text) if text.strip().isascii() and text.strip().isdigit() else text
