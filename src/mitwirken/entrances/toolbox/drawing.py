# SPDX-License-Identifier: EUPL-1.2
"""Sketches of rooms, drawn as SVG from a shape and two numbers. Seen from above; the words beside them say the same.

Colours come from the page (classes `s-floor s-chair s-table s-stage s-wall s-way s-free`), so a sketch is right in dark mode and in print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import cos, pi, sin
from typing import Final

from .catalogue import Room

WIDTH: Final = 320
HEIGHT: Final = 200


def sketch(room: Room) -> str:
    """The inside of an `<svg viewBox="0 0 320 200">` for the room."""
    draw = _SHAPES[room.shape]
    return "".join(
        [
            f'<rect class="s-floor" x="2" y="2" width="{WIDTH - 4}" height="{HEIGHT - 4}" rx="14"/>',
            *draw(room),
        ]
    )


def _chair(x: float, y: float, kind: str = "s-chair", r: float = 4.5) -> str:
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{r}"/>'


def _box(x: float, y: float, w: float, h: float, kind: str, r: float = 4) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{r}"/>'


def _ring(
    x: float, y: float, radius: float, seats: int, kind: str = "s-chair", turn: float = 0, flat: float = 1
) -> Iterator[str]:
    for number in range(seats):
        angle = turn + 2 * pi * number / seats - pi / 2
        yield _chair(x + radius * cos(angle), y + radius * flat * sin(angle), kind)


def _round_table(x: float, y: float, seats: int, size: float = 13) -> Iterator[str]:
    yield f'<circle class="s-table" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>'
    yield from _ring(x, y, size + 8, seats)


def _grid(
    number: int, columns: int, left: float, top: float, width: float, height: float
) -> Iterator[tuple[float, float]]:
    rows = -(-number // columns)
    for index in range(number):
        row, column = divmod(index, columns)
        here = min(columns, number - row * columns)
        yield left + width * (column + 0.5) / here, top + height * (row + 0.5) / rows


def _theatre(room: Room) -> Iterator[str]:
    yield _box(100, 14, 120, 26, "s-stage")
    for seat in (130, 160, 190):
        yield _chair(seat, 27, "s-free")
    for row in range(6):
        for place in range(12):
            if place not in (5, 6):
                yield _chair(50 + place * 20, 66 + row * 19)
    yield _box(155, 150, 10, 26, "s-wall", 2)  # the microphone in the aisle


def _tables(room: Room) -> Iterator[str]:
    number, seats = min(room.number or 6, 12), min(room.seats or 5, 8)
    columns = 3 if number <= 6 else 4
    for x, y in _grid(number, columns, 16, 12, 288, 176):
        yield from _round_table(x, y, seats, 14 if number <= 6 else 11)


def _circle(room: Room) -> Iterator[str]:
    yield from _ring(160, 100, 74, min(room.seats or 18, 28))
    yield '<circle class="s-table" cx="160" cy="100" r="12"/>'


def _fishbowl(room: Room) -> Iterator[str]:
    seats = min(room.seats or 5, 8)
    inner = list(_ring(160, 100, 26, seats))
    inner[0] = _chair(160, 74, "s-free", 6)
    yield from inner
    for radius, number in ((56, 16), (76, 24)):
        for place in range(number):
            angle = 2 * pi * place / number - pi / 2 + pi / number
            yield _chair(160 + radius * 1.35 * cos(angle), 100 + radius * sin(angle))


def _horseshoe(room: Room) -> Iterator[str]:
    yield _box(80, 40, 22, 128, "s-table")
    yield _box(218, 40, 22, 128, "s-table")
    yield _box(80, 146, 160, 22, "s-table")
    for number in range(5):
        yield _chair(66, 54 + number * 26)
        yield _chair(254, 54 + number * 26)
    for number in range(6):
        yield _chair(94 + number * 26.5, 182)
    yield _box(120, 12, 80, 8, "s-wall", 2)


def _sessions(room: Room) -> Iterator[str]:
    yield _box(16, 14, 288, 12, "s-wall", 3)
    for number in range(6):
        yield _box(28 + number * 46, 17, 34, 6, "s-free", 1)
    for x, y in _grid(min(room.number or 6, 8), 3, 16, 36, 288, 156):
        yield from _ring(x, y, 24, 7)


def _stations(room: Room) -> Iterator[str]:
    number = min(room.number or 6, 8)
    points = list(_grid(number, -(-number // 2), 20, 20, 280, 160))
    half = -(-number // 2)
    way = [*points[:half], *reversed(points[half:])]
    line = " ".join(
        f"{x:.0f},{y + 22:.0f}" if index < half else f"{x:.0f},{y - 22:.0f}"
        for index, (x, y) in enumerate(way)
    )
    yield f'<polyline class="s-way" points="{line}"/>'
    for index, (x, y) in enumerate(points):
        yield _box(x - 24, y - 5, 48, 9, "s-wall", 2)
        side = 18 if index < half else -18
        yield _chair(x - 8, y + side)
        yield _chair(x + 8, y + side)


def _stalls(room: Room) -> Iterator[str]:
    number = min(room.number or 8, 10)
    for x, y in _grid(number, -(-number // 2), 14, 14, 292, 172):
        yield _box(x - 22, y - 10, 44, 18, "s-table")
        yield _box(x - 22, y - 16, 44, 7, "s-free", 2)
        yield _chair(x, y + 18)
        yield _chair(x - 14, y + 20)


def _walk(room: Room) -> Iterator[str]:
    stops = [(38, 160), (86, 92), (150, 128), (196, 56), (262, 84), (284, 156)][
        : max(3, min(room.number or 6, 6))
    ]
    for x, y, w, h in (
        (20, 20, 46, 40),
        (108, 22, 56, 52),
        (226, 18, 60, 34),
        (110, 150, 70, 34),
        (206, 116, 44, 60),
    ):
        yield _box(x, y, w, h, "s-wall", 4)
    yield '<polyline class="s-way" points="' + " ".join(f"{x},{y}" for x, y in stops) + '"/>'
    for number, (x, y) in enumerate(stops, 1):
        yield f'<circle class="s-stage" cx="{x}" cy="{y}" r="11"/><text class="s-word" x="{x}" y="{y + 4}" text-anchor="middle">{number}</text>'


def _studio(room: Room) -> Iterator[str]:
    yield _box(14, 12, 292, 9, "s-wall", 3)
    number = min(room.number or 4, 6)
    for x, y in _grid(number, 2 if number <= 4 else 3, 20, 30, 280, 162):
        yield _box(x - 38, y - 14, 76, 28, "s-table")
        for place in (-26, 0, 26):
            yield _chair(x + place, y - 24)
            yield _chair(x + place, y + 24)


def _counter(room: Room) -> Iterator[str]:
    for x in (90, 230):
        yield _box(x - 34, 84, 68, 30, "s-table")
        yield _chair(x, 70, "s-free", 7)
        yield _chair(x - 12, 130, r=7)
        yield _chair(x + 14, 130, r=7)
    yield _box(156, 40, 7, 124, "s-wall", 2)


def _street(room: Room) -> Iterator[str]:
    yield _box(2, 138, WIDTH - 4, 34, "s-wall", 0)
    yield _box(110, 58, 96, 30, "s-table")
    yield '<path class="s-free" d="M98 58 L158 26 L218 58 Z"/>'
    for x, y in ((128, 106), (150, 112), (186, 104), (60, 120), (258, 118), (282, 96), (40, 92)):
        yield _chair(x, y, r=6)
    yield _chair(140, 50, "s-stage", 6)
    yield _chair(176, 50, "s-stage", 6)


def _council(room: Room) -> Iterator[str]:
    yield _box(110, 14, 100, 20, "s-stage")
    for radius, number in ((62, 9), (86, 13)):
        for place in range(number):
            angle = pi * (place + 0.5) / number
            yield _chair(160 + radius * 1.4 * cos(angle), 44 + radius * 0.72 * sin(angle))
    for x in (44, 122, 198, 276):
        yield from _round_table(x, 160, 6, 10)


def _site(room: Room) -> Iterator[str]:
    yield _box(24, 24, 120, 66, "s-wall", 6)
    yield _box(36, 118, 92, 54, "s-free", 6)
    yield _box(176, 28, 116, 20, "s-table")
    yield _box(176, 128, 60, 44, "s-table")
    for x, y in (
        (50, 100),
        (84, 104),
        (120, 100),
        (190, 62),
        (224, 64),
        (262, 60),
        (150, 140),
        (250, 140),
        (268, 160),
    ):
        yield _chair(x, y, r=6)


def _screen(room: Room) -> Iterator[str]:
    yield _box(74, 20, 172, 110, "s-wall", 8)
    for x, y in _grid(6, 3, 80, 26, 160, 98):
        yield _box(x - 22, y - 17, 44, 34, "s-table", 4)
        yield _chair(x, y - 3, "s-free", 6)
    for x in (44, 110, 160, 210, 276):
        yield _box(x - 11, 150, 22, 36, "s-stage", 4)
        yield _box(x - 8, 154, 16, 24, "s-floor", 2)


_SHAPES: Final[dict[str, Callable[[Room], Iterator[str]]]] = {
    "theatre": _theatre,
    "tables": _tables,
    "circle": _circle,
    "fishbowl": _fishbowl,
    "horseshoe": _horseshoe,
    "sessions": _sessions,
    "stations": _stations,
    "stalls": _stalls,
    "walk": _walk,
    "studio": _studio,
    "counter": _counter,
    "street": _street,
    "council": _council,
    "site": _site,
    "screen": _screen,
}
