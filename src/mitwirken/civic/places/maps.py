# SPDX-License-Identifier: EUPL-1.2
"""The city as a drawing: which shapes, labels and markers a picture holds. Pages draw it as SVG."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mitwirken.kernels import geometry
from mitwirken.kernels.geometry import Box

from .queries import WIDTH, Area, Atlas, atlas, padded

CELL = 26.0  # drawing units: two markers nearer than a fingertip become one


@dataclass(frozen=True)
class Marker:
    """Something at a point. `title` is its name in the list and for screen readers; `url` leads to it."""

    lat: float
    lon: float
    title: str
    url: str = ""
    number: int = 0
    note: str = ""


@dataclass(frozen=True)
class Shape:
    area: Area
    path: str
    url: str
    highlighted: bool
    faint: bool
    lines: tuple[tuple[str, float, float], ...]  # words of the label with x and y
    count: int | None = None
    count_x: float = 0.0
    count_y: float = 0.0


@dataclass(frozen=True)
class Pin:
    """One or several markers at a spot of the drawing. `cluster` carries how many."""

    x: float
    y: float
    markers: tuple[Marker, ...]

    @property
    def cluster(self) -> int:
        return len(self.markers) if len(self.markers) > 1 else 0

    @property
    def first(self) -> Marker:
        return self.markers[0]

    @property
    def titles(self) -> str:
        names = [marker.title for marker in self.markers[:5]]
        return ", ".join(names) + (" …" if len(self.markers) > 5 else "")


@dataclass(frozen=True)
class Picture:
    width: float
    height: float
    box: Box
    shapes: tuple[Shape, ...]
    fine: tuple[Shape, ...]
    pins: tuple[Pin, ...]
    markers: tuple[Marker, ...]
    schematic: bool
    zoomed: Area | None = None

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width:g} {self.height:.0f}"


def frame_of(known: Atlas, zoom: str) -> tuple[Box, Area | None]:
    """The box that a picture shows: the whole city, or one place with some of its neighbours."""
    area = known.named(zoom) if zoom else None
    return (padded(area.box, 0.08), area) if area else (known.box, None)


def picture(
    markers: Iterable[Marker] = (),
    *,
    highlight: Collection[str] = (),
    zoom: str = "",
    counts: Mapping[int, int] | None = None,
    urls: Mapping[int, str] | None = None,
    labels: bool = True,
    width: float = WIDTH,
) -> Picture:
    """Draws the city (or, with `zoom`, one place finer). `highlight` and `zoom` are slugs; `urls` link shapes by id."""
    known = atlas()
    box, area = frame_of(known, zoom)
    numbered = tuple(replace(marker, number=marker.number or at) for at, marker in enumerate(markers, 1))
    shown = {area.pk} if area else set()
    pins = _pins(numbered, box, width)

    def shape(each: Area, *, named: bool, faint: bool = False) -> Shape:
        x, y = geometry.project(each.lon, each.lat, box, width)
        count = (counts or {}).get(each.pk)
        path = (
            each.path
            if not area and width == WIDTH
            else geometry.path_data(each.outline, box, width, tolerance=0.3)
        )
        pinned = any(abs(pin.x - x) < 22 and abs(pin.y - y) < 14 for pin in pins)
        lines = _label(each.name, x, y, 7 if count else 17 if pinned else 0) if named else ()
        return Shape(
            each, path, (urls or {}).get(each.pk, ""), each.slug in highlight or each.pk in shown, faint, lines, count,
            round(x, 1), round(y + 4 + 5 * len(lines) if lines else y, 1),
        )  # fmt: skip

    districts = [
        shape(each, named=labels and not area, faint=bool(area) and each.pk not in shown)
        for each in known.districts
        if _meet(each.box, box)
    ]
    fine = [shape(each, named=labels) for each in known.parts_of(area.pk)] if area else []
    if area and not area.is_district:
        fine = [shape(area, named=labels)]
    return Picture(
        width,
        geometry.height(box, width),
        box,
        tuple(districts),
        tuple(fine),
        pins,
        numbered,
        known.schematic,
        area,
    )


def _meet(a: Box, b: Box) -> bool:
    return a.west <= b.east and b.west <= a.east and a.south <= b.north and b.south <= a.north


def _label(name: str, x: float, y: float, lift: float) -> tuple[tuple[str, float, float], ...]:
    """The name in lines around the point, or `lift` above what stands there; long names break at the hyphen or between words."""
    words = [name]
    if len(name) > 9:
        for sign in ("-", " ", "/"):
            if sign in name:
                at = min(
                    (at for at, letter in enumerate(name) if letter == sign),
                    key=lambda at: abs(at - len(name) / 2),
                )
                words = [name[: at + 1].strip(), name[at + 1 :].strip()]
                break
    top = y - 5.5 * (len(words) - 1) - lift + 3.5
    return tuple(
        (word, round(x, 1), round(top + 11 * number, 1)) for number, word in enumerate(words) if word
    )


def _pins(markers: Sequence[Marker], box: Box, width: float) -> tuple[Pin, ...]:
    """Markers gathered on a grid, so that neither two pins nor a thousand cover each other."""
    limit = geometry.height(box, width)
    cells: dict[tuple[int, int], list[tuple[float, float, Marker]]] = {}
    for marker in markers:
        x, y = geometry.project(marker.lon, marker.lat, box, width)
        if 0 <= x <= width and 0 <= y <= limit:
            cells.setdefault((int(x // CELL), int(y // CELL)), []).append((x, y, marker))
    pins = []
    for found in cells.values():
        x = sum(each[0] for each in found) / len(found)
        y = sum(each[1] for each in found) / len(found)
        pins.append(Pin(round(x, 1), round(y, 1), tuple(each[2] for each in found)))
    return tuple(sorted(pins, key=lambda pin: (pin.y, pin.x)))


def as_data(markers: Iterable[Marker]) -> list[dict[str, Any]]:
    """For the moving map."""
    return [
        {
            "lat": round(each.lat, 4),
            "lon": round(each.lon, 4),
            "title": each.title,
            "url": each.url,
            "number": each.number,
        }
        for each in markers
    ]
