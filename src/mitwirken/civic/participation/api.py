# SPDX-License-Identifier: EUPL-1.2
"""Processes and topics for machines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from mitwirken.ground import pages
from mitwirken.ground.api.paging import Window, page_of
from mitwirken.ground.api.schemas import Number, Page, Words, absolute
from mitwirken.ground.deeds.refusal import Refusal

from . import queries
from .models import Phase, Process, Topic

router = Router()
topic_router = Router()

StatusKey = Literal["geplant", "laufend", "beendet"]
InfluenceKey = Literal["information", "konsultation", "mitgestaltung", "mitentscheidung"]


class TopicOut(Schema):
    slug: str = Field(examples=["verkehr"])
    name: str = Field(examples=["Verkehr und Wege"])
    url: str


class ProcessOut(Schema):
    slug: str = Field(description="What other resources filter by", examples=["hoeschpark"])
    title: str = Field(examples=["Was braucht der Hoeschpark?"])
    question: str
    summary: str
    status: Words = Field(description="geplant, laufend or beendet")
    influence: Words = Field(
        description="How far taking part reaches: information, konsultation, mitgestaltung, mitentscheidung; empty if not said"
    )
    topic: str | None = Field(description="Slug of the topic", examples=["verkehr"])
    places: list[str] = Field(
        description="Slugs of the places; empty for the whole city", examples=[["hombruch"]]
    )
    starts_at: datetime | None
    ends_at: datetime | None
    url: str = Field(description="The page for people")
    self: str = Field(
        description="This process with everything",
        examples=["https://example.org/api/v1/processes/hoeschpark"],
    )


class PhaseOut(Schema):
    id: Number
    title: str
    text: str
    format: str = Field(examples=["proposals"])
    verbs: list[str] = Field(
        description="What can be done while it is open", examples=[["propose", "comment"]]
    )
    open: bool = Field(description="Now")
    starts_at: datetime
    ends_at: datetime


class CategoryOut(Schema):
    id: Number
    name: str


class DateOut(Schema):
    title: str
    place: str
    text: str
    starts_at: datetime
    ends_at: datetime | None


class ProcessDetail(ProcessOut):
    body: str = Field(description="HTML")
    documents: str = Field(description="HTML")
    audience: str
    fixed: str = Field(description="What is already decided")
    open: str = Field(description="What is still open")
    decided_by: str
    decided_on: date | None
    without_net: str = Field(description="How to take part without the internet")
    contact: str
    office: str = Field(description="The office in charge")
    phases: list[PhaseOut]
    categories: list[CategoryOut]
    dates: list[DateOut]
    result: str = Field(description="HTML; empty before the end")
    decision: str
    reason: str
    published_at: datetime | None
    finished_at: datetime | None
    changed_at: datetime | None
    version: int


class ProcessPage(Page):
    items: list[ProcessOut]


def words(process: Process) -> dict[str, Any]:
    """What lists say of a process, as plain values."""
    status = process.status()
    return {
        "slug": process.slug,
        "title": process.title,
        "question": process.question,
        "summary": process.summary,
        "status": {"key": status.value, "name": str(status.label)},
        "influence": {"key": process.influence, "name": str(process.get_influence_display())},
        "topic": process.topic.slug if process.topic else None,
        "places": [place.slug for place in process.places.all()],
        "starts_at": process.starts_at,
        "ends_at": process.ends_at,
        "url": absolute(process.get_absolute_url()),
        "self": absolute(f"/api/v1/processes/{process.slug}"),
    }


def phase_words(phase: Phase) -> dict[str, Any]:
    values = {
        name: getattr(phase, name) for name in ("title", "text", "format", "verbs", "starts_at", "ends_at")
    }
    return {"id": phase.pk, "open": phase.is_open(), **values}


@router.get("", response=ProcessPage, operation_id="list_processes", summary="All public processes")
def processes(
    request: HttpRequest,
    response: HttpResponse,
    window: Annotated[Window, Query()],
    place: Annotated[str, Query(max_length=120, description="Slug of a place, or `stadtweit`")] = "",
    topic: Annotated[str, Query(max_length=60, description="Slug of a topic")] = "",
    status: Annotated[StatusKey | None, Query()] = None,
    influence: Annotated[InfluenceKey | None, Query()] = None,
    q: Annotated[str, Query(max_length=120, description="Words of title, question or summary")] = "",
) -> ProcessPage:
    """The newest begin first. An unknown place or topic finds nothing."""
    pages.depends_on(request, "processes")
    filters = queries.Filters(
        place=place, topic=topic, status=status or "", influence=influence or "", text=q
    )
    rows = queries.public(
        Process.objects.select_related("topic").prefetch_related("places").defer("places__outline")
    )
    for condition in filters.conditions(timezone.now()).values():
        rows = rows.filter(condition)
    found = page_of(request, response, rows.order_by("-starts_at", "-pk"), window.limit, window.offset)
    return ProcessPage.model_validate({"items": [words(row) for row in found], **found.about})


@router.get(
    "/{slug:slug}", response=ProcessDetail, operation_id="read_process", summary="One process with its phases"
)
def process(request: HttpRequest, slug: str) -> ProcessDetail:
    """Everything that its page says, phases, dates and categories included."""
    row = queries.process_page(slug)
    if row is None or not row.is_public:
        raise Refusal(_("Diesen Beteiligungsprozess gibt es nicht oder nicht mehr."), status=404)
    pages.depends_on(request, f"process:{row.pk}")
    plain = (
        "body", "documents", "audience", "fixed", "open", "decided_by", "decided_on", "without_net", "contact", "result", "decision",
        "reason", "published_at", "finished_at", "changed_at", "version",
    )  # fmt: skip
    return ProcessDetail.model_validate(
        {
            **words(row),
            **{name: getattr(row, name) for name in plain},
            "office": row.office.name if row.office else "",
            "phases": [phase_words(phase) for phase in row.phases.all()],
            "categories": [{"id": each.pk, "name": each.name} for each in row.categories.all()],
            "dates": [
                {name: getattr(each, name) for name in ("title", "place", "text", "starts_at", "ends_at")}
                for each in row.dates.all()
            ],
        }
    )


@topic_router.get("", response=list[TopicOut], operation_id="list_topics", summary="All topics")
def topics(request: HttpRequest) -> list[TopicOut]:
    """The subject areas of the city."""
    return [
        TopicOut(slug=row.slug, name=str(row), url=absolute(row.get_absolute_url()))
        for row in Topic.objects.all()
    ]
