# SPDX-License-Identifier: EUPL-1.2
"""The examples as open data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from mitwirken.ground import pages

from .. import exchange_cases
from ..queries import examples as queries


def _named(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def examples_json(request: HttpRequest) -> StreamingHttpResponse:
    pages.depends_on(request, "toolbox")
    pieces = exchange_cases.to_json(queries.case_of(row) for row in queries.library())
    return _named(StreamingHttpResponse(pieces, content_type="application/json"), "beispiele.json")


@require_safe
def examples_csv(request: HttpRequest) -> StreamingHttpResponse:
    pages.depends_on(request, "toolbox")

    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, exchange_cases.COLUMNS)
        writer.writeheader()
        for row in queries.library():
            writer.writerow(exchange_cases.to_row(queries.case_of(row)))
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()

    return _named(StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8"), "beispiele.csv")
