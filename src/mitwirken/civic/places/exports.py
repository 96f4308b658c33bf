# SPDX-License-Identifier: EUPL-1.2
"""The outlines as open data; `places import` reads the file again."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from mitwirken.ground.api import streams

from .models import Place


def features() -> Iterator[str]:
    """A FeatureCollection, one place a line: districts first, so that their parts find them when it is read."""
    yield '{"type": "FeatureCollection", "license": "https://www.govdata.de/dl-de/zero-2-0", "features": ['
    lead = "\n"
    for row in Place.objects.select_related("parent").order_by("-kind", "code").iterator(chunk_size=20):
        properties = {
            "kind": row.kind,
            "code": row.code,
            "name": row.name,
            "slug": row.slug,
            "parent": row.parent.slug if row.parent else None,
            "lat": row.latitude,
            "lon": row.longitude,
            "population": row.population,
            "schematic": row.schematic,
        }
        shape = {"type": "MultiPolygon", "coordinates": row.outline} if row.outline else None
        yield lead + streams.as_text(
            {"type": "Feature", "id": row.slug, "geometry": shape, "properties": properties}
        )
        lead = ",\n"
    yield "\n]}\n"


@require_safe
def places_geojson(request: HttpRequest) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        iter(()) if request.method == "HEAD" else features(), content_type=streams.TYPES["geojson"]
    )
    response["Content-Disposition"] = 'attachment; filename="bezirke.geojson"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response
