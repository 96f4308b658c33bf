# SPDX-License-Identifier: EUPL-1.2
"""Events for machines, to be read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from mitwirken.ground import pages
from mitwirken.ground.api.paging import Window, page_of
from mitwirken.ground.api.schemas import Number, Page, Point, Words, absolute
from mitwirken.ground.deeds.refusal import Refusal

from . import queries
from .models import Event

router = Router()

KindKey = Literal[
    "townhall", "world-cafe", "open-space", "fishbowl", "barcamp", "wissensmarktplatz", "mikro-schulung", "workshop", "buergerdialog",
    "rundgang", "infostand", "sprechstunde", "sonstiges",
]  # fmt: skip
ModeKey = Literal["room", "online", "hybrid"]
When = Literal["upcoming", "past", "all"]


class AccessOut(Schema):
    step_free: Words = Field(description="yes, partly, no or unknown")
    induction_loop: bool
    dgs: bool = Field(description="German sign language")
    childcare: bool
    quiet_room: bool
    languages: str
    note: str


class SeatsOut(Schema):
    side: str = Field(description="room or online", examples=["room"])
    seats: int | None = Field(description="null: no limit")
    free: int | None = Field(description="null: no limit")


class EventOut(Schema):
    number: Number
    slug: str = Field(examples=["runder-tisch-hoeschpark"])
    title: str
    summary: str
    kind: Words
    mode: Words = Field(description="room, online or hybrid")
    starts_at: datetime
    ends_at: datetime
    venue: str
    address: str
    place: str | None = Field(description="Slug of the place", examples=["hombruch"])
    point: Point | None
    access: AccessOut
    sign_up: bool = Field(description="Whether one has to sign up")
    seats: list[SeatsOut]
    process: str | None = Field(description="Slug of its process")
    bundle: str | None = Field(description="Slug of its campaign")
    cancelled: bool
    url: str = Field(description="The page for people")
    self: str


class EventDetail(EventOut):
    body: str = Field(description="HTML")
    doors_at: datetime | None
    sign_up_from: datetime | None
    sign_up_until: datetime | None
    without_net: str = Field(description="How to take part without the internet")
    contact: str
    office: str
    cancelled_because: str
    version: int


class EventPage(Page):
    items: list[EventOut]


def words(row: Event, given: dict[tuple[int, str], int]) -> dict[str, Any]:
    point = row.point
    return {
        "number": row.pk,
        **{
            name: getattr(row, name)
            for name in ("slug", "title", "summary", "starts_at", "ends_at", "venue", "address", "sign_up")
        },
        "kind": {"key": row.kind, "name": str(row.get_kind_display())},
        "mode": {"key": row.mode, "name": str(row.get_mode_display())},
        "place": row.place.slug if row.place else None,
        "point": {"latitude": point[0], "longitude": point[1]} if point else None,
        "access": {
            "step_free": {"key": row.step_free, "name": str(row.get_step_free_display())},
            "note": row.access_note,
            **{
                name: getattr(row, name)
                for name in ("induction_loop", "dgs", "childcare", "quiet_room", "languages")
            },
        },
        "seats": [
            {"side": side.value, "seats": row.seats(side), "free": queries.free_seats(row, side, given)}
            for side in (row.sides if row.sign_up else [])
        ],
        "process": row.process.slug if row.process and row.process.is_public else None,
        "bundle": row.bundle.slug if row.bundle and row.bundle.is_public else None,
        "cancelled": row.cancelled_at is not None,
        "url": absolute(row.get_absolute_url()),
        "self": absolute(f"/api/v1/events/{row.slug}"),
    }


@router.get("", response=EventPage, operation_id="list_events", summary="All public events")
def events(
    request: HttpRequest,
    response: HttpResponse,
    window: Annotated[Window, Query()],
    when: Annotated[When, Query()] = "upcoming",
    kind: Annotated[KindKey | None, Query()] = None,
    mode: Annotated[ModeKey | None, Query(description="room and online also find what is hybrid")] = None,
    place: Annotated[str, Query(max_length=120, description="Slug of a place; its parts are in it")] = "",
    process: Annotated[str, Query(max_length=80, description="Slug of a process")] = "",
) -> EventPage:
    """What is to come, soonest first; what is over, latest first. An unknown place or process finds nothing."""
    pages.depends_on(request, "events", "events:today")
    rows, now = queries.public(), timezone.now()
    for condition in (
        queries.Filters(kind=kind or "", mode=mode or "", place=place.replace("\x00", ""))
        .conditions()
        .values()
    ):
        rows = rows.filter(condition)
    if process:
        rows = rows.filter(process__slug=process.replace("\x00", ""), process__published_at__isnull=False)
    if when == "upcoming":
        rows = rows.filter(ends_at__gt=now).order_by("starts_at", "pk")
    elif when == "past":
        rows = rows.filter(ends_at__lte=now).order_by("-starts_at", "-pk")
    else:
        rows = rows.order_by("starts_at", "pk")
    found = page_of(request, response, queries.for_list(rows), window.limit, window.offset)
    given = queries.taken([row.pk for row in found])
    return EventPage.model_validate({"items": [words(row, given) for row in found], **found.about})


@router.get("/{slug:slug}", response=EventDetail, operation_id="read_event", summary="One event")
def event(request: HttpRequest, slug: str) -> EventDetail:
    """Everything that its page says. The link to an online meeting is only for those who signed up."""
    row = queries.one(slug)
    if row is None or not row.is_public:
        raise Refusal(_("Diese Veranstaltung gibt es nicht oder nicht mehr."), status=404)
    pages.depends_on(request, f"event:{row.pk}")
    plain = (
        "body",
        "doors_at",
        "sign_up_from",
        "sign_up_until",
        "without_net",
        "contact",
        "cancelled_because",
        "version",
    )
    return EventDetail.model_validate(
        {
            **words(row, queries.taken([row.pk])),
            **{name: getattr(row, name) for name in plain},
            "office": row.office.name if row.office else "",
        }
    )
