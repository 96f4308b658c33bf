# SPDX-License-Identifier: EUPL-1.2
"""Lists come in pages: `limit`, `offset`, `Link` and `X-Total-Count`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

MOST = 100
FARTHEST = 1_000_000


class Window(Schema):
    """Which part of a list is wanted."""

    limit: int = Field(default=20, ge=1, le=MOST, description="How many at once")
    offset: int = Field(default=0, ge=0, le=FARTHEST, description="After how many to begin")


class Slice(list[Any]):
    """The rows of a page with what the answer says about the whole."""

    about: dict[str, Any]
    offset: int

    def start_index(self) -> int:
        return self.offset + 1


def page_of(
    request: HttpRequest,
    response: HttpResponse,
    rows: QuerySet[Any],
    limit: int,
    offset: int,
    total: int | None = None,
) -> Slice:
    """The rows of the window; `rows` must have a total order, or pages would overlap. Two queries."""
    if total is None:
        total = rows.count()
    found = Slice(rows[offset : offset + limit] if offset < total else [])
    found.offset = offset
    links = {"first": 0, "last": max(0, (total - 1) // limit * limit)}
    if offset + limit < total:
        links["next"] = offset + limit
    if offset > 0:
        links["prev"] = max(0, min(offset, total) - limit)
    addresses = {name: _address(request, limit, start) for name, start in links.items()}
    response["Link"] = ", ".join(f'<{address}>; rel="{name}"' for name, address in addresses.items())
    response["X-Total-Count"] = str(total)
    found.about = {
        "total": total,
        "limit": limit,
        "offset": offset,
        "next": addresses.get("next"),
        "previous": addresses.get("prev"),
    }
    return found


def _address(request: HttpRequest, limit: int, offset: int) -> str:
    query = request.GET.copy()
    query["limit"], query["offset"] = str(limit), str(offset)
    return f"{settings.BASE_URL}{request.path}?{query.urlencode()}"
