# SPDX-License-Identifier: EUPL-1.2
"""A survey of a quarter of a million answers: its files, its page, a table of two questions; beside the way that most take,
which reads all answers into memory first, and beside three times as many. Each in a process of its own; CPU and peak memory.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, Protocol

from tests.live import Site

RESPONSES, TIMES = 24_000, 3


class Report(Protocol):
    def add(self, what: str, figure: str, limit: str, held: bool, note: str = "") -> None: ...


FILL = """
import json
from tests.formats.surveys import filled
row, asked = filled.survey()
answers = filled.many(row, asked, {responses})
filled.close(row)
print(json.dumps({{"survey": row.pk, "answers": answers}}))
"""
FRAME = """
import hashlib, json, resource, time
from mitwirken.formats.surveys import files, queries, results, tables
from mitwirken.formats.surveys.models import Answer, Response, Survey
from mitwirken.ground.api import streams
row = Survey.objects.select_related("process", "phase").get()
outline = queries.outline(row)
began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
told, started = {}, time.process_time()
%s
told["seconds"] = time.process_time() - started
told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
told["more"] = told["megabytes"] - began / 1024
print(json.dumps(told))
"""
FILE = """
size, digest = 0, hashlib.sha256()
for piece in files.rows_file(row, outline, %r).streaming_content:
    size += len(piece)
    digest.update(piece)
told["size"], told["digest"] = size, digest.hexdigest()
"""
PAGE = """
found = results.public_result(row, outline)
told["people"] = found.told.people
"""
PAIR = """
known = tables.variables(outline, {})
by_kind = {one.question.kind: one for one in known.values() if one.question}
found = results.crossing(tables.Scope(row), by_kind["one"], by_kind["several"], least=5)
told["people"] = found.people
"""
# The common way: every response with its answers as objects, then the file as one text. The columns are filled by the same code.
ALL_AT_ONCE = """
import csv, io
responses = list(Response.objects.filter(survey=row).order_by("pk").prefetch_related("answers"))
questions = {question.pk: question for question in outline.questions}
places = tables.names_of_places()
out = io.StringIO()
columns = files.wide_columns(outline)
out.write(streams.BOM)
writer = csv.writer(out)
writer.writerow(columns)
lines = []
for response in responses:
    cells = files._about(response)
    for answer in response.answers.all():
        question = questions[answer.question_id]
        cells.update(files._cells(question, files._name(outline, question), answer, places))
    lines.append(cells)
for cells in lines:
    writer.writerow([streams.safe_cell(cells.get(column)) for column in columns])
text = out.getvalue().encode()
told["size"], told["digest"] = len(text), hashlib.sha256(text).hexdigest()
"""
COUNT_ALL_AT_ONCE = """
from collections import Counter
answers = list(Answer.objects.filter(question__page__survey=row).select_related("response", "question"))
counts = Counter((answer.question_id, answer.row, answer.choice) for answer in answers)
told["people"] = len({answer.response_id for answer in answers})
"""


def run(site: Site, work: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(site.python(FRAME % work).splitlines()[-1])
    return found


def measure_surveys(report: Report) -> None:
    print("Surveys ...", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="mitwirken-surveys-"))
    try:
        usual, large = (_site(folder / name) for name in ("usual", "large"))
        answers = _filled(usual, RESPONSES)
        more = _filled(large, TIMES * RESPONSES)
        _files(report, usual, large, answers, more)
        _pages(report, usual, large, answers, more)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _site(home: Path) -> Site:
    site = Site(home, MITWIRKEN_DEMO="0")
    home.mkdir(parents=True, exist_ok=True)
    site.python("from mitwirken.config.prepare import prepare; prepare()")
    return site


def _filled(site: Site, responses: int) -> int:
    answers: int = json.loads(site.python(FILL.format(responses=responses)).splitlines()[-1])["answers"]
    print(f"  {responses:,} responses with {answers:,} answers", flush=True)
    return answers


def _files(report: Report, usual: Site, large: Site, answers: int, more: int) -> None:
    for name, words in (
        ("breit.csv", "a row for each response"),
        ("lang.csv", "a row for each answer"),
        ("zeilen.jsonl", "JSON lines"),
    ):
        ours = run(usual, FILE % name)
        report.add(
            f"File of {answers:,} answers, {words}, CPU", f"{ours['seconds']:.1f} s", "20 s", ours["seconds"] <= 20,
            f"{ours['size'] / 1e6:.1f} MB",
        )  # fmt: skip
        growth = run(large, FILE % name)["megabytes"] - ours["megabytes"]
        report.add(
            f"The same of {more:,} answers: peak memory above that", f"{max(growth, 0):.0f} MB", "4 MB",
            growth <= 4, f"whole process for {answers:,}: {ours['megabytes']:.0f} MB",
        )  # fmt: skip
        if name == "breit.csv":
            theirs = run(usual, ALL_AT_ONCE)
            report.add(
                "The same file, all answers read first: peak memory above ours",
                f"{theirs['megabytes'] - ours['megabytes']:.0f} MB",
                "for comparison",
                theirs["digest"] == ours["digest"],
                f"{theirs['seconds']:.1f} s; the same bytes",
            )


def _pages(report: Report, usual: Site, large: Site, answers: int, more: int) -> None:
    theirs = run(usual, COUNT_ALL_AT_ONCE)
    page = run(usual, PAGE)
    report.add(
        f"Page of results of {answers:,} answers, all questions, CPU", f"{page['seconds']:.2f} s", "3 s",
        page["seconds"] <= 3 and page["people"] == theirs["people"], f"all answers read first: {theirs['seconds']:.1f} s",
    )  # fmt: skip
    report.add(
        "The same: memory it takes", f"{page['more']:.0f} MB", "32 MB", page["more"] <= 32,
        f"all answers read first: {theirs['more']:.0f} MB; of {more:,} answers: {run(large, PAGE)['more']:.0f} MB",
    )  # fmt: skip
    pair = run(usual, PAIR)
    report.add(
        f"Two questions against each other, {RESPONSES:,} people, CPU", f"{pair['seconds']:.2f} s", "2 s",
        pair["seconds"] <= 2, f"takes {pair['more']:.0f} MB",
    )  # fmt: skip
