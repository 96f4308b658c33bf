# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import math

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from mitwirken.ground import pages
from mitwirken.ground.deeds.refusal import Refusal

from . import tiles
from .forms import SHOWN
from .maps import Marker, picture
from .models import PlaceKind
from .queries import area_at, atlas, place_page
from .registry import panels


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    pages.depends_on(request, "places")
    return render(request, "places/index.html", {"map_is_empty": not atlas().areas})


@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """What is going on in a district or a part of it; rooms above bring the panels."""
    found = place_page(slug)
    if found is None:
        raise Refusal(
            _("Diesen Bezirk kennen wir nicht. Vielleicht finden Sie ihn auf der Karte."), status=404
        )
    shown = panels()
    pages.depends_on(
        request, "places", f"place:{found.pk}", *(topic for panel in shown for topic in panel.topics(found))
    )
    drawn = [text for panel in shown if (text := panel.draw(request, found))]
    return render(
        request, "places/place.html", {"place": found, "panels": drawn, "topic": f"place:{found.pk}"}
    )


def _stamp(request: HttpRequest) -> str:
    return f'"{atlas().stamp}-{request.GET.get("ebene", "")[:20]}"'


@require_safe
@condition(etag_func=_stamp)
def areas(request: HttpRequest) -> HttpResponse:
    """The outlines as GeoJSON for the moving map: districts, with `?ebene=alle` their parts too."""
    pages.depends_on(request, "places")
    known = atlas()
    everything = request.GET.get("ebene") == "alle"
    response = JsonResponse(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": area.pk,
                    "properties": {
                        "kind": area.kind, "code": area.code, "name": area.name, "slug": area.slug, "schematic": area.schematic,
                    },
                    "geometry": {"type": "MultiPolygon", "coordinates": area.outline},
                }
                for area in known.areas
                if everything or area.kind == PlaceKind.DISTRICT
            ],
        },
        content_type="application/geo+json",
    )  # fmt: skip
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def picture_svg(request: HttpRequest) -> HttpResponse:
    """The city as a picture file, for forms without JavaScript: the browser tells where it was clicked."""
    pages.depends_on(request, "places")
    point = _point(request)
    zoom = request.GET.get("ort", "")[:120]
    drawn = picture(zoom=zoom, width=float(SHOWN))
    pin = None
    if point:
        marked = picture([Marker(point[0], point[1], "")], zoom=zoom, width=float(SHOWN))
        pin = marked.pins[0] if marked.pins else None
    response = render(request, "places/picture.svg", {"map": drawn, "pin": pin}, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """The name of the district at a point, for the words beside the moving map. Nothing is stored."""
    point = _point(request)
    if point is None:
        raise Refusal(_("Dieser Ort lässt sich nicht lesen."), status=400)
    district, part = area_at(*point), area_at(*point, kind=PlaceKind.QUARTER)
    return JsonResponse(
        {
            "district": district.name if district else "",
            "slug": district.slug if district else "",
            "part": part.name if part else "",
        }
    )


def _point(request: HttpRequest) -> tuple[float, float] | None:
    try:
        lat, lon = float(request.GET["lat"]), float(request.GET["lon"])
    except (KeyError, ValueError):
        return None
    return (
        (lat, lon)
        if math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
        else None
    )


@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """A piece of the background map from this host's own store."""
    data = tiles.piece(z, x, y)
    response = HttpResponse(data, content_type=tiles.kind_of(data))
    response["Cache-Control"] = "public, max-age=604800"
    return response


@require_safe
def tiles_off(request: HttpRequest) -> HttpResponse:
    """The address under which pieces lie, without a piece."""
    raise Refusal(_("Hier gibt es nur einzelne Stücke der Karte."), status=404)
