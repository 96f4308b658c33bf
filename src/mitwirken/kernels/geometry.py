# SPDX-License-Identifier: EUPL-1.2
"""Plane geometry for maps of a town without a GIS.

Positions are (longitude, latitude) in degrees, as in GeoJSON; a multipolygon is what stands in
"coordinates" there: polygons of rings of positions, the first ring of a polygon its outline, the
others holes. A town is small: the earth is flat here, corrected for the narrowing of longitudes.
Nothing may cross the 180th meridian. The rules in prose: ``docs/rules/geometry.md``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Position = Sequence[float]
Ring = Sequence[Position]
MultiPolygon = Sequence[Sequence[Ring]]
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle in degrees."""

    west: float
    south: float
    east: float
    north: float


def point_in_ring(ring: Ring, x: float, y: float) -> bool:
    """Return whether the point lies in the ring or on its edge.

    Rule: a ray to the east crosses the ring an odd number of times. The ring may be closed (last
    position = first, as in GeoJSON) or not; three positions make an area.
    Units: any, the same for all. Errors: none; a ring of one or two positions has only its edge.
    Source: W. R. Franklin, PNPOLY.

    >>> square = [(0, 0), (4, 0), (4, 4), (0, 4)]
    >>> point_in_ring(square, 1, 1), point_in_ring(square, 4, 2), point_in_ring(square, 5, 2)
    (True, True, False)
    """
    inside = False
    for at in range(len(ring)):
        (ax, ay), (bx, by) = ring[at - 1][:2], ring[at][:2]
        if _on_edge(ax, ay, bx, by, x, y):
            return True
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


def _on_edge(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> bool:
    if not (min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by)):
        return False
    return (bx - ax) * (y - ay) == (by - ay) * (x - ax)


def point_in_polygon(shape: MultiPolygon, lon: float, lat: float) -> bool:
    """Return whether the place lies in one of the polygons and in none of its holes.

    Rule: edges belong to the area, those of holes too. A place on the border of two districts is
    in both: whoever asks takes the first.
    Units: degrees. Errors: none.

    >>> square, hole = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)], [(1, 1), (3, 1), (3, 3), (1, 3), (1, 1)]
    >>> [point_in_polygon([[square, hole]], lon, 2) for lon in (0.5, 1, 2)]
    [True, True, False]
    """
    return any(
        bool(polygon)
        and point_in_ring(polygon[0], lon, lat)
        and not any(point_in_ring(hole, lon, lat) and not _on_ring(hole, lon, lat) for hole in polygon[1:])
        for polygon in shape
    )


def _on_ring(ring: Ring, x: float, y: float) -> bool:
    pairs = ((ring[at - 1], ring[at]) for at in range(len(ring)))
    return any(_on_edge(a[0], a[1], b[0], b[1], x, y) for a, b in pairs)


def bounds(shape: MultiPolygon) -> Box:
    """Return the smallest box around all positions.

    Units: degrees. Errors: ValueError when there is no position.

    >>> bounds([[[(7.3, 51.4), (7.6, 51.4), (7.5, 51.6)]]])
    Box(west=7.3, south=51.4, east=7.6, north=51.6)
    """
    positions = [position for polygon in shape for ring in polygon for position in ring]
    if not positions:
        raise ValueError("nothing to draw a box around")
    lons = [position[0] for position in positions]
    lats = [position[1] for position in positions]
    return Box(min(lons), min(lats), max(lons), max(lats))


def centroid(shape: MultiPolygon) -> Point:
    """Return the centre of the area, holes taken off; the mean of the positions if there is no area.

    Rule: the area-weighted mean of the rings' centres (shoelace). It may lie outside a bent shape.
    Units: degrees. Errors: ValueError when there is no position. Source: Green's theorem.

    >>> centroid([[[(0, 0), (4, 0), (4, 2), (0, 2), (0, 0)]]])
    (2.0, 1.0)
    """
    box = bounds(shape)
    x0, y0 = box.west, box.south  # near the shape, so that little is lost to rounding
    area = sx = sy = 0.0
    for polygon in shape:
        for number, ring in enumerate(polygon):
            a, x, y = _moments(ring, x0, y0)
            sign = (1.0 if a >= 0 else -1.0) * (1.0 if number == 0 else -1.0)  # whatever the direction
            area, sx, sy = area + sign * a, sx + sign * x, sy + sign * y
    if area > 1e-12 * (box.east - x0) * (box.north - y0):
        return x0 + sx / (3 * area), y0 + sy / (3 * area)
    positions = [position for polygon in shape for ring in polygon for position in ring]
    return (
        math.fsum(position[0] for position in positions) / len(positions),
        math.fsum(position[1] for position in positions) / len(positions),
    )


def _moments(ring: Ring, x0: float, y0: float) -> tuple[float, float, float]:
    """Twice the signed area, and six times the signed first moments, seen from (x0, y0)."""
    area = sx = sy = 0.0
    for at in range(len(ring)):
        ax, ay = ring[at - 1][0] - x0, ring[at - 1][1] - y0
        bx, by = ring[at][0] - x0, ring[at][1] - y0
        cross = ax * by - bx * ay
        area, sx, sy = area + cross, sx + (ax + bx) * cross, sy + (ay + by) * cross
    return area, sx, sy


def _scales(box: Box, width: float) -> tuple[float, float]:
    """Drawing units for a degree of longitude and of latitude."""
    if not (box.east > box.west and box.north >= box.south and width > 0):
        raise ValueError("the box has no width")
    if not -90 < box.south <= box.north < 90:
        raise ValueError("the box reaches a pole")
    across = width / (box.east - box.west)
    return across, across / math.cos(math.radians((box.south + box.north) / 2))


def height(box: Box, width: float) -> float:
    """Return how high a drawing of the box is when it is ``width`` wide.

    Units: as ``width``. Errors: ValueError when the box has no width or reaches a pole.

    >>> round(height(Box(7.3, 51.4, 7.64, 51.6), 600), 1)
    567.0
    """
    return (box.north - box.south) * _scales(box, width)[1]


def project(lon: float, lat: float, box: Box, width: float) -> Point:
    """Return where the place is in a drawing of the box, x to the right, y down, (0, 0) top left.

    Rule: equirectangular; longitudes shrunk by the cosine of the box's middle latitude. Over a town
    of 30 km distances are right to 0.3 %.
    Units: degrees to those of ``width`` (pixels). Errors: as in ``height``.

    >>> project(7.3, 51.6, Box(7.3, 51.4, 7.64, 51.6), 600)
    (0.0, 0.0)
    """
    across, down = _scales(box, width)
    return (lon - box.west) * across, (box.north - lat) * down


def unproject(x: float, y: float, box: Box, width: float) -> Point:
    """Return the place (longitude, latitude) of a point in the drawing: ``project`` backwards.

    Units: those of ``width`` to degrees. Errors: as in ``height``.

    >>> unproject(0, 0, Box(7.3, 51.4, 7.64, 51.6), 600)
    (7.3, 51.6)
    """
    across, down = _scales(box, width)
    return box.west + x / across, box.north - y / down


def simplify(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Return the line with fewer points, nowhere farther than ``tolerance`` from the one given.

    Rule: keep the ends and, between them, the farthest point as long as it is farther than the
    tolerance from the straight line. A closed line (first = last) stays closed and keeps the point
    farthest from its start.
    Units: any, the same for all. Errors: ValueError when the tolerance is negative.
    Source: D. Douglas, T. Peucker, Cartographica 10 (1973).

    >>> simplify([(0, 0), (1, 0.1), (2, 0), (2, 5)], 0.5)
    [(0, 0), (2, 0), (2, 5)]
    """
    if tolerance < 0:
        raise ValueError("the tolerance is negative")
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]  # a stack, as coast lines are too long for recursion
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        a, b = points[first], points[last]
        middle = (first + last) // 2  # of equally far points the middle one: halves the work that is left
        far, _, at = max(
            (_distance(points[at], a, b), -abs(at - middle), at) for at in range(first + 1, last)
        )
        if far > tolerance:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return [point for at, point in enumerate(points) if at in kept]


def _distance(p: Point, a: Point, b: Point) -> float:
    """From a point to the stretch between two others."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(p[0] - a[0] - along * dx, p[1] - a[1] - along * dy)


def path_data(shape: MultiPolygon, box: Box, width: float, digits: int = 1, tolerance: float = 0.0) -> str:
    """Return the ``d`` of an SVG path that draws the shape; use ``fill-rule="evenodd"`` for the holes.

    Rule: project, simplify with ``tolerance``, round to ``digits``, leave out points that fall onto
    the one before; rings with fewer than three points left are not drawn.
    Units: drawing units. Errors: as in ``height`` and ``simplify``; ValueError for negative digits.

    >>> square = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    >>> path_data([[square]], Box(0, -1, 1, 1), 10)
    'M0 10L10 10L10 0L0 0Z'
    """
    if digits < 0:
        raise ValueError("digits cannot be negative")
    drawn = []
    for polygon in shape:
        for ring in polygon:
            points = simplify([project(place[0], place[1], box, width) for place in ring], tolerance)
            written: list[str] = []
            for x, y in points:
                pair = f"{_short(x, digits)} {_short(y, digits)}"
                if not written or written[-1] != pair:
                    written.append(pair)
            if len(written) > 1 and written[0] == written[-1]:
                written.pop()  # Z closes the ring
            if len(written) >= 3:
                drawn.append("M" + "L".join(written) + "Z")
    return "".join(drawn)


def _short(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
