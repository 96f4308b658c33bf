#!/usr/bin/env python3
# SPDX-FileCopyrightText: MitWIRken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draw the schematic district map of Dortmund from 62 points (development only; needs shapely >= 2).

    python scripts/draw_schematic_map.py FOLDER_WITH_THE_TWO_CSV_FILES [OUTPUT.geojson]

The map is our own drawing, made from nothing but one point per statistischer Bezirk: every place belongs to the
nearest point (Voronoi), the city's outline is a soft margin around all points, and corners are rounded. No border
was traced from any source, so no border is right to the metre: good for choosing a district by eye, never for
deciding in which district an address lies. When the official polygons are imported, this file steps back.

The order of steps keeps borders shared: districts are drawn first as a network of lines, each line is rounded once,
the lines of the statistische Bezirke are laid into it, and only then the network is cut into faces. A district is the
union of its faces, so neighbours use the very same coordinates.
"""

import csv
import json
import math
import sys
from collections import defaultdict
from pathlib import Path

from shapely import (
    MultiPoint,
    coverage_is_valid,
    coverage_union_all,
    get_parts,
    maximum_inscribed_circle,
    set_precision,
    unary_union,
    voronoi_polygons,
)
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, mapping, shape
from shapely.ops import linemerge, polygonize

HERE = Path(__file__).resolve().parent
DEFAULT_OUTPUT = HERE.parent / "src/mitwirken/civic/places/data/dortmund.geojson"

CITY_AREA_KM2 = (
    280.71  # published area of the city; the outline's margin is chosen so that the drawing has it
)
MID_LAT = 51.505  # flat drawing plane: kilometres east and north of this latitude and Greenwich
KM_PER_LAT = 111.2
KM_PER_LON = 111.32 * math.cos(math.radians(MID_LAT))
DIGITS = 4  # 0.0001 degrees = 7 to 11 m, far finer than a schematic drawing needs


def to_plane(lon, lat):
    return lon * KM_PER_LON, (lat - MID_LAT) * KM_PER_LAT


def to_degrees(x, y):
    return round(x / KM_PER_LON, DIGITS), round(y / KM_PER_LAT + MID_LAT, DIGITS)


def read(folder, name):
    with open(Path(folder) / name, encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def chaikin(points, rounds, closed=False, limit=0.9):
    """Round corners by cutting each at a quarter of its sides, at most `limit` km; ends of an open line stay."""
    for _ in range(rounds):
        if closed and points[0] == points[-1]:
            points = points[:-1]
        pairs = list(zip(points, points[1:] + points[:1] if closed else points[1:]))
        cut = []
        for (ax, ay), (bx, by) in pairs:
            length = math.hypot(bx - ax, by - ay) or 1
            share = min(0.25, limit / length)
            cut.append((ax + share * (bx - ax), ay + share * (by - ay)))
            cut.append((bx - share * (bx - ax), by - share * (by - ay)))
        points = cut + cut[:1] if closed else [points[0], *cut[1:-1], points[-1]]
    return points


def outline(points):
    """A soft margin around all points whose area is the city's: grow, close the bays, simplify, round."""
    low, high = 0.8, 4.0
    for _ in range(30):
        margin = (low + high) / 2
        grown = unary_union([Point(p).buffer(margin) for p in points]).buffer(1.5).buffer(-2.3).buffer(0.8)
        grown = max(get_parts(grown), key=lambda part: part.area)
        corners = list(grown.simplify(0.42).exterior.coords)
        shape_now = Polygon(chaikin(corners, 3, closed=True)).simplify(0.012)
        if shape_now.area > CITY_AREA_KM2:
            high = margin
        else:
            low = margin
    return shape_now


def cells(points, frame):
    """One Voronoi cell per point, in the order of the points, cut to the frame."""
    drawn = voronoi_polygons(MultiPoint(points), extend_to=frame.buffer(30))
    found = []
    for point in points:
        cell = next(c for c in get_parts(drawn) if c.contains(Point(point)))
        found.append(cell.intersection(frame))
    return found


def rounded_network(areas):
    """All borders of the areas as lines that meet only at their ends, each simplified and rounded once."""
    lines = linemerge(unary_union([area.boundary for area in areas]))
    drawn = []
    for line in get_parts(lines):
        corners = list(line.simplify(0.16).coords)
        drawn.append(LineString(chaikin(corners, 3, closed=False)).simplify(0.012))
    return drawn


def main(folder, output):
    districts = read(folder, "stadtbezirke.csv")
    quarters = read(folder, "statistische_bezirke.csv")
    points = [to_plane(float(q["lon"]), float(q["lat"])) for q in quarters]
    city = outline(points)

    # 1. districts: unions of Voronoi cells, their borders rounded as one network
    raw = defaultdict(list)
    for quarter, cell in zip(quarters, cells(points, city)):
        raw[quarter["stadtbezirk"]].append(cell)
    raw_districts = [unary_union([c.buffer(1e-7) for c in raw[d["name"]]]) for d in districts]
    network = rounded_network([set_precision(area, 0.001) for area in raw_districts])
    faces = list(polygonize(unary_union(network)))
    by_district = {}
    for district in districts:
        own = [points[i] for i, q in enumerate(quarters) if q["stadtbezirk"] == district["name"]]
        by_district[district["name"]] = unary_union(
            [f for f in faces if any(f.contains(Point(p)) for p in own)]
        )

    # 2. statistische Bezirke: Voronoi among the points of one district, inside its rounded border
    lines = list(network)
    for district in districts:
        own = [points[i] for i, q in enumerate(quarters) if q["stadtbezirk"] == district["name"]]
        inside = by_district[district["name"]]
        for cell in cells(own, inside.buffer(0.2)):  # a little too long, so that they surely reach the border
            lines.append(cell.boundary.intersection(inside.buffer(0.05)))

    # 3. one network on the grid of the output, cut into faces, every face given to the nearest point of its district
    in_degrees = []
    for line in lines:
        for part in get_parts(line):
            if part.geom_type == "LineString" and part.length > 0.02:
                in_degrees.append(LineString([to_degrees(x, y) for x, y in part.coords]))
    noded = unary_union(in_degrees, grid_size=10**-DIGITS)
    owned = defaultdict(list)
    for face in polygonize(noded):
        x, y = to_plane(*face.representative_point().coords[0])
        home = min(by_district, key=lambda name: by_district[name].distance(Point(x, y)))
        candidates = [i for i, q in enumerate(quarters) if q["stadtbezirk"] == home]
        nearest = min(candidates, key=lambda i: math.dist(points[i], (x, y)))
        owned[nearest].append(face)
    shapes = [unary_union(owned[i], grid_size=10**-DIGITS) for i in range(len(quarters))]
    shapes = [max(get_parts(s), key=lambda part: part.area) for s in shapes]
    for quarter, drawn in zip(quarters, shapes):
        assert drawn.contains(Point(float(quarter["lon"]), float(quarter["lat"]))), quarter["name"]
    assert coverage_is_valid(shapes), "borders do not coincide"

    slug_of = {d["name"]: d["slug"] for d in districts}
    features = []
    for number, district in enumerate(districts, start=1):
        whole = coverage_union_all(
            [s for q, s in zip(quarters, shapes) if q["stadtbezirk"] == district["name"]]
        )
        label = roomiest_point(whole)
        features.append(
            feature(
                "stadtbezirk",
                f"{number:02d}",
                district["name"],
                district["slug"],
                None,
                label,
                district["population_2023_if_seen"],
                whole,
            )
        )
    for quarter, drawn in zip(quarters, shapes):
        features.append(
            feature(
                "statistischer_bezirk",
                quarter["code3"],
                quarter["name"],
                quarter["slug"],
                slug_of[quarter["stadtbezirk"]],
                (float(quarter["lon"]), float(quarter["lat"])),
                "",
                drawn,
            )
        )
    collection = {
        "type": "FeatureCollection",
        "name": "Dortmund, schematische Bezirkskarte",
        "attribution": "Punkte: GeoNames, CC BY 4.0; Flächen: eigene schematische Zeichnung, MitWIRken",
        "note": "Schematisch. Nicht für amtliche Entscheidungen und nicht für die Zuordnung von Adressen.",
        "features": features,
    }
    output.parent.mkdir(parents=True, exist_ok=True)
    head = {key: value for key, value in collection.items() if key != "features"}
    text = json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "features": [\n'
    text += ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features) + "\n]}\n"
    output.write_text(text, encoding="utf-8")
    area = sum(Polygon([to_plane(*c) for c in s.exterior.coords]).area for s in shapes)
    print(f"{output.name}: {len(features)} areas, {len(text.encode()) // 1000} kB, {area:.0f} km2")


def roomiest_point(area):
    """Where a wide, flat label has most room: centre of the largest circle after pressing the area together sideways."""
    squeeze = 0.45
    pressed = Polygon([(x * KM_PER_LON * squeeze, y * KM_PER_LAT) for x, y in area.exterior.coords])
    x, y = maximum_inscribed_circle(pressed, tolerance=0.02).coords[0]
    return x / KM_PER_LON / squeeze, y / KM_PER_LAT


def feature(kind, code, name, slug, parent, label, population, drawn):
    multi = mapping(MultiPolygon(list(get_parts(drawn))))
    rings = [
        [[[round(x, DIGITS), round(y, DIGITS)] for x, y in ring] for ring in polygon]
        for polygon in multi["coordinates"]
    ]
    assert shape({"type": "MultiPolygon", "coordinates": rings}).is_valid, name
    return {
        "type": "Feature",
        "properties": {
            "kind": kind,
            "code": code,
            "name": name,
            "slug": slug,
            "parent": parent,
            "lat": round(label[1], 5),
            "lon": round(label[0], 5),
            "population": int(population) if population else None,
            "schematic": True,
        },
        "geometry": {"type": "MultiPolygon", "coordinates": rings},
    }


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) == 3 else DEFAULT_OUTPUT)
