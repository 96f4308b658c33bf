# SPDX-License-Identifier: EUPL-1.2
"""The map for every room: `{% load places %}{% city_map markers=markers highlight="hoerde" %}`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from mitwirken.civic.places.maps import Marker, as_data, picture

register = template.Library()


@register.inclusion_tag("places/map.html")
def city_map(
    markers: Iterable[Marker] = (),
    highlight: str | Collection[str] = (),
    zoom: str = "",
    title: str = "",
    counts: Mapping[int, int] | None = None,
    urls: Mapping[int, str] | None = None,
    links: bool = True,
    listed: bool = True,
    moves: bool = True,
    at_once: bool = False,
    id: str = "karte",
) -> dict[str, Any]:
    """The city as a drawing with links and numbered pins, followed by the same as a list.

    `highlight` and `zoom` are slugs of places; `urls` says where a click on a shape leads by the place's id (the page of
    the place when left out, nowhere with `links=False`); `counts` puts a number on each shape; `listed=False` where the
    page itself has the list (each entry then carries `id="karte-1"`, …, numbered as the pins); `moves` offers the moving map on top,
    `at_once` loads it without a click.
    """
    shown = list(markers)
    wanted = {highlight} if isinstance(highlight, str) else set(highlight)
    if urls is None and links:
        from mitwirken.civic.places.queries import atlas

        urls = {area.pk: reverse("places:place", args=[area.slug]) for area in atlas().areas}
    drawn = picture(shown, highlight=wanted, zoom=zoom, counts=counts, urls=urls)
    box = drawn.box
    return {
        "map": drawn,
        "title": title,
        "listed": listed,
        "moves": moves,
        "at_once": at_once,
        "id": id,
        "id_data": f"{id}-daten",
        "city": settings.CITY,
        "data": {
            "markers": as_data(drawn.markers),
            "highlight": sorted(wanted | ({zoom} if zoom else set())),
            "box": [[box.south, box.west], [box.north, box.east]],
            "urls": {str(pk): url for pk, url in (urls or {}).items()},
        },
        "tiles": bool(settings.TILES),
        "tiles_credit": settings.TILES_CREDIT,
    }


@register.inclusion_tag("places/map_head.html")
def map_head() -> dict[str, Any]:
    """The style and the script of maps, for `{% block head %}` of pages that have one."""
    return {}
