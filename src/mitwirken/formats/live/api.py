# SPDX-License-Identifier: EUPL-1.2
"""Released minutes for machines, to be read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema
from ninja.params.functions import Query

from mitwirken.ground import pages
from mitwirken.ground.api.paging import Window, page_of
from mitwirken.ground.api.schemas import Page, absolute
from mitwirken.ground.deeds.refusal import Refusal

from . import minutes, queries
from .models import Gathering

router = Router()


class MinutesLine(Schema):
    code: str = Field(examples=["K7QM2P"])
    event: str = Field(description="Slug of the event")
    title: str
    summary: str
    format: str = Field(examples=["world-cafe"])
    released_at: datetime
    url: str
    self: str


class MinutesPage(Page):
    items: list[MinutesLine]


class PhotoOut(Schema):
    url: str
    alt: str = Field(description="What is on it, in words", examples=["Mehr Bänke, mehr Schatten"])


class SourceOut(Schema):
    item: int
    text: str
    said_at: str = Field(description="Table and round", examples=["Tisch 3, Runde 2"])


class BecameOut(Schema):
    kind: str = Field(examples=["proposal"])
    title: str
    url: str
    status: str


class RecommendationOut(Schema):
    status: str = Field(description="How far the city is; empty while nobody has it in hand")
    answer: str
    answered_by: str
    answered_at: datetime | None


class ResultOut(Schema):
    item: int
    title: str
    text: str
    who: str
    due_on: date | None
    points: int
    said_at: list[str]
    made_from: list[SourceOut] = Field(alias="from")
    photos: list[PhotoOut]
    became: BecameOut | None
    recommendation: RecommendationOut | None


class LineOut(Schema):
    text: str
    notes: list[str]
    item: int | None
    photos: list[PhotoOut]
    parts: list[LineOut]


LineOut.model_rebuild()


class BlockOut(Schema):
    title: str
    text: str
    lines: list[LineOut]


class StepOut(Schema):
    title: str
    kind: str
    question: str
    started_at: datetime | None
    ended_at: datetime | None
    planned_minutes: int
    blocks: list[BlockOut]


class AnnouncementOut(Schema):
    at: datetime
    text: str


class MinutesOut(Schema):
    code: str
    event: str
    title: str
    format: str
    draft: bool
    released_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    summary: str
    results: list[ResultOut]
    decisions: list[ResultOut]
    tasks: list[ResultOut]
    agenda: list[StepOut]
    left_out: list[str]
    announcements: list[AnnouncementOut]
    people: dict[str, int] = Field(description="all; room and online where none of them is under 5")
    url: str


def _public() -> Any:
    return (
        Gathering.objects.filter(
            released_at__isnull=False, event__published_at__isnull=False, event__hidden_at=None
        )
        .select_related("event", "stage")
        .order_by("-released_at", "-pk")
    )


@router.get("", response=MinutesPage, operation_id="list_minutes", summary="All released minutes")
def all_minutes(
    request: HttpRequest, response: HttpResponse, window: Annotated[Window, Query()]
) -> MinutesPage:
    """The latest first."""
    pages.depends_on(request, "minutes", "events")
    found = page_of(request, response, _public(), window.limit, window.offset)
    lines = [
        {
            "code": row.code,
            "event": row.event.slug,
            "title": row.event.title,
            "summary": row.summary,
            "format": row.script,
            "released_at": row.released_at,
            "url": absolute(minutes.gathering_url(row)),
            "self": absolute(f"/api/v1/minutes/{row.code}"),
        }
        for row in found
    ]
    return MinutesPage.model_validate({"items": lines, **found.about})


@router.get(
    "/{code}",
    response=MinutesOut,
    operation_id="read_minutes",
    summary="The minutes of one gathering",
    by_alias=True,
)
def one(request: HttpRequest, code: Annotated[str, Path(max_length=20)]) -> Any:
    """What came out, what was said step by step, and what became of it. Nobody's name but where somebody put it."""
    row = _public().filter(code=code.upper()).first()
    if row is None:
        raise Refusal(_("Dieses Protokoll gibt es nicht, oder es ist noch nicht freigegeben."), status=404)
    pages.depends_on(request, f"gathering:{row.pk}", f"event:{row.event_id}")
    return minutes.as_data(minutes.compose(queries.Look(row)))
