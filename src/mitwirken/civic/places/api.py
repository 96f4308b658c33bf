# SPDX-License-Identifier: EUPL-1.2
"""Districts and their parts for machines, as GeoJSON."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from mitwirken.ground import pages
from mitwirken.ground.api.schemas import absolute
from mitwirken.ground.deeds.refusal import Refusal

from .models import Place, PlaceKind

router = Router()
GEOJSON = "application/geo+json"


class PlaceProperties(Schema):
    slug: str = Field(examples=["hombruch"])
    kind: Literal["stadtbezirk", "statistischer_bezirk"]
    code: str = Field(description="As the city numbers it", examples=["08"])
    name: str = Field(examples=["Hombruch"])
    parent: str | None = Field(description="The district a part belongs to", examples=[None])
    population: int | None
    schematic: bool = Field(description="The outline is a drawing and no border")
    centre: list[float] = Field(description="Longitude, latitude", examples=[[7.44, 51.47]])
    url: str


class Outline(Schema):
    type: Literal["MultiPolygon"]
    coordinates: list[list[list[list[float]]]]


class PlaceFeature(Schema):
    """A GeoJSON feature (RFC 7946, WGS 84)."""

    type: Literal["Feature"]
    id: str
    geometry: Outline | None = Field(description="null where no outline is known, or with geometry=false")
    properties: PlaceProperties


class PlaceCollection(Schema):
    type: Literal["FeatureCollection"]
    features: list[PlaceFeature]


def feature(place: Place, *, outline: bool = True) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": place.slug,
        "geometry": {"type": "MultiPolygon", "coordinates": place.outline}
        if outline and place.outline
        else None,
        "properties": {
            "slug": place.slug,
            "kind": place.kind,
            "code": place.code,
            "name": place.name,
            "parent": place.parent.slug if place.parent else None,
            "population": place.population,
            "schematic": place.schematic,
            "centre": [place.longitude, place.latitude],
            "url": absolute(place.get_absolute_url()),
        },
    }


def _geojson(found: Any) -> HttpResponse:
    return HttpResponse(json.dumps(found, ensure_ascii=False), content_type=f"{GEOJSON}; charset=utf-8")


@router.get(
    "",
    response=PlaceCollection,
    operation_id="list_places",
    summary="All places",
    openapi_extra={"x-media-type": GEOJSON},
)
def places(
    request: HttpRequest,
    kind: Annotated[
        Literal["stadtbezirk", "statistischer_bezirk"] | None,
        Query(description="Only districts, or only their parts"),
    ] = None,
    geometry: Annotated[bool, Query(description="With outlines")] = True,
) -> HttpResponse:
    """The districts of the city and their parts. Their `slug` is what other resources filter by."""
    pages.depends_on(request, "places")
    rows = Place.objects.select_related("parent").order_by("kind", "code")
    if kind:
        rows = rows.filter(kind=PlaceKind(kind))
    if not geometry:
        rows = rows.defer("outline", "parent__outline")
    return _geojson(
        {"type": "FeatureCollection", "features": [feature(row, outline=geometry) for row in rows]}
    )


@router.get(
    "/{slug:slug}",
    response=PlaceFeature,
    operation_id="read_place",
    summary="One place",
    openapi_extra={"x-media-type": GEOJSON},
)
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """One district or part of a district."""
    row = Place.objects.select_related("parent").filter(slug=slug).first()
    if row is None:
        raise Refusal(_("Diesen Bezirk kennen wir nicht."), status=404)
    pages.depends_on(request, "places", f"place:{row.pk}")
    return _geojson(feature(row))
