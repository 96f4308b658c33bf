# SPDX-License-Identifier: EUPL-1.2
"""A little town of two districts side by side, one with two parts, in the frames of Dortmund's degrees."""

from __future__ import annotations

from typing import Any

from mitwirken.civic.places.actions import import_places


def square(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(
    kind: str, code: str, name: str, box: tuple[float, float, float, float], **more: Any
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, "code": code, "name": name, "schematic": True} | more,
        "geometry": {"type": "Polygon", "coordinates": square(*box)},
    }


def features() -> list[dict[str, Any]]:
    return [
        # Parts before their district: the order of a file says nothing.
        feature("statistischer_bezirk", "101", "Nordmarkt", (7.40, 51.45, 7.45, 51.50), parent="nordstadt"),
        feature("statistischer_bezirk", "102", "Hafen", (7.40, 51.50, 7.45, 51.55), parent="nordstadt"),
        feature(
            "stadtbezirk", "01", "Nordstadt", (7.40, 51.45, 7.45, 51.55), slug="nordstadt", population=60000
        ),
        feature("stadtbezirk", "02", "Hörde", (7.45, 51.45, 7.55, 51.55), slug="hoerde"),
    ]


def build() -> None:
    import_places(features())
