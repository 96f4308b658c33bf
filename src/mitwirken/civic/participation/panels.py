# SPDX-License-Identifier: EUPL-1.2
"""What processes bring to the page of a place."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mitwirken.civic.places.models import Place

from . import queries
from .registry import headlines


def place_panel(request: HttpRequest, place: Place) -> SafeString:
    here, everywhere = queries.in_place(place), queries.citywide()
    ids = [place.pk, *(part.pk for part in place.parts.all())]
    context = {
        "place": place,
        "here": here,
        "citywide": everywhere,
        "dates": queries.next_dates(places=ids),
        "headlines": headlines([*here, *everywhere]),
    }
    return render_to_string("participation/place_panel.html", context, request)
