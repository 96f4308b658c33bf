# SPDX-License-Identifier: EUPL-1.2
"""What the city tried out, for everybody."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.ground import pages
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.ui import pdf

from .. import report as composed
from ..models import Tryout
from ..queries import tryouts as queries
from ..queries.tryouts import MOST_COMPARED, MOST_REPORTED, Filters

PAGE = 20


@require_safe
def tryouts(request: HttpRequest) -> HttpResponse:
    """All published try-outs, narrowed by method, verdict and year."""
    pages.depends_on(request, "toolbox")
    filters = Filters.from_address(request.GET)
    page = Paginator(queries.listed(filters), PAGE).get_page(request.GET.get("seite", "1"))
    context = {
        "page": page,
        "lines": [(row, queries.people_words(row)) for row in page.object_list],
        "filters": filters,
        "choices": queries.choices(),
        "address": _address(request.GET),
        "has_pdf": pdf.is_offered(),
    }
    return render(request, "toolbox/tryouts.html", context)


def _address(given: QueryDict) -> str:
    """The filters as they go along to the report."""
    kept = given.copy()
    kept.pop("seite", None)
    return kept.urlencode()


def _find(slug: str) -> Tryout:
    row = queries.one(slug)
    if row is None or row.published_at is None:
        raise Refusal(_("Diese Erprobung gibt es hier nicht oder nicht mehr."), status=404)
    return row


@require_safe
def tryout(request: HttpRequest, slug: str) -> HttpResponse:
    """A try-out: what was asked and expected, what was done, what came of it."""
    row = _find(slug)
    pages.depends_on(request, f"tryout:{row.pk}", "toolbox")
    others = queries.public().filter(methods__in=row.methods.all()).exclude(pk=row.pk).distinct()
    context = {
        "tryout": row,
        "mix": queries.mix(row),
        "people": queries.people_words(row),
        "groups": queries.groups(row.counted),
        "others": others[:6],
        "has_pdf": pdf.is_offered(),
    }
    return render(request, "toolbox/tryout.html", context)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two try-outs side by side, as a table that reads aloud."""
    pages.depends_on(request, "toolbox")
    asked = request.GET.getlist("t")
    chosen = queries.chosen(asked, MOST_COMPARED)
    others = queries.public().exclude(pk__in=[row.pk for row in chosen]).values_list("slug", "title")
    context = {
        "chosen": chosen,
        "rows": composed.side_by_side(chosen) if chosen else [],
        "others": others[:MOST_REPORTED],
        "too_many": len(set(asked)) > MOST_COMPARED,
        "report": "&".join(f"t={row.slug}" for row in chosen),
    }
    return render(request, "toolbox/tryouts_compare.html", context)


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """One, some or all try-outs on paper, for the Umsetzungskonzept."""
    pages.depends_on(request, "toolbox")
    paper = composed.compose(composed.asked_for(request.GET))
    context = {"paper": paper, "has_pdf": pdf.is_offered(), "address": _address(request.GET)}
    return render(request, "toolbox/tryouts_report.html", context)
