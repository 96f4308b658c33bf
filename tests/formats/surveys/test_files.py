# SPDX-License-Identifier: EUPL-1.2
"""Files of single answers: right, safe for spreadsheets, written while they are sent; and tables that tell of nobody."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from tests.formats.surveys import filled

from mitwirken.formats.surveys import files, queries, results, tables
from mitwirken.formats.surveys.models import Answer, Response
from mitwirken.formats.surveys.tables import Scope

pytestmark = pytest.mark.django_db


def read(row: Any, name: str) -> list[dict[str, str]]:
    body = b"".join(files.rows_file(row, queries.outline(row), name)).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(body)))


def one(row: Any, asked: Any) -> Response:
    return filled.answer(
        row,
        (asked["often"], {"choice": "2"}),
        (asked["why"], {"choice": "1"}),
        (asked["why"], {"choice": "x", "text": "=HYPERLINK(1)"}),
        (asked["safe"], {"number": 4}),
        (asked["parts"], {"row": "2", "choice": "3"}),
        (asked["first"], {"choice": "3", "number": 1}),
        (asked["far"], {"number": "2.5"}),
        (asked["where"], {"latitude": "51.5101", "longitude": "7.4602", "text": "an der Ecke"}),
        (asked["words"], {"text": "@alle: mehr Licht\nund Bänke"}),
    )


def test_one_row_a_response() -> None:
    row, asked = filled.survey()
    given = one(row, asked)
    (found,) = read(row, "breit.csv")
    assert found["response"] == str(given.pk) and found["channel"] == "paper"
    assert found["q1"] == "2" and (found["q2_1"], found["q2_2"], found["q2_x"]) == ("1", "", "1")
    assert found["q2_text"] == "'=HYPERLINK(1)" and found["q8"] == "'@alle: mehr Licht\nund Bänke"
    assert found["q3"] == "4" and found["q4_2"] == "3" and found["q5_3"] == "1" and found["q6"] == "2.5"
    assert found["q7_latitude"] == "51.5101" and found["q7_text"] == "an der Ecke"
    assert given.receipt not in str(found)


def test_one_row_an_answer() -> None:
    row, asked = filled.survey()
    one(row, asked)
    found = read(row, "lang.csv")
    assert len(found) == Answer.objects.count() == 9
    by_question = {line["question"]: line for line in found}
    assert by_question["q1"]["choice"] == "wöchentlich" and by_question["q4"]["row"] == "Belag"
    assert by_question["q4"]["choice"] == "schlecht" and by_question["q8"]["words"].startswith("'@")


def test_json_lines() -> None:
    row, asked = filled.survey()
    one(row, asked)
    filled.answer(row, (asked["often"], {"choice": "1"}))
    body = b"".join(files.rows_file(row, queries.outline(row), "zeilen.jsonl")).decode()  # type: ignore[arg-type]
    lines = [json.loads(line) for line in body.splitlines()]
    assert {line["q1"] for line in lines} == {"1", "2"}
    full = next(line for line in lines if line["q1"] == "2")
    assert full["q6"] == 2.5 and full["q2_text"] == "=HYPERLINK(1)" and "q2_2" not in full


def test_the_codebook_names_every_column_and_key() -> None:
    row, asked = filled.survey()
    one(row, asked)
    meanings = read(row, "codebuch.csv")
    columns = set(read(row, "breit.csv")[0]) - set(files.ABOUT)
    assert {line["column"] for line in meanings} == columns
    assert {(line["key"], line["label"]) for line in meanings if line["column"] == "q1"} == {
        ("1", "täglich"),
        ("2", "wöchentlich"),
        ("3", "nie"),
    }


def peak_of(pieces: Iterator[bytes]) -> tuple[int, int]:
    """The most memory that was in use while all was read, and how much was read."""
    size = 0
    tracemalloc.start()
    try:
        for piece in pieces:
            size += len(piece)
        return tracemalloc.get_traced_memory()[1], size
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["breit.csv", "lang.csv", "zeilen.jsonl"])
def test_six_times_the_answers_take_no_more_memory(name: str) -> None:
    row, asked = filled.survey()
    filled.many(row, asked, 320)
    outline = queries.outline(row)

    def pieces() -> Iterator[bytes]:
        return iter(files.rows_file(row, outline, name).streaming_content)  # type: ignore[arg-type]

    peak_of(pieces())  # what is loaded once
    few, short = peak_of(pieces())
    filled.many(row, asked, 1600, seed=8)
    many, long = peak_of(pieces())
    assert long > 5 * short
    assert many < 1.15 * few + 200_000
    # To show that the measure would notice: all of it at once takes several times as much.
    tracemalloc.start()
    kept = list(Response.objects.filter(survey=row).prefetch_related("answers"))
    assert tracemalloc.get_traced_memory()[1] > 2 * many and kept
    tracemalloc.stop()


def test_a_page_of_results_takes_no_more_memory_either() -> None:
    row, asked = filled.survey()
    filled.many(row, asked, 320)
    outline = queries.outline(row)

    def peak() -> int:
        tracemalloc.start()
        try:
            counted = tables.count(Scope(row), least_spot=5)
            known = tables.variables(outline, counted.numbers)
            results.tell(outline, counted, least=5)
            results.crossing(
                Scope(row), known[f"q{asked['often'].pk}"], known[f"q{asked['where'].pk}"], least=5
            )
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak()
    few = peak()
    filled.many(row, asked, 1600, seed=8)
    # Tables and the spots on the map (at most 300) fill up; the answers themselves would take more than ten times as much.
    many = peak()
    assert many < few + 600_000
    tracemalloc.start()
    kept = list(Answer.objects.filter(response__survey=row))
    assert tracemalloc.get_traced_memory()[1] > 10 * many and kept
    tracemalloc.stop()


def test_tables_for_everybody_say_what_the_page_says() -> None:
    row, asked = filled.survey()
    filled.many(row, asked, 300)
    filled.answer(row, (asked["often"], {"choice": "1"}))
    row.crossings = [[f"q{asked['often'].pk}", "channel"]]
    filled.close(row)
    row.crossings = [[f"q{asked['often'].pk}", "channel"]]
    found = results.public_result(row, queries.outline(row))
    lines = list(files.table_rows(found.told, found.crossings))
    assert all(line["count"] is None or line["count"] == 0 or line["count"] >= 5 for line in lines)
    assert any(line["left_out"] and line["share_percent"] is None for line in lines)
    crossed = [line for line in lines if line.get("crossed_with")]
    assert len(crossed) == 3 * 4
    assert (
        sum(line["count"] for line in lines if line["question"] == "q1" and "crossed_with" not in line) == 301
    )
