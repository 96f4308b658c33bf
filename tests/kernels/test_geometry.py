# SPDX-License-Identifier: EUPL-1.2
"""Small maps: what lies where, and how it is drawn."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitwirken.kernels.geometry import (
    Box,
    bounds,
    centroid,
    height,
    path_data,
    point_in_polygon,
    point_in_ring,
    project,
    simplify,
    unproject,
)

TOWN = Box(7.3, 51.4, 7.64, 51.6)
SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
HOLE = [(1.0, 1.0), (1.0, 3.0), (3.0, 3.0), (3.0, 1.0), (1.0, 1.0)]
HOOK = [(0.0, 0.0), (6.0, 0.0), (6.0, 6.0), (4.0, 6.0), (4.0, 2.0), (0.0, 2.0), (0.0, 0.0)]

inside_town = st.tuples(st.floats(7.3, 7.64), st.floats(51.4, 51.6))
flat = st.tuples(st.floats(-100, 100), st.floats(-100, 100))


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [(5, 5, True), (1, 1, True), (1, 3, False), (3, 5, False), (7, 1, False), (4, 4, True), (0, 0, True)],
)
def test_a_bent_ring(x: float, y: float, expected: bool) -> None:
    assert point_in_ring(HOOK, x, y) is expected
    assert point_in_ring(HOOK[::-1], x, y) is expected
    assert point_in_ring(HOOK[:-1], x, y) is expected  # not closed


def test_a_ray_through_a_corner_counts_once() -> None:
    diamond = [(0.0, 0.0), (2.0, 2.0), (0.0, 4.0), (-2.0, 2.0)]
    assert point_in_ring(diamond, 0, 2)
    assert not point_in_ring(diamond, -3, 2)
    assert not point_in_ring(diamond, -3, 0)


def test_holes_and_islands() -> None:
    island = [[(1.5, 1.5), (2.5, 1.5), (2.5, 2.5), (1.5, 2.5), (1.5, 1.5)]]
    shape = [[SQUARE, HOLE], island]
    assert point_in_polygon(shape, 0.5, 2)
    assert point_in_polygon(shape, 1, 2)  # the edge of the hole
    assert not point_in_polygon(shape, 1.2, 2)
    assert point_in_polygon(shape, 2, 2)
    assert not point_in_polygon(shape, 9, 9)
    assert not point_in_polygon([], 0, 0)
    assert not point_in_polygon([[]], 0, 0)


@given(flat, st.integers(3, 20), st.floats(0.1, 50))
def test_inside_a_round_shape(centre: tuple[float, float], corners: int, radius: float) -> None:
    x, y = centre
    ring = [
        (x + radius * math.cos(turn), y + radius * math.sin(turn))
        for turn in (2 * math.pi * number / corners for number in range(corners))
    ]
    assert point_in_ring(ring, x, y)
    assert not point_in_ring(ring, x + 1.01 * radius, y)
    assert centroid([[ring]]) == pytest.approx(centre, abs=1e-6 * radius + 1e-9)


def test_bounds_and_centre() -> None:
    assert bounds([[SQUARE, HOLE], [[(9.0, -1.0)]]]) == Box(0, -1, 9, 4)
    assert centroid([[SQUARE, HOLE]]) == pytest.approx((2, 2))
    assert centroid([[SQUARE[::-1], HOLE[::-1]]]) == pytest.approx((2, 2))
    assert centroid([[HOOK]]) == pytest.approx(((12 * 3 + 8 * 5) / 20, (12 * 1 + 8 * 4) / 20))
    assert centroid([[SQUARE], [[(8.0, 0.0), (12.0, 0.0), (12.0, 4.0), (8.0, 4.0)]]]) == pytest.approx((6, 2))
    assert centroid([[[(1.0, 1.0), (3.0, 5.0)]]]) == pytest.approx((2, 3))  # no area
    for empty in ([], [[]], [[[]]]):
        with pytest.raises(ValueError, match="nothing"):
            bounds(empty)


@given(inside_town, st.floats(1, 5000))
def test_there_and_back(place: tuple[float, float], width: float) -> None:
    x, y = project(*place, TOWN, width)
    assert -1e-6 <= x <= width * 1.000001
    assert -1e-6 <= y <= height(TOWN, width) * 1.000001
    assert unproject(x, y, TOWN, width) == pytest.approx(place)


def test_distances_are_true_in_both_directions() -> None:
    """A kilometre east and a kilometre north are equally long on the drawing, to 0.3 %."""
    east = 1 / (111.195 * math.cos(math.radians(51.5)))
    north = 1 / 111.195
    for lat in (51.41, 51.5, 51.59):
        here = project(7.4, lat, TOWN, 600)
        across = project(7.4 + east, lat, TOWN, 600)[0] - here[0]
        up = here[1] - project(7.4, lat + north, TOWN, 600)[1]
        assert across == pytest.approx(up, rel=0.003)


def test_what_cannot_be_drawn() -> None:
    for box in (Box(7, 51, 7, 52), Box(7, 52, 8, 51), Box(7, 51, 8, 90)):
        with pytest.raises(ValueError, match="box"):
            project(7, 51, box, 100)
    with pytest.raises(ValueError, match="width"):
        height(TOWN, 0)


@given(st.lists(flat, max_size=40), st.floats(0, 50))
def test_simplify_keeps_its_promise(points: list[tuple[float, float]], tolerance: float) -> None:
    line = simplify(points, tolerance)
    assert line[:1] == points[:1]
    assert line[-1:] == points[-1:]
    rest = iter(points)
    assert all(point in rest for point in line)  # the same order
    if len(line) > 1:
        for x, y in points:
            near = min(math.dist((x, y), closest(a, b, (x, y))) for a, b in pairwise(line))
            assert near <= tolerance + 1e-9


def closest(a: tuple[float, float], b: tuple[float, float], p: tuple[float, float]) -> tuple[float, float]:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    along = 0.0 if square == 0 else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square))
    return a[0] + along * dx, a[1] + along * dy


def test_simplify_rings_and_nonsense() -> None:
    ring = [(0.0, 0.0), (2.0, 0.01), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    assert simplify(ring, 0.1) == [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]
    long = [(float(at), float(at % 2)) for at in range(5_000)]
    assert len(simplify(long, 0.1)) == 5_000  # no recursion to run out of
    with pytest.raises(ValueError, match="tolerance"):
        simplify(ring, -1)


def test_path_data_is_short_and_closed() -> None:
    box = Box(0, -2, 4, 2)
    square = [(x, y - 2) for x, y in SQUARE]
    assert path_data([[square]], box, 8, digits=0) == "M0 8L8 8L8 0L0 0Z"
    both = path_data([[square, [(x, y - 2) for x, y in HOLE]]], box, 8)
    assert both.count("M") == both.count("Z") == 2
    assert path_data([[[(0.0, 0.0), (1e-6, 0.0), (0.0, 1e-6), (0.0, 0.0)]]], box, 8) == ""  # too small to see
    assert "-0" not in path_data([[[(-1e-9, 2.0 + 1e-9), (4.0, 0.0), (2.0, -2.0)]]], box, 8)
    assert re.fullmatch(r"(?:M[-\d. ]+(?:L[-\d. ]+)+Z)+", both)
    with pytest.raises(ValueError, match="digits"):
        path_data([], box, 8, digits=-1)
