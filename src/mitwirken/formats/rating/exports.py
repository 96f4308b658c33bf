# SPDX-License-Identifier: EUPL-1.2
"""Results as open data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from mitwirken.ground.deeds.channel import Channel

from . import queries
from .registry import Setup, method_named, setup_of

CHUNK = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """A title as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def lines(phase: Any, setup: Setup) -> Iterator[str]:
    """The table line by line: rank, number, title, ratings by channel, how often each value was given."""
    method = method_named(setup.method)
    values = [option.value for option in method.options(setup) if option.value is not None]
    channels = [str(channel) for channel in Channel.values]
    head = [
        "rank",
        "number",
        "title",
        "url",
        "method",
        "ratings",
        *channels,
        *(f"value_{v}" for v in values),
        "score",
    ]
    yield _written(head)
    choice = queries.candidates_of(phase)
    if choice is None or setup_of(phase) is None:
        return
    rows = queries.in_order_of_result(phase, choice).iterator(chunk_size=CHUNK)
    rank, seen, before = 0, 0, None
    while chunk := list(islice(rows, CHUNK)):
        counted = queries.counts_of(phase, choice.kind, [row.pk for row in chunk])
        for row in chunk:
            seen += 1
            if (row.result_score, row.result_tie) != before:
                rank, before = seen, (row.result_score, row.result_tie)
            counts = counted[row.pk]
            given, by_channel = counts.values, counts.ratings_by_channel()
            yield _written(
                [
                    rank,
                    getattr(row, choice.number),
                    cell(str(row)),
                    row.get_absolute_url(),
                    method.key,
                    counts.ratings,
                    *(by_channel.get(channel, 0) for channel in channels),
                    *(given.get(value, 0) for value in values),
                    f"{row.result_score:g}" if method.enough(counts, setup) else "",
                ]
            )


def _written(cells: list[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
