# SPDX-License-Identifier: EUPL-1.2
"""Arguments on any subject for machines. Nobody's name stands in an answer, only the city's offices sign."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema, Status
from ninja.params.functions import Query

from mitwirken.ground import pages
from mitwirken.ground.api.paging import Window, page_of
from mitwirken.ground.api.schemas import LARGEST, Number, Page, Strict, absolute
from mitwirken.ground.api.tokens import person_of, writer
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.ground.moderation import queries as moderation
from mitwirken.ground.moderation.schemas import Waiting

from . import actions, queries
from .models import MOST, Argument

SCOPE = "arguments"

KindKey = Literal["pro", "contra", "frage"]


class ReplyOut(Schema):
    id: Number
    text: str
    is_city: bool = Field(description="An answer of the city, signed by an office")
    office: str
    channel: str = Field(description="online, phone, paper or room", examples=["online"])
    helpful: int = Field(description="How many people found it helpful to think")
    version: int
    created_at: datetime
    edited_at: datetime | None
    url: str


class ArgumentOut(ReplyOut):
    kind: KindKey
    withdrawn: bool = Field(description="Taken back by its author; its replies stay")
    replies: list[ReplyOut] = Field(description="The city's answer first; at most the first fifty")


class ArgumentPage(Page):
    items: list[ArgumentOut]


class ArgumentIn(Strict):
    kind: KindKey | None = Field(default=None, description="Needed unless it is a reply", examples=["pro"])
    text: str = Field(
        min_length=1, max_length=MOST, examples=["Dann kommt man auch mit dem Kinderwagen durch."]
    )
    parent: int | None = Field(
        default=None, ge=1, le=LARGEST, description="Id of the argument that is replied to"
    )


REPLIES = 50


def words(row: Argument) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "text": row.text,
        "is_city": row.is_city,
        "office": row.office.name if row.office else "",
        "channel": row.channel,
        "helpful": row.helpful_count,
        "version": row.version,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "url": absolute(row.get_absolute_url()),
        "withdrawn": row.withdrawn_at is not None,
    }


def _with_replies(tops: list[Argument]) -> list[dict[str, Any]]:
    """The arguments with their replies, in one more query."""
    found = {row.pk: words(row) | {"replies": []} for row in tops}
    answered = [row.pk for row in tops if row.reply_count]
    if answered:
        replies = Argument.objects.filter(
            parent__in=answered, hidden_at=None, withdrawn_at=None
        ).select_related("office")
        for reply in replies.order_by("parent_id", "-is_city", "pk"):
            kept = found[reply.parent_id or 0]["replies"]
            if len(kept) < REPLIES:
                kept.append(words(reply))
    return list(found.values())


def routes(kind: str) -> Router:
    """The arguments of the subjects of one kind, under `/{number}/arguments`."""
    router = Router()

    @router.get(
        "/arguments",
        response=ArgumentPage,
        operation_id=f"list_{kind}_arguments",
        summary="What people say for and against",
    )
    def arguments(
        request: HttpRequest,
        response: HttpResponse,
        number: Path[Number],
        window: Annotated[Window, Query()],
        side: Annotated[KindKey | None, Query(alias="kind", description="Only these")] = None,
    ) -> ArgumentPage:
        """In the order in which they were said, with their replies."""
        subject = kind_named(kind).find_public(number)
        pages.depends_on(request, f"{kind}:{subject.pk}")
        rows = queries.said_about(kind, subject.pk).select_related("office").order_by("pk")
        if side:
            rows = rows.filter(kind=side)
        found = page_of(request, response, rows, window.limit, window.offset)
        return ArgumentPage.model_validate({"items": _with_replies(found), **found.about})

    @router.post(
        "/arguments",
        response={201: ArgumentOut | ReplyOut, 202: Waiting},
        auth=writer(SCOPE),
        operation_id=f"add_{kind}_argument",
        summary="Say something, or reply",
    )
    def add(
        request: HttpRequest, response: HttpResponse, number: Path[Number], body: ArgumentIn
    ) -> Status[Any]:
        """Published at once under the person's pseudonym, as on the page; 202 where it looks like advertising and waits for the moderation."""
        subject = kind_named(kind).find_public(number)
        parent = None
        if body.parent is not None:
            parent = queries.public(
                Argument.objects.filter(pk=body.parent, subject_kind=kind, subject_id=subject.pk)
            ).first()
            if parent is None:
                raise Refusal(
                    _("Diesen Beitrag gibt es hier nicht oder nicht mehr."), status=422, field="parent"
                )
        elif body.kind is None:
            raise Refusal(
                _("Sagen Sie dazu, ob es dafür, dagegen oder eine Frage ist."), status=422, field="kind"
            )
        made = actions.add_argument(
            subject=subject, kind=body.kind or "", text=body.text, by=person_of(request), parent=parent
        )
        if made.hidden_at:
            return Status(202, Waiting(waiting=absolute(moderation.address_of(made))))
        response["Location"] = absolute(made.get_absolute_url())
        values = words(made) | ({} if parent is not None else {"replies": []})
        return Status(
            201, ReplyOut.model_validate(values) if parent is not None else ArgumentOut.model_validate(values)
        )

    return router
