# SPDX-License-Identifier: EUPL-1.2
"""The city's shape in memory, where a point lies, what belongs to a district."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, QuerySet

from mitwirken.kernels import geometry
from mitwirken.kernels.geometry import Box

from .models import Place, PlaceKind

WIDTH = 400.0  # of every drawing: about the width of a phone, so that labels keep a readable size there
MARGIN = 0.02  # of the box around the city, so that no border touches the frame


@dataclass(frozen=True)
class Area:
    """A place as the maps need it. `path` is drawn in the frame of the whole city."""

    pk: int
    kind: str
    code: str
    name: str
    slug: str
    parent_id: int | None
    lat: float
    lon: float
    outline: Any
    box: Box
    path: str
    schematic: bool
    population: int | None

    @property
    def is_district(self) -> bool:
        return self.kind == PlaceKind.DISTRICT


@dataclass(frozen=True)
class Atlas:
    """All outlines, read once for each state of the table."""

    areas: tuple[Area, ...]
    box: Box
    stamp: str

    @property
    def districts(self) -> list[Area]:
        return [area for area in self.areas if area.is_district]

    def parts_of(self, pk: int) -> list[Area]:
        return [area for area in self.areas if area.parent_id == pk]

    def area(self, pk: int) -> Area | None:
        return next((area for area in self.areas if area.pk == pk), None)

    def named(self, slug: str) -> Area | None:
        return next((area for area in self.areas if area.slug == slug), None)

    @property
    def schematic(self) -> bool:
        return any(area.schematic for area in self.areas)

    def area_at(self, lat: float, lon: float, *, kind: str = PlaceKind.DISTRICT) -> Area | None:
        """As the function of the same name; for many points without asking the database for each."""
        for area in self.areas:
            box = area.box
            near = area.kind == kind and box.west <= lon <= box.east and box.south <= lat <= box.north
            if near and geometry.point_in_polygon(area.outline, lon, lat):
                return area
        return None


# Where nothing was imported yet: a frame around the middle of Germany's west, so that a map draws and points can be set.
_NOWHERE = Box(7.30, 51.41, 7.64, 51.60)


def atlas() -> Atlas:
    """The outlines of all places. One small query; the drawing itself is kept until a place changes."""
    state = Place.objects.aggregate(rows=Count("pk"), last=Max("changed_at"), highest=Max("pk"))
    return _atlas(
        f"{state['rows']}-{state['highest'] or 0}-{state['last'].timestamp() if state['last'] else 0}"
    )


@lru_cache(maxsize=2)
def _atlas(stamp: str) -> Atlas:
    rows = list(Place.objects.order_by("kind", "code"))
    drawn = [row for row in rows if row.outline]
    box = padded(_around([geometry.bounds(row.outline) for row in drawn])) if drawn else _NOWHERE
    areas = tuple(
        Area(
            row.pk, row.kind, row.code, row.name, row.slug, row.parent_id, row.latitude, row.longitude, row.outline,
            geometry.bounds(row.outline), geometry.path_data(row.outline, box, WIDTH, tolerance=0.3), row.schematic, row.population,
        )
        for row in drawn
    )  # fmt: skip
    return Atlas(areas, box, stamp)


def _around(boxes: list[Box]) -> Box:
    return Box(
        min(each.west for each in boxes),
        min(each.south for each in boxes),
        max(each.east for each in boxes),
        max(each.north for each in boxes),
    )


def padded(box: Box, share: float = MARGIN) -> Box:
    across, up = (box.east - box.west) * share, (box.north - box.south) * share
    return Box(box.west - across, box.south - up, box.east + across, box.north + up)


def area_at(lat: float, lon: float, *, kind: str = PlaceKind.DISTRICT) -> Area | None:
    """The district (or part) in whose outline the point lies. Of a schematic map only a hint, never a decision."""
    return atlas().area_at(lat, lon, kind=kind)


def place_at(lat: float, lon: float) -> Place | None:
    """The smallest known place in which the point lies, None outside the city."""
    area = area_at(lat, lon, kind=PlaceKind.QUARTER) or area_at(lat, lon)
    return Place.objects.select_related("parent").filter(pk=area.pk).first() if area else None


def district_of(lat: float, lon: float) -> Place | None:
    """The district in which the point lies, None outside the city."""
    area = area_at(lat, lon)
    return Place.objects.filter(pk=area.pk).first() if area else None


def districts() -> QuerySet[Place]:
    """Without outlines, for lists and selects."""
    return Place.objects.filter(kind=PlaceKind.DISTRICT).defer("outline").order_by("name")


def place_page(slug: str) -> Place | None:
    return Place.objects.select_related("parent").prefetch_related("parts").filter(slug=slug).first()


def in_frame(lat: float, lon: float) -> bool:
    """Whether the point lies on the map at all: the city and a small margin."""
    box = atlas().box
    return box.west <= lon <= box.east and box.south <= lat <= box.north
