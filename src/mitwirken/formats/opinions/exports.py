# SPDX-License-Identifier: EUPL-1.2
"""Open data: statements and answers in Polis' files. Answers only after the end, and only where there is a map.

And the state of an open page, for those without a stream.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.ui.moments import said

from . import files, queries, rules, streams
from .models import Conversation


def _published(pk: int, *, over: bool) -> Conversation:
    """The conversation whose map everybody sees; otherwise a refusal that says from when."""
    row = rules.find(pk)
    drawing = queries.latest(row) if queries.results_open(row) else None
    if drawing is None or not drawing.result:
        raise Refusal(_("Diese Daten gibt es, sobald die Karte zu sehen ist."), status=409)
    if over and not row.is_over():
        raise Refusal(
            _("Die Antworten gibt es als Datei nach dem Ende: ab %(when)s.")
            % {"when": said(row.phase.ends_at)},
            status=409,
        )
    return row


def _sent(lines: Iterator[str], name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_safe
def statements_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    row = _published(pk, over=False)
    return _sent(files.statements_file(row), "comments.csv")


@never_cache
@require_safe
def votes_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    row = _published(pk, over=True)
    return _sent(files.votes_file(row), "votes.csv")


@never_cache
@require_safe
def matrix_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    row = _published(pk, over=True)
    return _sent(files.matrix_file(row), "participants-votes.csv")


@require_safe
def map_state(request: HttpRequest, pk: int) -> HttpResponse:
    """What the stream would push, for pages that ask: 304 while nothing was drawn."""
    found = streams.seen(str(pk))
    if found is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    row, drawing = found
    etag = f'"{drawing.pk}-{get_language()}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    drawn = {f"map/{name}": html for name, html in streams.parts(row, drawing).items()}
    answer = JsonResponse({"state": str(drawing.pk), "parts": drawn})
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return answer
