# SPDX-License-Identifier: EUPL-1.2
"""Reads GeoJSON of places: our own files and the city's official exports (Opendatasoft)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mitwirken.kernels.geometry import MultiPolygon

from .models import PlaceKind


class BadFeature(ValueError):
    """A feature that cannot be read: the sentence says what is wrong with it."""


@dataclass(frozen=True)
class PlaceFeature:
    """One place of a file. `parent` is a slug or a code of a district; lat and lon may be left to the outline's centre."""

    kind: str
    code: str
    name: str
    outline: MultiPolygon
    slug: str = ""
    parent: str = ""
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    schematic: bool = False


def load(path: Path) -> list[Any]:
    """The raw features of a file. Raises BadFeature where the file as a whole is no FeatureCollection."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as trouble:
        raise BadFeature(f"{path.name} is not JSON: {trouble}") from None
    if (
        not isinstance(data, dict)
        or data.get("type") != "FeatureCollection"
        or not isinstance(data.get("features"), list)
    ):
        raise BadFeature(f"{path.name} is not a GeoJSON FeatureCollection.")
    crs = data.get("crs")
    name = str((crs.get("properties") or {}).get("name", "")) if isinstance(crs, dict) else ""
    if name and not name.endswith(("CRS84", "4326")):
        raise BadFeature(f"{path.name} is in {name}; please export it in WGS 84 (EPSG:4326).")
    found: list[Any] = data["features"]
    return found


def read(feature: Any) -> PlaceFeature:
    """One feature as a place. Raises BadFeature with a sentence."""
    if not isinstance(feature, Mapping) or not isinstance(feature.get("properties"), Mapping):
        raise BadFeature("is not a feature with properties")
    given = {str(key).casefold(): value for key, value in feature["properties"].items()}
    outline = _outline(feature.get("geometry"))
    if _text(given, "kind"):
        kind = _text(given, "kind")
        if kind not in PlaceKind.values:
            raise BadFeature(f"kind {kind!r} is unknown")
        place = PlaceFeature(
            kind, _text(given, "code"), _text(given, "name"), outline, _text(given, "slug"), _text(given, "parent"),
            _number(given, "lat"), _number(given, "lon"), _people(given), bool(given.get("schematic", False)),
        )  # fmt: skip
    elif _text(given, "statistischer_bezirk_nr", "statistischer_bezirk_nummer"):
        district = _code(_text(given, "stadtbezirk_nr", "stadtbezirk_nummer"), 2)
        code = _code(_text(given, "statistischer_bezirk_nr", "statistischer_bezirk_nummer"), 3)
        name = _text(given, "statistischer_bezirk", "statistischer_bezirk_bezeichnung", "bezeichnung", "name")
        place = PlaceFeature(
            PlaceKind.QUARTER, code, name, outline, parent=district, population=_people(given)
        )
    elif _text(given, "stadtbezirk_nr", "stadtbezirk_nummer"):
        code = _code(_text(given, "stadtbezirk_nr", "stadtbezirk_nummer"), 2)
        name = _text(given, "stadtbezirk_bezeichnung", "stadtbezirk", "bezeichnung", "name")
        place = PlaceFeature(PlaceKind.DISTRICT, code, name, outline, population=_people(given))
    else:
        raise BadFeature("has neither kind, nor stadtbezirk_nr, nor statistischer_bezirk_nr")
    if not place.name:
        raise BadFeature("has no name")
    if len(place.name) > 120 or len(place.code) > 12:
        raise BadFeature("has a name or code that is too long")
    return place


def features(raw: list[Any]) -> Iterator[tuple[int, PlaceFeature | BadFeature]]:
    """Every feature by its index in the file, read or with what is wrong."""
    for number, feature in enumerate(raw):
        try:
            yield number, read(feature)
        except BadFeature as trouble:
            yield number, trouble


def _text(given: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = given.get(name)
        # Opendatasoft exports some single values as lists of one.
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _code(text: str, digits: int) -> str:
    return text.zfill(digits) if text.isdigit() else text


def _number(given: Mapping[str, Any], name: str) -> float | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadFeature(f"{name} is not a number")
    return float(value)


def _people(given: Mapping[str, Any]) -> int | None:
    for name in ("population", "einwohner", "einwohnerzahl"):
        value = given.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
            return int(value)
    return None


def _outline(geometry: Any) -> MultiPolygon:
    if not isinstance(geometry, Mapping):
        raise BadFeature("has no geometry")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        coordinates = [coordinates]
    elif kind != "MultiPolygon":
        raise BadFeature(f"has a {kind or 'geometry without type'} where a Polygon or MultiPolygon is needed")
    if not isinstance(coordinates, list) or not coordinates:
        raise BadFeature("has an empty outline")
    return [_polygon(polygon) for polygon in coordinates]


def _polygon(polygon: Any) -> list[list[list[float]]]:
    if not isinstance(polygon, list) or not polygon:
        raise BadFeature("has an empty polygon")
    return [_ring(ring) for ring in polygon]


def _ring(ring: Any) -> list[list[float]]:
    if not isinstance(ring, list) or len(ring) < 4:
        raise BadFeature("has a ring of fewer than four positions")
    kept = []
    for position in ring:
        if not isinstance(position, list) or len(position) < 2:
            raise BadFeature("has a position without two numbers")
        lon, lat = position[:2]
        for value in (lon, lat):
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
                raise BadFeature("has a position without two numbers")
        if not (-180 <= lon <= 180 and -85 <= lat <= 85):
            raise BadFeature(f"has the position {lon}, {lat}, which is not in degrees (WGS 84)")
        # A tenth of a metre is finer than any border; official files carry fifteen digits.
        kept.append([round(float(lon), 6), round(float(lat), 6)])
    if kept[0] != kept[-1]:
        raise BadFeature("has a ring that is not closed")
    return kept
