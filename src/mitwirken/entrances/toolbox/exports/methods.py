# SPDX-License-Identifier: EUPL-1.2
"""The catalogue as open data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from mitwirken.ground import pages

from .. import exchange
from ..queries.methods import cards


def _named(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def methods_json(request: HttpRequest) -> StreamingHttpResponse:
    pages.depends_on(request, "toolbox")
    pieces = exchange.to_json(card.entry for card in cards().values())
    return _named(StreamingHttpResponse(pieces, content_type="application/json"), "methoden.json")


@require_safe
def methods_csv(request: HttpRequest) -> StreamingHttpResponse:
    pages.depends_on(request, "toolbox")

    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, exchange.COLUMNS)
        writer.writeheader()
        for card in cards().values():
            writer.writerow(exchange.to_row(card.entry))
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()

    return _named(StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8"), "methoden.csv")
