# SPDX-License-Identifier: EUPL-1.2
"""Files of any length in constant memory: CSV, JSON, GeoJSON, written while they are sent.

Rows are dicts of plain values under fixed names. A cell that a spreadsheet would take for a formula (= + - @, a tab) gets an
apostrophe in front, and so does a cell that begins with one: whoever takes away one apostrophe has the text again.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation

CHUNK = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
BOM = "\ufeff"
"""Excel takes a CSV for Windows-1252 unless it begins with this; our own import and most others skip it."""

Row = Mapping[str, Any]
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def in_chunks(
    rows: QuerySet[Any], of: Callable[[list[Any]], Sequence[Row]], size: int = CHUNK
) -> Iterator[Row]:
    """All rows by their key, `size` at a time, each chunk turned into plain rows at once.

    By key and not by a cursor: a slow download then holds neither a connection nor, on SQLite, the log of
    writes. What is added meanwhile may be in it or not, nothing is in it twice. Addresses and words are those of the city's language,
    whatever the reader's; the language is set for each chunk, because between two chunks other requests run.
    """
    rows, last = rows.order_by("pk"), 0
    while True:
        with translation.override(settings.LANGUAGE_CODE):
            chunk: list[Model] = list(rows.filter(pk__gt=last)[:size])
            made = of(chunk) if chunk else []
        if not chunk:
            return
        last = chunk[-1].pk
        chunk.clear()
        yield from made
        del made


def safe_cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return value.isoformat() if hasattr(value, "isoformat") else value


def plain_cell(text: str) -> str:
    """The text of a cell as it was before `safe_cell`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def as_csv(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    yield BOM + _line(columns)
    for row in rows:
        yield _line([safe_cell(row.get(column)) for column in columns])


def _line(cells: Sequence[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


def as_text(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def as_json(rows: Iterable[Row]) -> Iterator[str]:
    """An array with one object a line, so that it can also be read line by line."""
    yield "["
    lead = "\n"
    for row in rows:
        yield lead + as_text(row)
        lead = ",\n"
    yield "\n]\n"


def as_geojson(rows: Iterable[Row], about: Mapping[str, Any] | None = None) -> Iterator[str]:
    """A FeatureCollection of the rows that have `latitude` and `longitude`; one feature a line."""
    yield (
        '{"type": "FeatureCollection"'
        + "".join(f", {as_text(k)}: {as_text(v)}" for k, v in (about or {}).items())
        + ', "features": ['
    )
    lead = "\n"
    for row in rows:
        if row.get("latitude") is None or row.get("longitude") is None:
            continue
        values = {name: value for name, value in row.items() if name not in ("latitude", "longitude")}
        point = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
        yield lead + as_text(
            {"type": "Feature", "id": row.get("number"), "geometry": point, "properties": values}
        )
        lead = ",\n"
    yield "\n]}\n"


TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "geojson": "application/geo+json; charset=utf-8",
}


def file_of(
    request: HttpRequest, rows: Iterable[Row], columns: Sequence[str], *, name: str, format: str
) -> StreamingHttpResponse:
    """The rows as a file to keep. Read by anybody's program (CORS), licensed, never cached: it may be long."""
    writers: dict[str, Callable[[], Iterator[str]]] = {
        "csv": lambda: as_csv(rows, columns),
        "json": lambda: as_json(rows),
        "geojson": lambda: as_geojson(rows, {"license": LICENCE}),
    }
    body: Iterator[str] = iter(()) if request.method == "HEAD" else gathered(writers[format]())
    response = StreamingHttpResponse(body, content_type=TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    response["Link"] = f'<{LICENCE}>; rel="license"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response


def gathered(lines: Iterator[str], at_once: int = 200) -> Iterator[str]:
    """Several lines in one piece: a packet a line would cost more than the line."""
    while piece := "".join(islice(lines, at_once)):
        yield piece
