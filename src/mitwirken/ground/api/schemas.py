# SPDX-License-Identifier: EUPL-1.2
"""Shapes that several resources share."""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from ninja import Field, Schema
from pydantic import ConfigDict

# SQLite and PostgreSQL count keys in 64 bits; JavaScript, which reads this, exactly only to 2**53.
LARGEST = 2**53 - 1

Number = Annotated[int, Field(ge=1, le=LARGEST)]


class Problem(Schema):
    """An error as RFC 9457 has it. `detail` is a sentence that can be shown to a person."""

    type: str = Field(
        description="Leads to an explanation of this kind of error",
        examples=["https://example.org/offene-daten/#fehler-404"],
    )
    title: str = Field(examples=["Nicht gefunden"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["Das gibt es hier nicht oder nicht mehr."])
    instance: str = Field(examples=["/api/v1/proposals/12"])
    errors: list[FieldProblem] = Field(default=[], description="Only for single fields")
    theirs: dict[str, Any] = Field(
        default={}, description="What stands there now, when somebody else was faster"
    )


class FieldProblem(Schema):
    model_config = ConfigDict(extra="allow")

    field: str = Field(examples=["title"])
    detail: str = Field(examples=["Höchstens 120 Zeichen, bitte."])


Problem.model_rebuild()


class Words(Schema):
    """A fixed key and what it is called in the language of the answer."""

    key: str
    name: str


class Point(Schema):
    """WGS 84."""

    latitude: float = Field(ge=-90, le=90, examples=[51.4936])
    longitude: float = Field(ge=-180, le=180, examples=[7.4653])


class Strict(Schema):
    """A body that is sent to us: an unknown field is more likely a typing error than a wish."""

    model_config = ConfigDict(extra="forbid")


class Page(Schema):
    total: int = Field(description="How many there are in all", examples=[95])
    limit: int = Field(examples=[20])
    offset: int = Field(examples=[0])
    next: str | None = Field(
        description="Address of the next page, as in the Link header",
        examples=["https://example.org/api/v1/proposals?offset=20"],
    )
    previous: str | None = Field(examples=[None])


def absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
