# SPDX-License-Identifier: EUPL-1.2
"""The Vorhabenliste for machines, to be read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema
from ninja.params.functions import Query

from mitwirken.ground import pages
from mitwirken.ground.api.paging import Window, page_of
from mitwirken.ground.api.schemas import Number, Page, absolute
from mitwirken.ground.deeds.refusal import Refusal

from . import queries
from .models import Project

router = Router()


class ProjectOut(Schema):
    number: Number
    title: str
    summary: str = Field(description="What is planned")
    participation: bool = Field(description="Whether people can take part in it")
    reason: str = Field(description="Why, or why not")
    next_step: str
    next_on: date | None = Field(description="The day of the next step, where it is known")
    starts_on: date | None
    contact: str = Field(description="The office to ask, no single person")
    office: str
    topic: str = Field(description="Slug of the topic", examples=["verkehr"])
    places: list[str] = Field(description="Slugs; empty: the whole town", examples=[["hombruch"]])
    process: str | None = Field(description="Slug of the process in which people take part")
    closed: bool = Field(description="Done or given up")
    published_at: datetime
    changed_at: datetime
    url: str = Field(description="The page for people")
    self: str


class ProjectPage(Page):
    items: list[ProjectOut]


def words(row: Project, shown: set[int]) -> dict[str, Any]:
    plain = queries.as_plain(row, shown, "")
    return plain | {
        "number": plain["id"],
        "url": absolute(row.get_absolute_url()),
        "self": absolute(f"/api/v1/projects/{row.pk}"),
    }


@router.get("", response=ProjectPage, operation_id="list_projects", summary="What the city plans")
def projects(
    request: HttpRequest,
    response: HttpResponse,
    window: Annotated[Window, Query()],
    participation: Annotated[bool | None, Query(description="Only those with, or without")] = None,
    topic: Annotated[str, Query(max_length=120, description="Slug of a topic")] = "",
    place: Annotated[
        str,
        Query(max_length=120, description="Slug of a place; its parts are in it. ganze-stadt: those without"),
    ] = "",
    closed: Annotated[bool, Query(description="Those that are done or given up instead")] = False,
) -> ProjectPage:
    """The next step first, those without a day for it last. An unknown topic or place finds nothing."""
    pages.depends_on(request, "projects", "processes")
    filters = queries.Filters(
        participation={None: "", True: "ja", False: "nein"}[participation],
        topic=topic.replace("\x00", ""),
        place=place.replace("\x00", ""),
        closed=closed,
    )
    found = page_of(request, response, queries.listed(filters), window.limit, window.offset)
    shown = queries.shown_processes(list(found))
    return ProjectPage.model_validate({"items": [words(row, shown) for row in found], **found.about})


@router.get("/{number}", response=ProjectOut, operation_id="read_project", summary="One Vorhaben")
def project(request: HttpRequest, number: Path[Number]) -> ProjectOut:
    """All that its page says, also when it is closed; drafts are not found."""
    pages.depends_on(request, "projects", "processes")
    row = queries.one(number)
    if row is None:
        raise Refusal(_("Dieses Vorhaben gibt es nicht oder nicht mehr."), status=404)
    return ProjectOut.model_validate(words(row, queries.shown_processes([row])))
