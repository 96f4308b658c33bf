# SPDX-License-Identifier: EUPL-1.2
"""Opinion maps for machines: statements and how often each answer was given. What is hidden until the end is hidden here too."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Router, Schema
from ninja.params.functions import Query

from mitwirken.ground import pages
from mitwirken.ground.api.paging import Slice, Window, page_of
from mitwirken.ground.api.schemas import Number, Page, absolute

from . import queries, rules

router = Router()


class StatementOut(Schema):
    number: int = Field(description="Its number in the conversation, as on paper and in files")
    text: str
    seed: bool = Field(description="Written by staff; otherwise added by whoever took part")
    personal: bool = Field(description="Speaks of the person; makes nobody differ on the map")
    agree: int | None = Field(description="null while totals are hidden")
    disagree: int | None
    passed: int | None
    url: str


class ConversationPage(Page):
    conversation: Number
    question: str
    language: str = Field(examples=["de"])
    open: bool
    hidden: bool = Field(description="Totals are shown only after the end")
    items: list[StatementOut]


@router.get(
    "/{conversation}",
    response=ConversationPage,
    operation_id="list_statements",
    summary="The statements of an opinion map with their totals, by number",
)
def statements(
    request: HttpRequest,
    response: HttpResponse,
    conversation: Path[Number],
    window: Annotated[Window, Query()],
) -> ConversationPage:
    """Only statements that are voted on. Who answered what is nobody's business."""
    row = rules.find(conversation)
    pages.depends_on(request, f"conversation:{row.pk}", f"process:{row.phase.process_id}")
    shown = queries.results_open(row)
    found: Slice = page_of(
        request, response, queries.voted_on(row).order_by("number"), window.limit, window.offset
    )
    sums = queries.totals(row) if shown else {}
    items: list[dict[str, Any]] = []
    for each in found:
        each.conversation = row
        of = sums.get(each.pk, queries.Totals()) if shown else None
        items.append(
            {
                "number": each.number,
                "text": each.text,
                "seed": each.seed,
                "personal": each.personal,
                "agree": of.agree if of else None,
                "disagree": of.disagree if of else None,
                "passed": of.passed if of else None,
                "url": absolute(each.get_absolute_url()),
            }
        )
    return ConversationPage.model_validate(
        {
            "conversation": row.pk,
            "question": row.question,
            "language": row.language,
            "open": row.is_open(),
            "hidden": not shown,
            "items": items,
            **found.about,
        }
    )
