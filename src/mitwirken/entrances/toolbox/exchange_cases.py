# SPDX-License-Identifier: EUPL-1.2
"""Examples as one file that another city can take in: JSON with everything, CSV with one example a row.

In a CSV cell figures stand one a line, as `value | what | what in English | when | source`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Final

from . import cases
from .cases import Case, Texts
from .catalogue import LANGUAGES, BadEntry
from .exchange import LICENCE, Row, lines_of, one_line, raw_rows

FORMAT: Final = "mitwirken-examples/1"
FIGURE: Final = ("value", "what", "what_en", "stand", "source")
_TEXTS: Final = tuple(each.name for each in fields(Texts))
_PLAIN: Final = ("country", "year", "size", "topic", "language", "evidence", "source")
COLUMNS: Final = (
    "key",
    *_PLAIN,
    "at",
    "methods",
    *(f"{name}_{language}" for language in LANGUAGES for name in _TEXTS),
    "figures",
)


def to_json(given: Iterable[Case]) -> Iterator[str]:
    """The file in pieces, one example each."""
    yield json.dumps({"format": FORMAT, "licence": LICENCE})[:-1] + ', "examples": [\n'
    for number, case in enumerate(given):
        yield (",\n" if number else "") + json.dumps(cases.write(case), ensure_ascii=False)
    yield "\n]}\n"


def to_row(case: Case) -> dict[str, str]:
    """An example as one row of the CSV."""
    row = {"key": case.key} | {name: str(getattr(case, name)) for name in _PLAIN}
    row["at"] = "" if case.latitude is None else f"{case.latitude:g} {case.longitude:g}"
    row["methods"] = "\n".join(case.methods)
    for language, texts in case.texts.items():
        row |= {f"{name}_{language}": getattr(texts, name) for name in _TEXTS}
    row["figures"] = "\n".join(
        " | ".join(one_line(getattr(each, name)) for name in FIGURE) for each in case.figures
    )
    return row


def from_row(row: Mapping[str, str]) -> dict[str, Any]:
    """A row as the plain values that `cases.read` checks; what is no number stays text, and is refused there by name."""
    raw: dict[str, Any] = {"key": row.get("key", "")} | {
        name: row.get(name, "").strip() for name in _PLAIN if name != "year"
    }
    year = row.get("year", "").strip()
    raw["year"] = int(year) if year.isascii() and year.isdigit() else year
    raw["methods"] = lines_of(row.get("methods", ""))
    if row.get("at", "").strip():
        raw["at"] = [_degree(each) for each in row["at"].replace(",", " ").split()]
    for language in LANGUAGES:
        texts = {name: row.get(f"{name}_{language}", "").strip() for name in _TEXTS}
        if any(texts.values()) or language == "de":
            raw[language] = texts
    raw["figures"] = [
        dict(zip(FIGURE, [cell.strip() for cell in line.split("|")], strict=False))
        for line in lines_of(row.get("figures", ""))
    ]
    return raw


def _degree(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def read_rows(data: bytes, name: str) -> list[Row[Case]]:
    """The examples in a JSON or CSV file, and why a row can't be read. Raises BadEntry when there is none at all."""
    found: list[Row[Case]] = []
    seen: set[str] = set()
    for number, raw in raw_rows(data, "examples", from_row):
        try:
            case = cases.read(raw, f"{name}, {number}")
            if case.key in seen:
                raise BadEntry(f"{case.key} stands in the file twice", case.key, "stands in the file twice")
        except BadEntry as wrong:
            found.append(Row(number, None, wrong))
        else:
            seen.add(case.key)
            found.append(Row(number, case))
    if not found:
        raise BadEntry("There is no example in the file")
    return found
