# SPDX-License-Identifier: EUPL-1.2
"""Surveys for machines, to be read: what is asked, and what came out once everybody sees it.

A result is told by the same `results.public_result` as the page: what is left out there is null here, and no single answer stands in either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Path, Router, Schema
from ninja.params.functions import Query

from mitwirken.ground import pages
from mitwirken.ground.api.paging import Window, page_of
from mitwirken.ground.api.schemas import LARGEST, Number, Page, Words, absolute
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels.cross_tables import Table

from . import forms, queries, result_pages, results, rules, views
from .filling import Outline
from .models import Conditional, Question, State, Survey
from .tables import labels_of

router = Router()
Status = Literal["ahead", "open", "over"]
Key = Annotated[int, Path(ge=1, le=LARGEST)]
Count = Annotated[int | None, Field(description="null: left out, because few people stand behind it")]
Share = Annotated[int | None, Field(description="Of a hundred who answered")]


class SurveyOut(Schema):
    number: Number
    title: str
    status: str = Field(description="ahead, open or over", examples=["open"])
    mode: Words = Field(
        description="open (anonymous, without an account), once (anonymous, once an account) or named"
    )
    starts_at: datetime
    ends_at: datetime
    results: bool = Field(description="Whether everybody can read results now")
    process: str = Field(description="Slug of its process")
    url: str = Field(description="The page for people")
    self: str


class SurveyPage(Page):
    items: list[SurveyOut]


class ConditionOut(Schema):
    question: Number
    choices: list[str] = Field(
        description="Shown after one of these answers: keys of the question, or numbers of a scale"
    )


class QuestionOut(Schema):
    number: Number
    label: str = Field(description="As it is numbered on the page; empty for a text between questions")
    kind: Words
    text: str
    help: str
    required: bool
    choices: list[Words]
    rows: list[Words] = Field(description="Of a table")
    most: int | None = Field(description="How many can be chosen or ranked at most")
    low: int | None
    high: int | None
    unit: str
    only_if: ConditionOut | None


class PageOut(Schema):
    title: str
    text: str
    only_if: ConditionOut | None
    questions: list[QuestionOut]


class SurveyDetail(SurveyOut):
    intro: str
    minutes: int | None = Field(description="How long it takes, about")
    smallest: int = Field(description="So many people stand behind each count that is shown")
    responses: int | None = Field(description="null while people can still answer")
    pages: list[PageOut]


class CountOut(Schema):
    key: str
    label: str
    count: Count
    share: Share


class TableOut(Schema):
    name: str = Field(description="Of a table or a ranking: what the row is about")
    answered: Count
    counts: list[CountOut]


class SpotOut(Schema):
    """A place that several people named, rounded to about a hundred metres."""

    latitude: float
    longitude: float
    count: int


class ToldOut(Schema):
    number: Number
    label: str
    kind: Words
    text: str
    answered: Count
    tables: list[TableOut]
    facts: list[str] = Field(description="Sentences of the page, for example the middle of a scale")
    spots: list[SpotOut]
    texts: list[str] = Field(description="Words that the city read and released")


class CrossedOut(Schema):
    key: str
    label: str
    answered: Count
    counts: list[CountOut]


class CrossingOut(Schema):
    first: Words
    second: Words
    rows: list[CrossedOut] = Field(
        description="A row for each choice of the first, with the choices of the second"
    )


class ResultOut(Schema):
    number: Number
    people: Count = Field(description="null: too few to say anything")
    final: bool = Field(description="Whether the survey is closed")
    until: date | None = Field(
        description="While it runs: the last day whose answers are counted; null: all, or none yet"
    )
    channels: list[CountOut]
    questions: list[ToldOut]
    crossings: list[CrossingOut]


def _words(row: Survey) -> dict[str, Any]:
    mode = forms.mode_of(row)
    return {
        "number": row.pk,
        "title": row.title,
        "status": views.state_of(row),
        "mode": {"key": mode, "name": str(forms.MODES[mode][0])},
        "starts_at": row.phase.starts_at,
        "ends_at": row.phase.ends_at,
        "results": results.are_public(row),
        "process": row.process.slug,
        "url": absolute(row.get_absolute_url()),
        "self": absolute(f"/api/v1/surveys/{row.pk}"),
    }


def _of_status(rows: QuerySet[Survey], status: Status) -> QuerySet[Survey]:
    now = timezone.now()
    ahead = Q(phase__starts_at__gt=now) & ~Q(state=State.CLOSED)
    open_ = Q(state=State.READY, phase__starts_at__lte=now, phase__ends_at__gt=now)
    return rows.filter({"ahead": ahead, "open": open_, "over": ~(ahead | open_)}[status])


@router.get("", response=SurveyPage, operation_id="list_surveys", summary="All public surveys")
def surveys(
    request: HttpRequest,
    response: HttpResponse,
    window: Annotated[Window, Query()],
    status: Annotated[Status | None, Query()] = None,
    process: Annotated[str, Query(max_length=80, description="Slug of a process")] = "",
) -> SurveyPage:
    """Latest end first. An unknown process finds nothing."""
    pages.depends_on(request, "processes")
    rows = queries.public(Survey.objects.select_related("process", "phase"))
    if status:
        rows = _of_status(rows, status)
    if process:
        rows = rows.filter(process__slug=process.replace("\x00", ""))
    rows = rows.order_by("-phase__ends_at", "-pk")
    found = page_of(request, response, rows, window.limit, window.offset)
    return SurveyPage.model_validate({"items": [_words(row) for row in found], **found.about})


def _find(request: HttpRequest, number: int) -> Survey:
    row = rules.find(number)
    if row.process.practice:
        raise rules.gone()
    pages.depends_on(request, f"survey:{row.pk}", f"process:{row.process_id}")
    return row


def _keyed(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "name": label} for key, label in labels.items()]


def _only_if(row: Conditional) -> dict[str, Any] | None:
    return {"question": row.if_question_id, "choices": row.if_choices} if row.if_question_id else None


def _question(outline: Outline, row: Question) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("text", "help", "required", "most", "low", "high", "unit")},
        **_named(outline, row),
        "choices": _keyed(labels_of(row)),
        "rows": _keyed({each["key"]: each["label"] for each in row.rows}),
        "only_if": _only_if(row),
    }


def _named(outline: Outline, row: Question) -> dict[str, Any]:
    return {
        "number": row.pk,
        "label": outline.numbers.get(row.pk, ""),
        "kind": {"key": row.kind, "name": str(row.get_kind_display())},
    }


@router.get(
    "/{number}", response=SurveyDetail, operation_id="read_survey", summary="One survey with its questions"
)
def survey(request: HttpRequest, number: Key) -> SurveyDetail:
    """All pages with their questions, also those that are shown after certain answers only."""
    row = _find(request, number)
    outline = queries.outline(row)
    return SurveyDetail.model_validate(
        {
            **_words(row),
            "intro": row.intro,
            "minutes": row.minutes,
            "smallest": results.least_of(row),
            "responses": queries.number_of_responses(row) if row.is_over() else None,
            "pages": [
                {
                    "title": page.title,
                    "text": page.text,
                    "only_if": _only_if(page),
                    "questions": [_question(outline, one) for one in outline.asked[page.pk]],
                }
                for page in outline.pages
            ],
        }
    )


def _counts(labels: Mapping[str, str], table: Table) -> list[dict[str, Any]]:
    return [
        {"key": key, "label": labels[key], "count": count, "share": table.share(key)}
        for key, count in table.counts.items()
    ]


def _block(outline: Outline, block: results.Block, least: int) -> dict[str, Any]:
    return {
        **_named(outline, block.question),
        "text": block.question.text,
        "answered": block.answered if block.answered >= least else None,
        "tables": [
            {"name": one.name, "answered": one.table.answered, "counts": _counts(one.labels, one.table)}
            for one in block.tables
        ],
        "facts": list(block.facts),
        "spots": [
            {"latitude": spot.latitude, "longitude": spot.longitude, "count": spot.number}
            for spot in block.spots
        ],
        "texts": list(block.texts),
    }


def _crossing(one: results.Crossing) -> dict[str, Any]:
    safe = one.safe
    return {
        "first": {"key": one.first.key, "name": one.first.name},
        "second": {"key": one.second.key, "name": one.second.name},
        "rows": [
            {
                "key": key,
                "label": label,
                "answered": safe.row_bases[key],
                "counts": [
                    {
                        "key": column,
                        "label": one.second.choices[column],
                        "count": count,
                        "share": safe.row_share(key, column),
                    }
                    for column, count in safe.cells[key].items()
                ],
            }
            for key, label in one.first.choices.items()
        ],
    }


@router.get(
    "/{number}/result", response=ResultOut, operation_id="read_survey_result", summary="What came out"
)
def result(request: HttpRequest, number: Key) -> ResultOut:
    """All counts of the page, small ones left out. Not found as long as the page does not show them."""
    row = _find(request, number)
    if not results.are_public(row):
        raise Refusal(result_pages.not_yet(row).sentence, status=404)
    outline = queries.outline(row)
    found = results.public_result(row, outline)
    told, least = found.told, results.least_of(row)
    return ResultOut.model_validate(
        {
            "number": row.pk,
            "people": told.people,
            "final": row.state == State.CLOSED,
            "until": found.until if told.people is not None else None,
            "channels": _counts(told.ways.labels, told.ways.table) if told.ways else [],
            "questions": [_block(outline, block, least) for block in _blocks(told)],
            "crossings": [_crossing(one) for one in found.crossings],
        }
    )


def _blocks(told: results.Told) -> Iterable[results.Block]:
    return (block for section in told.sections for block in section.blocks)
