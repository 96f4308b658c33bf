# SPDX-License-Identifier: EUPL-1.2
"""Ballots for machines, to be read: what is voted on, how it is counted, what came out, every ballot paper, the protocol.

Nothing here says who voted. What is not published on the site is not here either.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema
from ninja.params.functions import Query

from mitwirken.ground import pages
from mitwirken.ground.api.paging import Window, page_of
from mitwirken.ground.api.schemas import LARGEST, Number, Page, Point, Words, absolute
from mitwirken.ground.deeds.refusal import Refusal

from . import counting, protocol, queries, rules, views
from .counting import setup_of
from .models import Ballot, Option, State
from .words import how_it_is_counted, how_to_fill_in

router = Router()
Status = Literal["ahead", "open", "over", "published"]
Key = Annotated[int, Path(ge=1, le=LARGEST)]


class BallotOut(Schema):
    number: Number
    title: str
    question: str
    status: str = Field(
        description="ahead, open, over (closed or being counted) or published", examples=["open"]
    )
    kind: Words = Field(description="approval, basket, points or ranking")
    rule: Words = Field(description="shares, greedy, most, sum, schulze, runoff or seats")
    budget: int | None = Field(description="In whole units of the currency; null: not about money")
    currency: str = Field(examples=["EUR"])
    starts_at: datetime
    ends_at: datetime
    process: str = Field(description="Slug of its process")
    town: str = Field(description="Not empty: a vote of another town, taken in from its files")
    url: str = Field(description="The page for people")
    self: str


class BallotPage(Page):
    items: list[BallotOut]


class OptionOut(Schema):
    code: str = Field(
        description="As on paper and in the ballots; empty where it was declined before the lot"
    )
    title: str
    text: str
    cost: int | None
    place: str | None = Field(description="Slug of the district; null: the whole town")
    point: Point | None
    office: str = Field(description="Who checked it")
    eligible: bool | None = Field(description="false: declined before the vote")
    reason: str = Field(description="Why it was declined")
    proposal: int | None = Field(description="Number of the proposal it came out of")


class BallotDetail(BallotOut):
    text: str
    eligibility: Words = Field(
        description="How that is found out: accounts, codes, desk, identity, or a check of the city's own"
    )
    who: str = Field(description="Who may vote")
    fill_in: str = Field(description="What to do with the ballot paper")
    counted: list[str] = Field(description="How it is counted, in sentences")
    least: int
    most: int | None
    points: int
    points_each: int | None
    seats: int
    guarantee: int = Field(description="How many projects are safe for each district")
    changeable: bool = Field(description="Whether a vote can be changed until the end")
    source: str
    options: list[OptionOut]


class WinnerOut(Schema):
    code: str
    title: str
    cost: int
    votes: int = Field(description="Ballots that name it, or points")
    support: int | None = Field(description="Effective support in percent; null: the rule has none")
    sentence: str


class LoserOut(Schema):
    code: str
    title: str
    cost: int
    votes: int
    support: int | None
    sentences: list[str] = Field(description="Why not, and what would have been needed")


class ResultOut(Schema):
    """The result as the page tells it, and as the command prints it."""

    number: Number
    lead: str
    voters: int
    by_channel: dict[str, int] = Field(examples=[{"online": 812, "paper": 97}])
    invalid: int
    spent: int
    winners: list[WinnerOut]
    losers: list[LoserOut]
    command: str = Field(description="With this and the file of all ballots anybody counts again")
    file: str = Field(description="All ballots, in Pabulib's format or as CSV")
    result: dict[str, Any] = Field(description="What the command prints with --json")


class PaperOut(Schema):
    receipt: str
    choices: dict[str, int] = Field(
        description="Code of the project to a mark, points or the place in a ranking"
    )


class PaperPage(Page):
    items: list[PaperOut]


class ProtocolOut(Schema):
    title: str
    eyebrow: str
    lead: str
    author: str
    blocks: list[dict[str, Any]] = Field(description="Headings, paragraphs, lists and tables, by `kind`")


def _words(row: Ballot) -> dict[str, Any]:
    return {
        "number": row.pk,
        **{name: getattr(row, name) for name in ("title", "question", "budget", "currency", "town")},
        "status": views.state_of(row),
        "kind": {"key": row.kind, "name": str(row.get_kind_display())},
        "rule": {"key": row.rule, "name": str(row.get_rule_display())},
        "starts_at": row.phase.starts_at,
        "ends_at": row.phase.ends_at,
        "process": row.process.slug,
        "url": absolute(row.get_absolute_url()),
        "self": absolute(f"/api/v1/ballots/{row.pk}"),
    }


def _option(row: Option) -> dict[str, Any]:
    here = row.latitude is not None and row.longitude is not None
    return {
        **{name: getattr(row, name) for name in ("code", "title", "text", "cost", "eligible", "reason")},
        "place": row.place.slug if row.place else None,
        "point": {"latitude": row.latitude, "longitude": row.longitude} if here else None,
        "office": row.office.name if row.office else "",
        "proposal": row.proposal_id,
    }


def _of_status(rows: QuerySet[Ballot], status: Status) -> QuerySet[Ballot]:
    now = timezone.now()
    ahead = Q(state=State.READY, phase__starts_at__gt=now)
    open_ = Q(state=State.READY, phase__starts_at__lte=now, phase__ends_at__gt=now)
    published = Q(state=State.PUBLISHED)
    return rows.filter(
        {"ahead": ahead, "open": open_, "published": published, "over": ~(ahead | open_ | published)}[status]
    )


@router.get("", response=BallotPage, operation_id="list_ballots", summary="All public ballots")
def ballots(
    request: HttpRequest,
    response: HttpResponse,
    window: Annotated[Window, Query()],
    status: Annotated[Status | None, Query()] = None,
    process: Annotated[str, Query(max_length=80, description="Slug of a process")] = "",
) -> BallotPage:
    """Latest end first. An unknown process finds nothing."""
    pages.depends_on(request, "processes")
    rows = queries.public(Ballot.objects.select_related("process", "phase"))
    if status:
        rows = _of_status(rows, status)
    if process:
        rows = rows.filter(process__slug=process.replace("\x00", ""))
    rows = rows.order_by("-phase__ends_at", "-pk")
    found = page_of(request, response, rows, window.limit, window.offset)
    return BallotPage.model_validate({"items": [_words(row) for row in found], **found.about})


def _find(request: HttpRequest, number: int) -> Ballot:
    row = rules.find(number)
    pages.depends_on(request, f"ballot:{row.pk}", f"process:{row.process_id}")
    return row


def _published(request: HttpRequest, number: int) -> Ballot:
    row = _find(request, number)
    if row.state != State.PUBLISHED:
        raise Refusal(_("Das Ergebnis dieser Abstimmung ist noch nicht veröffentlicht."), status=404)
    return row


@router.get(
    "/{number}", response=BallotDetail, operation_id="read_ballot", summary="One ballot with its options"
)
def ballot(request: HttpRequest, number: Key) -> BallotDetail:
    """The question, the rule in words, and all options, those too that an office declined."""
    row = _find(request, number)
    plain = (
        "text", "least", "most", "points", "points_each", "seats", "guarantee", "changeable", "source",
    )  # fmt: skip
    setup = setup_of(row)
    check = rules.check_of(row)
    return BallotDetail.model_validate(
        {
            **_words(row),
            **{name: getattr(row, name) for name in plain},
            "eligibility": {"key": check.key, "name": str(check.name)},
            "who": str(views.described(row)["who"]),
            "fill_in": how_to_fill_in(setup, row.currency),
            "counted": how_it_is_counted(setup, row.currency),
            "options": [_option(each) for each in queries.options(row)],
        }
    )


@router.get(
    "/{number}/result", response=ResultOut, operation_id="read_ballot_result", summary="The result, explained"
)
def result(request: HttpRequest, number: Key) -> ResultOut:
    """Who won, why, and for each loser what was missing. Not found before it is published."""
    row = _published(request, number)
    told = views.told_of(row, queries.options(row))
    name = views.file_name(row)
    return ResultOut.model_validate(
        {
            "number": row.pk,
            "lead": told.lead,
            "voters": row.numbers.get("voters", 0),
            "by_channel": row.numbers.get("by_channel", {}),
            "invalid": row.numbers.get("invalid", 0),
            "spent": told.spent,
            "winners": [
                asdict(each.item) | {"votes": each.votes, "support": each.support, "sentence": each.sentence}
                for each in told.winners
            ],
            "losers": [
                asdict(each.item)
                | {"votes": each.votes, "support": each.support, "sentences": list(each.sentences)}
                for each in told.losers
            ],
            "command": f"{counting.command(setup_of(row), name)} --json",
            "file": absolute(f"{row.get_absolute_url()}stimmzettel/datei/"),
            "result": row.result,
        }
    )


@router.get(
    "/{number}/papers", response=PaperPage, operation_id="list_ballot_papers", summary="Every ballot paper"
)
def papers(
    request: HttpRequest, response: HttpResponse, number: Key, window: Annotated[Window, Query()]
) -> PaperPage:
    """By receipt: the only order they have. Nobody can tell whose one is. Not found before the result is published."""
    row = _published(request, number)
    found = page_of(request, response, queries.cast_list(row), window.limit, window.offset)
    return PaperPage.model_validate(
        {"items": [{"receipt": each.receipt, "choices": each.choices} for each in found], **found.about}
    )


@router.get(
    "/{number}/protocol", response=ProtocolOut, operation_id="read_ballot_protocol", summary="The protocol"
)
def minutes(request: HttpRequest, number: Key) -> ProtocolOut:
    """The same blocks of which page, PDF and OpenDocument are drawn. Not found before the result is published."""
    row = _published(request, number)
    paper = protocol.compose(row, views.result_context(row))
    return ProtocolOut.model_validate(
        {
            **{name: getattr(paper, name) for name in ("title", "eyebrow", "lead", "author")},
            "blocks": [asdict(block) for block in paper.blocks],
        }
    )
