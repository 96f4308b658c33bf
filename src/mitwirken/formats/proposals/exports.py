# SPDX-License-Identifier: EUPL-1.2
"""Open data of proposals: files of any length, written while they are sent."""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.civic.participation.models import Process
from mitwirken.ground.api import streams
from mitwirken.ground.deeds.refusal import Refusal

from . import queries, tables
from .models import Proposal


def _process(slug: str) -> Process | None:
    if not slug:
        return None
    process = queries.public_process(slug)
    if process is None:
        raise Refusal(_("Diese Beteiligung gibt es hier nicht oder noch nicht."), status=404)
    return process


@require_safe
def proposals(request: HttpRequest, format: str, slug: str = "") -> StreamingHttpResponse:
    process = _process(slug)
    rows = queries.public(Proposal.objects.all())
    if process is not None:
        rows = rows.filter(process=process)
    return streams.file_of(
        request, tables.proposal_rows(rows), tables.PROPOSALS, name=_name("vorschlaege", slug), format=format
    )


@require_safe
def arguments(request: HttpRequest, format: str, slug: str = "") -> StreamingHttpResponse:
    return streams.file_of(
        request,
        tables.argument_rows(_process(slug)),
        tables.ARGUMENTS,
        name=_name("beitraege", slug),
        format=format,
    )


@require_safe
def rating_results(request: HttpRequest, format: str, slug: str = "") -> StreamingHttpResponse:
    return streams.file_of(
        request,
        tables.rating_rows(_process(slug)),
        tables.RATINGS,
        name=_name("bewertungen", slug),
        format=format,
    )


def _name(what: str, slug: str) -> str:
    return f"{what}-{slug}" if slug else what
