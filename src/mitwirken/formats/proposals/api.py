# SPDX-License-Identifier: EUPL-1.2
"""Proposals for machines: read by everybody, submitted and changed in a person's name by the same deeds as on the pages."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema, Status
from ninja.params.functions import Query

from mitwirken.civic.participation.models import Process
from mitwirken.civic.places.models import Place
from mitwirken.formats.deliberation import queries as deliberation
from mitwirken.ground import pages
from mitwirken.ground.api.door import seen_version, version_tag, with_version
from mitwirken.ground.api.paging import Window, page_of
from mitwirken.ground.api.problems import FieldErrors
from mitwirken.ground.api.schemas import LARGEST, Number, Page, Point, Strict, Words, absolute
from mitwirken.ground.api.tokens import person_of, token_of, writer
from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk import queries as cases
from mitwirken.ground.desk.models import CaseStatus
from mitwirken.ground.moderation import queries as moderation
from mitwirken.ground.moderation.schemas import Waiting

from . import actions, queries, rules
from .forms import ProposalForm
from .models import TEXT_LENGTH, TITLE_LENGTH, Proposal

SCOPE = "proposals"
router = Router()

StatusKey = Literal[
    "eingegangen", "pruefung", "beratung", "angenommen", "abgelehnt", "umsetzung", "umgesetzt"
]
ChannelKey = Literal["online", "phone", "paper", "room"]
Order = Literal["newest", "oldest"]
MOST_MONEY = 10_000_000_000


class PlaceOut(Schema):
    slug: str
    name: str


class CategoryOut(Schema):
    id: Number
    name: str


class ArgumentCounts(Schema):
    pro: int
    contra: int
    questions: int


class ProposalOut(Schema):
    number: Number = Field(description="For good; people write it V-12", examples=[12])
    process: str = Field(description="Slug of its process", examples=["hoeschpark"])
    title: str = Field(examples=["Mehr Bänke am Weg zum Spielplatz"])
    text: str
    status: Words = Field(
        description="How far the city is: eingegangen, pruefung, beratung, angenommen, abgelehnt, umsetzung, umgesetzt"
    )
    category: CategoryOut | None
    place: PlaceOut | None
    point: Point | None
    cost: int | None = Field(description="Estimated, in euros")
    channel: str = Field(
        description="How it came: online, phone, paper or room. Who proposed it is not told.",
        examples=["online"],
    )
    arguments: ArgumentCounts
    created_at: datetime
    edited_at: datetime | None
    version: int
    url: str = Field(description="The page for people")
    self: str = Field(examples=["https://example.org/api/v1/proposals/12"])


class HistoryOut(Schema):
    at: datetime
    status: Words
    reason: str
    office: str
    due_on: date | None


class AnswerOut(Schema):
    edition: int = Field(description="A later edition corrects the earlier ones")
    text: str
    office: str
    role: str
    published_at: datetime
    superseded: bool


class MilestoneOut(Schema):
    title: str
    text: str
    due_on: date | None
    done_on: date | None


class PictureOut(Schema):
    url: str
    alt: str = Field(description="What is to be seen")


class ProposalDetail(ProposalOut):
    office: str = Field(description="Who is in charge now")
    history: list[HistoryOut] = Field(description="Every public change of the status, oldest first")
    answers: list[AnswerOut] = Field(description="Signed answers of the city, newest first")
    milestones: list[MilestoneOut]
    pictures: list[PictureOut]
    merged_into: int | None = Field(description="Number of the proposal it went into")
    merged: list[int] = Field(description="Numbers of those that went into it")


class ProposalPage(Page):
    items: list[ProposalOut]


class ProposalIn(Strict):
    process: str = Field(
        max_length=80,
        pattern=r"^[-a-zA-Z0-9_]+$",
        description="Slug of a process that takes proposals now",
        examples=["hoeschpark"],
    )
    title: str = Field(min_length=1, max_length=TITLE_LENGTH, examples=["Mehr Bänke am Weg zum Spielplatz"])
    text: str = Field(
        min_length=1,
        max_length=TEXT_LENGTH,
        examples=["Wer nicht gut zu Fuß ist, braucht Orte zum Ausruhen."],
    )
    category: int | None = Field(
        default=None, ge=1, le=LARGEST, description="Id of a category of the process"
    )
    place: str | None = Field(default=None, max_length=120, description="Slug of a place of the process")
    point: Point | None = Field(default=None, description="In the city; rounded to four decimals")
    cost: int | None = Field(
        default=None, ge=0, le=MOST_MONEY, description="In euros, where the phase asks for it"
    )


class ProposalChange(Strict):
    """Only what is named changes; null empties."""

    title: str = Field(default="", min_length=1, max_length=TITLE_LENGTH)
    text: str = Field(default="", min_length=1, max_length=TEXT_LENGTH)
    category: int | None = Field(default=None, ge=1, le=LARGEST)
    place: str | None = Field(default=None, max_length=120)
    point: Point | None = Field(default=None)
    cost: int | None = Field(default=None, ge=0, le=MOST_MONEY)


# Reading


def _status(key: str) -> dict[str, str]:
    found = CaseStatus(key) if key in CaseStatus.values else CaseStatus.RECEIVED
    return {"key": found.value, "name": str(found.label)}


def words(row: Proposal, status: str, said: deliberation.Counts) -> dict[str, Any]:
    """A proposal as plain values. Whoever made it stays out: what somebody proposes is a political opinion (Art. 9 GDPR)."""
    point = row.point
    return {
        "number": row.pk,
        "process": row.process.slug,
        "title": row.title,
        "text": row.text,
        "status": _status(status),
        "category": {"id": row.category.pk, "name": row.category.name} if row.category else None,
        "place": {"slug": row.place.slug, "name": row.place.name} if row.place else None,
        "point": {"latitude": point[0], "longitude": point[1]} if point else None,
        "cost": row.cost,
        "channel": row.channel,
        "arguments": {"pro": said.pro, "contra": said.contra, "questions": said.question},
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "version": row.version,
        "url": absolute(row.get_absolute_url()),
        "self": absolute(f"/api/v1/proposals/{row.pk}"),
    }


def _many(rows: list[Proposal]) -> list[dict[str, Any]]:
    ids = [row.pk for row in rows]
    statuses, said = cases.statuses(queries.KIND, ids), deliberation.counts(queries.KIND, ids)
    return [words(row, statuses.get(row.pk, ""), said[row.pk]) for row in rows]


@router.get("", response=ProposalPage, operation_id="list_proposals", summary="All public proposals")
def proposals(
    request: HttpRequest,
    response: HttpResponse,
    window: Annotated[Window, Query()],
    process: Annotated[str, Query(max_length=80, description="Slug of a process")] = "",
    status: Annotated[StatusKey | None, Query()] = None,
    category: Annotated[int | None, Query(ge=1, le=LARGEST, description="Id of a category")] = None,
    place: Annotated[str, Query(max_length=120, description="Slug of a place; its parts are in it")] = "",
    channel: Annotated[ChannelKey | None, Query()] = None,
    q: Annotated[
        str,
        Query(max_length=100, description="Words; umlauts, compounds and small typing errors are forgiven"),
    ] = "",
    order: Annotated[Order, Query()] = "newest",
) -> ProposalPage:
    """Those merged into others are not in the list, but each can be read under its number."""
    rows = queries.public(Proposal.objects.filter(merged_into=None))
    if process:
        found_process = Process.objects.filter(slug=process, published_at__isnull=False).first()
        if found_process is None:
            raise Refusal(_("Diesen Beteiligungsprozess gibt es nicht oder nicht mehr."), status=404)
        pages.depends_on(request, f"process:{found_process.pk}")
        rows = rows.filter(process=found_process)
    narrow = queries.Filters(category=category, status=status or "", channel=channel or "", text=q.strip())
    rows = queries.narrowed(rows, narrow)
    if place:
        ids = Place.objects.filter(slug=place) | Place.objects.filter(parent__slug=place)
        rows = rows.filter(place__in=ids.values("pk"))
    rows = rows.order_by("created_at", "pk") if order == "oldest" else rows.order_by("-created_at", "-pk")
    rows = rows.select_related("process", "category", "place").defer("place__outline")
    found = page_of(request, response, rows, window.limit, window.offset)
    return ProposalPage.model_validate({"items": _many(found), **found.about})


def _public(number: int) -> Proposal:
    row = queries.one_public(number)
    if row is None:
        raise Refusal(_("Einen Vorschlag mit dieser Nummer gibt es nicht oder nicht mehr."), status=404)
    return row


def _detail(row: Proposal) -> dict[str, Any]:
    case = cases.public_view(queries.KIND, row.pk)
    said = deliberation.counts(queries.KIND, [row.pk])[row.pk]
    return {
        **words(row, case.status if case else "", said),
        "office": case.office.name if case and case.office else "",
        "history": [
            {
                "at": line.at,
                "status": _status(line.status),
                "reason": line.reason,
                "office": line.office,
                "due_on": line.due_on,
            }
            for line in (case.history if case else ())
        ],
        "answers": [
            {
                name: getattr(each, name)
                for name in ("edition", "text", "office", "role", "published_at", "superseded")
            }
            for each in (case.answers if case else ())
        ],
        "milestones": [
            {name: getattr(each, name) for name in ("title", "text", "due_on", "done_on")}
            for each in (case.milestones if case else ())
        ],
        "pictures": [{"url": absolute(each.url()), "alt": each.alt} for each in row.pictures.all()],
        "merged_into": row.merged_into_id,
        "merged": [each.pk for each in row.merged.all() if not each.hidden_at],
    }


def _answer(response: HttpResponse, row: Proposal) -> ProposalDetail:
    values = _detail(row)
    response["ETag"] = version_tag(row.version, values)
    return ProposalDetail.model_validate(values)


@router.get(
    "/{number}",
    response=ProposalDetail,
    operation_id="read_proposal",
    summary="One proposal with the city's answer",
)
def proposal(request: HttpRequest, response: HttpResponse, number: Path[Number]) -> ProposalDetail:
    """With status and history, answers and milestones. Arguments and ratings have addresses of their own below it."""
    row = _public(number)
    pages.depends_on(request, f"proposal:{row.pk}", f"process:{row.process_id}")
    return _answer(response, row)


# Writing


def _checked(process: Process, values: dict[str, Any], kept: list[Any]) -> actions.Clean:
    """The values through the form of the pages, so that the same is allowed here and there."""
    errors: dict[str, list[str]] = {}
    data = {"title": values["title"], "text": values["text"]}
    form = ProposalForm(process=process)
    for name in ("category", "place", "point", "cost"):
        if values.get(name) is not None and name not in form.fields:
            errors[name] = [_("Danach wird in diesem Prozess nicht gefragt.")]
    if values.get("category"):
        data["category"] = str(values["category"])
    if values.get("place") and "place" in form.fields:
        place = queries.choosable_places(process).filter(slug=values["place"]).first()
        if place is None:
            errors["place"] = [_("Diesen Bezirk gibt es in diesem Prozess nicht.")]
        else:
            data["place"] = str(place.pk)
    if values.get("point"):
        data |= {
            "point_lat": str(values["point"]["latitude"]),
            "point_lon": str(values["point"]["longitude"]),
        }
    if values.get("cost") is not None:
        data["cost"] = str(values["cost"])
    form = ProposalForm(data, process=process)
    if not form.is_valid():
        errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()} | errors
    if errors:
        raise FieldErrors(errors)
    return form.as_clean(kept)


@router.post(
    "",
    response={201: ProposalDetail, 202: Waiting},
    auth=writer(SCOPE),
    operation_id="submit_proposal",
    summary="Submit a proposal",
)
def submit(request: HttpRequest, response: HttpResponse, body: ProposalIn) -> Status[Any]:
    """It stands in the list at once, under the person's pseudonym; 202 where it looks like advertising and waits for the moderation. With a header `Idempotency-Key` (at most 200 characters) a repeated request gives the first result."""
    process = queries.public_process(body.process)
    if process is None:
        raise Refusal(
            _("Diesen Beteiligungsprozess gibt es nicht oder nicht mehr."), status=422, field="process"
        )
    rules.require_open(process)
    clean = _checked(process, body.model_dump(), [])
    key = request.headers.get("Idempotency-Key", "")[:200]
    spent = (
        hashlib.sha256(f"{token_of(request).pk}:{key}".encode("utf-8", "replace")).hexdigest()[:60]
        if key
        else ""
    )

    def deed() -> str:
        return str(actions.submit_proposal(process=process, clean=clean, author=person_of(request)).pk)

    number = int(once(spent, deed))
    held = moderation.held_of(queries.KIND, number)
    if held is not None:
        return Status(202, Waiting(waiting=absolute(held.get_absolute_url())))
    row = _public(number)
    response["Location"] = absolute(f"/api/v1/proposals/{row.pk}")
    return Status(201, _answer(response, row))


@router.patch(
    "/{number}",
    response={200: ProposalDetail, 202: Waiting},
    auth=writer(SCOPE),
    operation_id="change_proposal",
    summary="Change one's own proposal",
)
def change(
    request: HttpRequest, response: HttpResponse, number: Path[Number], body: ProposalChange
) -> Status[Any]:
    """The earlier wording stays readable; 202 where the new one looks like advertising and waits for the moderation. Needs `If-Match` with the ETag that was read; 412 when somebody changed it in between."""
    row = _public(number)
    seen = seen_version(request)
    rules.require_may_edit(person_of(request), row)
    present: dict[str, Any] = {
        "title": row.title,
        "text": row.text,
        "category": row.category_id,
        "place": row.place.slug if row.place else None,
        "point": {"latitude": row.point[0], "longitude": row.point[1]} if row.point else None,
        "cost": row.cost,
    }
    clean = _checked(row.process, present | body.model_dump(exclude_unset=True), list(row.pictures.all()))
    with_version(lambda: actions.change_proposal(proposal=row, clean=clean, by=person_of(request), seen=seen))
    held = moderation.held_of(queries.KIND, number)
    if held is not None:
        return Status(202, Waiting(waiting=absolute(held.get_absolute_url())))
    return Status(200, _answer(response, _public(number)))
