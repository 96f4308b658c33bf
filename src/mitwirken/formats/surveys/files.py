# SPDX-License-Identifier: EUPL-1.2
"""Files. Rows of single answers are for those who evaluate a survey; what everybody gets are tables in which no small count stands.

Rows are written while they are sent, some hundred responses at a time: two hundred thousand answers take no more memory than two hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils import translation

from mitwirken.ground.api import streams
from mitwirken.kernels.cross_tables import CrossTable, Table, share

from . import tables
from .filling import Outline
from .models import OTHER, Answer, Kind, Question, Response, Survey
from .results import Crossing, Told
from .tables import labels_of

CHUNK: Final = 300
"""Responses that are in memory at once."""
ABOUT: Final = ("response", "day", "channel", "language")

Row = dict[str, Any]


# --- one row a response ---------------------------------------------------------------------------------------------------


def columns_of(question: Question, name: str) -> list[str]:
    """The columns in which a question is told: one, or one for each choice, row or part of an answer."""
    kind = question.kind
    other = [f"{name}_text"] if question.other else []
    if kind in (Kind.SEVERAL, Kind.RANKING):
        return [*(f"{name}_{key}" for key in labels_of(question)), *other]
    if kind == Kind.MATRIX:
        return [f"{name}_{row['key']}" for row in question.rows]
    if kind == Kind.POINT:
        return [f"{name}_latitude", f"{name}_longitude", f"{name}_district", f"{name}_text"]
    if kind == Kind.INFO:
        return []
    return [name, *other]


def wide_columns(outline: Outline) -> list[str]:
    return [
        *ABOUT,
        *(
            column
            for question in outline.questions
            for column in columns_of(question, _name(outline, question))
        ),
    ]


def _name(outline: Outline, question: Question) -> str:
    return f"q{outline.numbers.get(question.pk, '')}"


def wide(survey: Survey, outline: Outline) -> Iterator[streams.Row]:
    """A row for each response; what was chosen stands there by its key, see the codebook."""
    questions = {question.pk: question for question in outline.questions}
    places = tables.names_of_places()

    def rows(responses: list[Response]) -> list[Row]:
        answers = _answers(responses)
        made = []
        for response in responses:
            row = _about(response)
            for answer in answers.get(response.pk, ()):
                question = questions.get(answer.question_id)
                if question is not None:
                    row.update(_cells(question, _name(outline, question), answer, places))
            made.append(row)
        return made

    return streams.in_chunks(Response.objects.filter(survey=survey), rows, CHUNK)


def _about(response: Response) -> Row:
    """A response says nothing of who gave it: no name, no receipt, no moment but the day."""
    return {
        "response": response.pk,
        "day": response.completed_on,
        "channel": response.channel,
        "language": response.language,
    }


def _answers(responses: Sequence[Response]) -> dict[int, list[Answer]]:
    found: dict[int, list[Answer]] = {}
    for answer in Answer.objects.filter(response__in=[response.pk for response in responses]).order_by():
        found.setdefault(answer.response_id, []).append(answer)
    return found


def _cells(question: Question, name: str, answer: Answer, places: Mapping[str, str]) -> Row:
    match question.kind:
        case Kind.ONE:
            return {name: answer.choice} | ({f"{name}_text": answer.text} if answer.choice == OTHER else {})
        case Kind.SEVERAL:
            return {f"{name}_{answer.choice}": 1} | (
                {f"{name}_text": answer.text} if answer.choice == OTHER else {}
            )
        case Kind.RANKING:
            return {f"{name}_{answer.choice}": _number(answer.number)}
        case Kind.MATRIX:
            return {f"{name}_{answer.row}": answer.choice}
        case Kind.SCALE | Kind.NUMBER:
            return {name: _number(answer.number)}
        case Kind.DATE:
            return {name: answer.day}
        case Kind.POINT:
            return {
                f"{name}_latitude": _number(answer.latitude),
                f"{name}_longitude": _number(answer.longitude),
                f"{name}_district": places.get(str(answer.place_id), ""),
                f"{name}_text": answer.text,
            }
        case Kind.UPLOAD:
            return {name: "yes"}
    return {name: answer.text}


def _number(value: Any) -> float | int | None:
    if value is None:
        return None
    found = float(value)
    return int(found) if found == int(found) else found


# --- one row an answer ----------------------------------------------------------------------------------------------------

LONG_COLUMNS: Final = (
    *ABOUT, "question", "text", "row", "choice", "key", "number", "words", "date", "latitude", "longitude", "district",
)  # fmt: skip


def long(survey: Survey, outline: Outline) -> Iterator[streams.Row]:
    """A row for each answer, with the words of the question and of what was chosen."""
    questions = {question.pk: question for question in outline.questions}
    labels = {pk: labels_of(question) for pk, question in questions.items()}
    rows_of = {pk: {row["key"]: row["label"] for row in question.rows} for pk, question in questions.items()}
    places = tables.names_of_places()

    def rows(responses: list[Response]) -> list[Row]:
        answers = _answers(responses)
        return [
            _about(response)
            | {
                "question": _name(outline, questions[answer.question_id]),
                "text": questions[answer.question_id].text,
                "row": rows_of[answer.question_id].get(answer.row, ""),
                "choice": labels[answer.question_id].get(answer.choice, ""),
                "key": answer.choice,
                "number": _number(answer.number),
                "words": answer.text,
                "date": answer.day,
                "latitude": _number(answer.latitude),
                "longitude": _number(answer.longitude),
                "district": places.get(str(answer.place_id), "") if answer.place_id else "",
            }
            for response in responses
            for answer in answers.get(response.pk, ())
            if answer.question_id in questions
        ]

    return streams.in_chunks(Response.objects.filter(survey=survey), rows, CHUNK)


def lines(survey: Survey, outline: Outline) -> Iterator[str]:
    """One JSON object a response and line, with the same names as the columns; what was not answered is left out."""
    for row in wide(survey, outline):
        yield streams.as_text({name: value for name, value in row.items() if value not in (None, "")}) + "\n"


# --- what the columns mean ------------------------------------------------------------------------------------------------

CODEBOOK_COLUMNS: Final = (
    "column",
    "question",
    "text",
    "kind",
    "row",
    "key",
    "label",
    "required",
    "asked_if",
)


def codebook(outline: Outline) -> Iterator[streams.Row]:
    """What each column of the wide file means, and each key in it."""
    with translation.override(settings.LANGUAGE_CODE):
        rows = [
            row
            for question in outline.questions
            if question.kind != Kind.INFO
            for row in _meanings(outline, question)
        ]
    yield from rows


def _meanings(outline: Outline, question: Question) -> Iterator[Row]:
    name = _name(outline, question)
    about: Row = {
        "question": outline.numbers.get(question.pk, ""),
        "text": question.text,
        "kind": question.kind,
        "required": question.required,
        "asked_if": _asked_if(outline, question),
    }
    labels = labels_of(question)
    if question.kind == Kind.MATRIX:
        for row in question.rows:
            for key, label in labels.items():
                yield about | {
                    "column": f"{name}_{row['key']}",
                    "row": row["label"],
                    "key": key,
                    "label": label,
                }
    elif question.kind in (Kind.SEVERAL, Kind.RANKING):
        for key, label in labels.items():
            said = "1" if question.kind == Kind.SEVERAL else "1, 2, 3 …"
            yield about | {"column": f"{name}_{key}", "row": label, "key": said, "label": label}
    elif labels:
        for key, label in labels.items():
            yield about | {"column": name, "key": key, "label": label}
    else:
        for column in columns_of(question, name):
            yield about | {"column": column, "label": question.unit}
        return
    if question.other:
        yield about | {"column": f"{name}_text", "label": labels[OTHER]}


def _asked_if(outline: Outline, question: Question) -> str:
    page = next((page for page in outline.pages if page.pk == question.page_id), None)
    said = []
    for row in (page, question):
        before = outline.question(row.if_question_id) if row is not None and row.if_question_id else None
        if row is not None and before is not None:
            said.append(f"{_name(outline, before)} = {', '.join(map(str, row.if_choices))}")
    return "; ".join(said)


# --- what everybody gets --------------------------------------------------------------------------------------------------

TABLE_COLUMNS: Final = (
    "question", "text", "row", "choice", "crossed_with", "crossed_choice", "count", "left_out", "base", "share_percent",
)  # fmt: skip


def table_rows(told: Told, crossings: Sequence[Crossing]) -> Iterator[streams.Row]:
    """The tables of a page: each question, then two against each other. `base` are those of whom the share is told."""
    if told.ways:
        for label, count in told.ways.counts.items():
            about = {"question": tables.CHANNEL, "text": told.ways.name}
            yield about | _said(label, count, told.ways.table)
    for section in told.sections:
        for block in section.blocks:
            about = {"question": f"q{block.number}", "text": block.question.text}
            for line in block.tables:
                for label, count in line.counts.items():
                    yield about | {"row": line.name} | _said(label, count, line.table)
    for one in crossings:
        yield from crossing_rows(one)


def _said(label: str, count: int | None, table: Table) -> Row:
    return {
        "choice": label,
        "count": count,
        "left_out": count is None,
        "base": table.answered,
        "share_percent": share(count, table.answered),
    }


def crossing_rows(one: Crossing) -> Iterator[streams.Row]:
    """A cross table as everybody may have it, whatever the desk sees."""
    safe: CrossTable = one.safe
    for key, label in one.first.choices.items():
        for column, other in one.second.choices.items():
            count = safe.cells[key][column]
            yield {
                "question": one.first.key,
                "text": one.first.name,
                "choice": label,
                "crossed_with": one.second.name,
                "crossed_choice": other,
                "count": count,
                "left_out": count is None,
                "base": safe.row_bases[key],
                "share_percent": safe.row_share(key, column),
            }


# --- sending --------------------------------------------------------------------------------------------------------------

WRITERS: Final[Mapping[str, tuple[str, Callable[[Survey, Outline], Iterator[str]]]]] = {
    "breit.csv": (
        streams.TYPES["csv"],
        lambda survey, outline: streams.as_csv(wide(survey, outline), wide_columns(outline)),
    ),
    "lang.csv": (
        streams.TYPES["csv"],
        lambda survey, outline: streams.as_csv(long(survey, outline), LONG_COLUMNS),
    ),
    "zeilen.jsonl": ("application/x-ndjson; charset=utf-8", lines),
    "codebuch.csv": (
        streams.TYPES["csv"],
        lambda survey, outline: streams.as_csv(codebook(outline), CODEBOOK_COLUMNS),
    ),
}


def rows_file(survey: Survey, outline: Outline, name: str) -> StreamingHttpResponse:
    """A file of single answers, for those who evaluate: not licensed, not to be kept on the way."""
    kind, write = WRITERS[name]
    response = StreamingHttpResponse(streams.gathered(write(survey, outline)), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="umfrage-{survey.pk}-{name}"'
    response["Cache-Control"] = "no-store, private"
    return response
