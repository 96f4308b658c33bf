# SPDX-License-Identifier: EUPL-1.2
"""A drawn map as shapes for an SVG: areas of groups, circles of five people and more, statements, and one's own place.

Pure. Nobody's place is in what is drawn (`kernels.opinions.cells`); one's own is computed from one's own votes, for oneself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Any, Final

from .results import LETTERS, name_of

WIDTH: Final = 400.0
LEAST_HEIGHT: Final = 240.0
MOST_HEIGHT: Final = 360.0
EDGE: Final = 44.0
XY = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """A place on the plane, before it is scaled to the picture. `group`: whose middle is nearest."""

    x: float
    y: float
    group: int


@dataclass(frozen=True)
class Own:
    x: float
    y: float
    tone: int
    name: str


@dataclass(frozen=True)
class Circle:
    x: float
    y: float
    r: float
    size: int
    tone: int


@dataclass(frozen=True)
class Area:
    """A group: the hull of its circles as a path, and where its letter stands."""

    path: str
    x: float
    y: float
    letter: str
    name: str
    size: int
    tone: int


@dataclass(frozen=True)
class Picture:
    height: float
    areas: tuple[Area, ...]
    circles: tuple[Circle, ...]
    own: Own | None = None

    @property
    def view_box(self) -> str:
        return f"0 0 {WIDTH:g} {self.height:.0f}"


def own_place(result: Mapping[str, Any], votes: Mapping[int, int]) -> Place | None:
    """Where somebody with these votes (by statement) stands, None without a vote that counts.

    Rule 4 of docs/rules/opinions.md: √(statements / votes) · Σ (vote − mean) · component, silent statements count as voted on.
    """
    plane = {one["id"]: one["plane"] for one in result["statements"] if not one["silent"]}
    mine = {name: value for name, value in votes.items() if name in plane}
    if not mine:
        return None
    stretch = sqrt(result["statements_all"] / (len(mine) + result["statements_silent"]))
    x, y = (
        stretch * sum((value - plane[name][0]) * plane[name][axis] for name, value in mine.items())
        for axis in (1, 2)
    )
    near = min(
        range(len(result["groups"])),
        key=lambda at: hypot(x - result["groups"][at]["centre"][0], y - result["groups"][at]["centre"][1]),
        default=0,
    )
    return Place(x, y, near)


def picture(result: Mapping[str, Any], own: Place | None = None) -> Picture:
    """Scales what is there to the width of the picture, both directions alike, so that distances stay true."""
    cells: Sequence[Mapping[str, Any]] = result["cells"]
    points = [(cell["x"], cell["y"]) for cell in cells] + ([(own.x, own.y)] if own else [])
    if not points:
        return Picture(LEAST_HEIGHT, (), ())
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    wide, high = max(east - west, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * EDGE) / wide, (MOST_HEIGHT - 2 * EDGE) / high)
    if east - west < 1e-6 and north - south < 1e-6:
        scale = 0.0
    height = max(LEAST_HEIGHT, min(MOST_HEIGHT, scale * (north - south) + 2 * EDGE))

    def place(x: float, y: float) -> XY:
        return (
            round(WIDTH / 2 + (x - (west + east) / 2) * scale, 1),
            round(height / 2 - (y - (south + north) / 2) * scale, 1),
        )

    most = max((cell["size"] for cell in cells), default=1)
    circles = tuple(
        Circle(
            *place(cell["x"], cell["y"]),
            round(4 + 9 * sqrt(cell["size"] / most), 1),
            cell["size"],
            cell["group"] + 1,
        )
        for cell in cells
    )
    several = len(result["groups"]) > 1
    areas = []
    for number, group in enumerate(result["groups"]):
        mine = [place(cell["x"], cell["y"]) for cell in cells if cell["group"] == number]
        if not mine:
            continue
        x, y = place(*group["centre"])
        areas.append(
            Area(
                _path(_hull(mine)),
                x,
                y,
                LETTERS[number] if several else "",
                name_of(number),
                int(group["size"]),
                number + 1,
            )
        )
    drawn = None
    if own:
        drawn = Own(*place(own.x, own.y), own.group + 1, name_of(own.group) if several else "")
    return Picture(round(height), tuple(areas), circles, drawn)


def _hull(points: Sequence[XY]) -> list[XY]:
    """The convex hull, against the clock (Andrew 1979)."""
    listed = sorted(set(points))
    if len(listed) < 3:
        return listed

    def half(rest: Sequence[XY]) -> list[XY]:
        out: list[XY] = []
        for x, y in rest:
            while (
                len(out) > 1
                and (out[-1][0] - out[-2][0]) * (y - out[-2][1])
                - (out[-1][1] - out[-2][1]) * (x - out[-2][0])
                <= 0
            ):
                out.pop()
            out.append((x, y))
        return out[:-1]

    return half(listed) + half(listed[::-1])


def _path(points: Sequence[XY]) -> str:
    """A closed path; its corners get round by the width of its line."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"
