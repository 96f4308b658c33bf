# SPDX-License-Identifier: EUPL-1.2
"""The receipt of a request, for whoever has its address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.privacy.queries import heading_of

from . import queries


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What was asked or done when, and the city's answer. Shows no name; the address is all the proof there is."""
    require_pace(address_of(request), "protection.receipt", at_most=60, seconds=600)
    row = queries.with_token(token)
    if row is None:
        raise Refusal(_("Diesen Beleg gibt es nicht oder nicht mehr."), status=404)
    counts = sorted((heading_of(model), count) for model, count in row.counts.items())
    return render(request, "protection/receipt.html", {"row": row, "counts": counts})
