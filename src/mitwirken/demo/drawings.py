# SPDX-License-Identifier: EUPL-1.2
"""Pictures for the demo, drawn here: a flat landscape in the colours of an hour, and one motif in front of it."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800
SMALL = 960  # wide enough beside a text

Point = tuple[float, float]


@dataclass(frozen=True)
class Hour:
    """The colours of a time of day: sky from top to horizon, sun, hills from far to near, ink, wood, light."""

    sky: tuple[str, str]
    sun: str
    hills: tuple[str, str, str]
    ink: str
    wood: str
    light: str
    green: str


HOURS = (
    Hour(
        ("#f6d9a8", "#fbf1dc"),
        "#f0a92e",
        ("#b9cbb0", "#7fa58a", "#2f6b58"),
        "#10292e",
        "#a5602f",
        "#fff7e3",
        "#3f8a6a",
    ),
    Hour(
        ("#bfe0dc", "#f3f3e2"),
        "#fdf3cf",
        ("#a9ccc0", "#6ea68f", "#235c4b"),
        "#10292e",
        "#8d5630",
        "#ffffff",
        "#2f7d5e",
    ),
    Hour(
        ("#e9b28c", "#f9e3c8"),
        "#e06b3a",
        ("#c9a98e", "#8b8f74", "#3c5a4c"),
        "#1d2b2f",
        "#7c4526",
        "#ffeecf",
        "#56785a",
    ),
    Hour(
        ("#143b45", "#3f7f80"),
        "#f6e7b4",
        ("#2f6a6b", "#20504f", "#0f3335"),
        "#071a1d",
        "#c08a52",
        "#ffe4a0",
        "#2f7d6a",
    ),
)


class Canvas:
    """Draws in a field of 1200 × 800, whatever the real number of pixels is."""

    def __init__(self, hour: Hour, lots: random.Random, width: int = WIDTH) -> None:
        # Drawn twice as large and made smaller: smooth edges.
        self.scale = 2 * width / WIDTH
        self.image = Image.new("RGB", (2 * width, round(HEIGHT * self.scale)), hour.sky[1])
        self.pen = ImageDraw.Draw(self.image)
        self.hour = hour
        self.lots = lots

    def _points(self, points: list[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def shape(self, points: list[Point], color: str) -> None:
        self.pen.polygon(self._points(points), fill=color)

    def box(self, x: float, y: float, w: float, h: float, color: str, round: float = 0) -> None:
        corners = (x * self.scale, y * self.scale, (x + w) * self.scale, (y + h) * self.scale)
        self.pen.rounded_rectangle(corners, radius=round * self.scale, fill=color)

    def disc(self, x: float, y: float, r: float, color: str, flat: float = 1) -> None:
        self.pen.ellipse(
            (
                (x - r) * self.scale,
                (y - r * flat) * self.scale,
                (x + r) * self.scale,
                (y + r * flat) * self.scale,
            ),
            fill=color,
        )

    def ring(self, x: float, y: float, r: float, color: str, width: float) -> None:
        self.pen.ellipse(
            ((x - r) * self.scale, (y - r) * self.scale, (x + r) * self.scale, (y + r) * self.scale),
            outline=color,
            width=int(width * self.scale),
        )

    def line(self, points: list[Point], color: str, width: float) -> None:
        self.pen.line(self._points(points), fill=color, width=int(width * self.scale), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, color)

    def arc(self, x: float, y: float, r: float, start: float, end: float, color: str, width: float) -> None:
        steps = 40
        angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
        self.line([(x + r * math.cos(angle), y + r * math.sin(angle)) for angle in angles], color, width)

    # --- things that stand in several pictures

    def landscape(self) -> None:
        top, bottom = (tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in self.hour.sky)
        for y in range(560):
            share = y / 560
            shade = tuple(int(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
            self.pen.rectangle((0, y * self.scale, WIDTH * self.scale, (y + 1) * self.scale), fill=shade)
        self.disc(self.lots.uniform(200, 1000), self.lots.uniform(130, 260), 86, self.hour.sun)
        for level, color in enumerate(self.hour.hills):
            base, swing = 400 + level * 95, 46 - level * 10
            phase = self.lots.uniform(0, 6)
            ridge: list[Point] = [
                (x, base + swing * math.sin(x / 210 + phase) + swing / 2 * math.sin(x / 90 + phase * 2))
                for x in range(0, WIDTH + 20, 20)
            ]
            self.shape([(0, HEIGHT), *ridge, (WIDTH, HEIGHT)], color)
            if level == 0:
                self._skyline(base)

    def _skyline(self, base: float) -> None:
        """A winding tower, a chimney, a slim tower with its basket: seen from here, far away."""
        x = self.lots.uniform(120, 850)
        ink = self.hour.hills[1]
        self.shape(
            [
                (x, base + 20),
                (x + 34, base - 110),
                (x + 52, base - 110),
                (x + 86, base + 20),
                (x + 74, base + 20),
                (x + 46, base - 80),
                (x + 40, base - 80),
                (x + 12, base + 20),
            ],
            ink,
        )
        self.ring(x + 43, base - 122, 20, ink, 6)
        self.box(x + 150, base - 150, 18, 180, ink)
        self.shape([(x + 240, base + 20), (x + 248, base - 210), (x + 256, base + 20)], ink)
        self.box(x + 232, base - 150, 32, 20, ink, 8)

    def tree(self, x: float, ground: float, size: float, color: str | None = None) -> None:
        self.box(x - size * 0.06, ground - size * 0.6, size * 0.12, size * 0.62, self.hour.wood)
        color = color or self.hour.green
        for dx, dy, r in ((-0.24, -0.78, 0.28), (0.24, -0.8, 0.27), (0, -1.02, 0.31), (0, -0.7, 0.26)):
            self.disc(x + dx * size, ground + dy * size, r * size, color)

    def person(self, x: float, ground: float, size: float, color: str) -> None:
        self.disc(x, ground - size * 0.86, size * 0.13, color)
        self.box(x - size * 0.15, ground - size * 0.7, size * 0.3, size * 0.46, color, size * 0.13)
        self.line([(x - size * 0.07, ground - size * 0.28), (x - size * 0.09, ground)], color, size * 0.1)
        self.line([(x + size * 0.07, ground - size * 0.28), (x + size * 0.1, ground)], color, size * 0.1)

    def path(self, color: str | None = None) -> None:
        self.shape([(420, HEIGHT), (560, 610), (640, 610), (860, HEIGHT)], color or self.hour.light)


def _bench(c: Canvas) -> None:
    c.path()
    c.tree(980, 660, 300)
    for y in (520, 555, 590):
        c.box(300, y, 420, 22, c.hour.wood, 8)
    c.box(280, 632, 460, 26, c.hour.wood, 8)
    for x in (320, 700):
        c.line([(x, 520), (x, 730)], c.hour.ink, 14)
        c.line([(x - 24, 600), (x + 12, 600)], c.hour.ink, 14)
    c.person(560, 640, 150, c.hour.sun)


def _tree(c: Canvas) -> None:
    c.tree(330, 700, 330)
    c.tree(640, 730, 520)
    c.tree(960, 690, 280)
    c.person(790, 735, 130, c.hour.sun)
    c.person(850, 735, 90, c.hour.light)


def _bike(c: Canvas, x: float, ground: float, size: float) -> None:
    r = size * 0.26
    for cx in (x - size * 0.42, x + size * 0.42):
        c.ring(cx, ground - r, r, c.hour.ink, size * 0.045)
    a, b, s, h = (
        (x - size * 0.42, ground - r),
        (x + size * 0.42, ground - r),
        (x - size * 0.12, ground - size * 0.66),
        (x + size * 0.28, ground - size * 0.7),
    )
    k = (x - size * 0.02, ground - r)
    for one, two in ((a, s), (s, k), (k, a), (s, h), (k, h), (h, b)):
        c.line([one, two], c.hour.sun, size * 0.05)
    c.line(
        [(s[0] - size * 0.08, s[1] - size * 0.04), (s[0] + size * 0.07, s[1] - size * 0.04)],
        c.hour.ink,
        size * 0.05,
    )
    c.line(
        [h, (h[0] + size * 0.02, h[1] - size * 0.12), (h[0] - size * 0.1, h[1] - size * 0.14)],
        c.hour.ink,
        size * 0.045,
    )


def _bike_lane(c: Canvas) -> None:
    c.shape([(0, 800), (0, 730), (520, 560), (760, 560), (1200, 740), (1200, 800)], "#4b5f63")
    c.shape([(180, 800), (560, 560), (640, 560), (560, 800)], "#b4533a")
    for share in (0.1, 0.4, 0.72):
        y = 575 + share * 200
        c.line([(690 + share * 120, y), (712 + share * 150, y + 40)], c.hour.light, 10)
    _bike(c, 420, 740, 300)
    c.person(430, 600, 190, c.hour.ink)


def _playground(c: Canvas) -> None:
    c.disc(600, 740, 470, "#e7cf9a", 0.18)
    c.line([(300, 730), (360, 440), (420, 730)], c.hour.wood, 18)
    c.line([(700, 730), (760, 440), (820, 730)], c.hour.wood, 18)
    c.line([(350, 446), (770, 446)], c.hour.wood, 20)
    for x, swing in ((470, -50), (620, 40)):
        c.line([(x, 450), (x + swing, 640)], c.hour.ink, 5)
        c.line([(x + 70, 450), (x + 70 + swing, 640)], c.hour.ink, 5)
        c.box(x - 8 + swing, 638, 88, 16, c.hour.sun, 6)
    c.person(505 - 10, 640, 120, c.hour.light)
    c.shape(
        [(900, 730), (900, 480), (960, 480), (1100, 730), (1060, 730), (950, 530), (930, 730)], c.hour.sun
    )


def _lamp(c: Canvas) -> None:
    c.path()
    for x, size in ((330, 1.0), (760, 0.72), (900, 0.5)):
        ground = 760 - (1 - size) * 260
        glow = 120 * size
        c.disc(x, ground - 470 * size, glow, c.hour.sun)
        c.disc(x, ground - 470 * size, 44 * size, c.hour.light)
        c.line([(x, ground), (x, ground - 430 * size)], c.hour.ink, 16 * size)
        c.box(x - 40 * size, ground - 10 * size, 80 * size, 16 * size, c.hour.ink, 6)


def _fountain(c: Canvas) -> None:
    c.disc(600, 700, 300, c.hour.light, 0.26)
    c.disc(600, 690, 260, "#6fb3bf", 0.22)
    c.box(560, 520, 80, 170, c.hour.light, 20)
    c.disc(600, 520, 120, c.hour.light, 0.24)
    for side in (-1, 1):
        for reach in (60, 120, 180):
            c.arc(600 + side * reach / 2, 500, reach / 2, 180, 360, "#8fcbd4", 8)
            c.line([(600 + side * reach, 500), (600 + side * (reach + 8), 660)], "#8fcbd4", 8)
    c.person(930, 740, 160, c.hour.sun)
    c.person(250, 740, 110, c.hour.ink)


def _stage(c: Canvas) -> None:
    c.shape([(330, 640), (380, 360), (820, 360), (870, 640)], c.hour.ink)
    c.shape([(300, 390), (600, 250), (900, 390), (860, 400), (600, 300), (340, 400)], c.hour.sun)
    c.box(280, 630, 640, 50, c.hour.wood, 8)
    for x in (440, 540, 660, 760):
        c.disc(x, 400, 18, c.hour.light)
    for x, color in ((500, c.hour.sun), (600, c.hour.light), (700, c.hour.sun)):
        c.person(x, 632, 170, color)
    for x in range(160, 1100, 85):
        c.person(x + c.lots.uniform(-20, 20), 810, 150, c.hour.hills[2] if x % 2 else c.hour.ink)


def _skate(c: Canvas) -> None:
    c.shape(
        [
            (120, 780),
            (120, 470),
            (230, 470),
            (300, 600),
            (430, 690),
            (640, 720),
            (850, 690),
            (960, 600),
            (1030, 470),
            (1120, 470),
            (1120, 780),
        ],
        "#b9c0b8",
    )
    c.line(
        [(230, 470), (300, 600), (430, 690), (640, 720), (850, 690), (960, 600), (1030, 470)], c.hour.ink, 8
    )
    c.person(820, 640, 190, c.hour.sun)
    c.line([(750, 664), (890, 640)], c.hour.ink, 14)
    c.person(1075, 470, 150, c.hour.ink)


def _garden(c: Canvas) -> None:
    for row, x in enumerate((200, 520, 840)):
        c.box(x, 600, 240, 120, c.hour.wood, 10)
        c.box(x + 14, 590, 212, 40, "#3b2a20", 8)
        for plant in range(5):
            px = x + 34 + plant * 43
            c.line([(px, 600), (px, 540 - 14 * ((plant + row) % 3))], c.hour.green, 8)
            c.disc(
                px,
                530 - 14 * ((plant + row) % 3),
                20,
                (c.hour.sun, "#d9553b", c.hour.light)[(plant + row) % 3],
            )
    c.person(480, 740, 190, c.hour.ink)
    c.person(1120, 740, 150, c.hour.sun)


def _bridge(c: Canvas) -> None:
    c.shape([(0, 800), (0, 690), (1200, 650), (1200, 800)], "#5fa3ad")
    c.arc(600, 900, 470, 205, 335, c.hour.wood, 34)
    c.arc(600, 820, 470, 207, 333, c.hour.ink, 12)
    for angle in range(215, 330, 10):
        a = math.radians(angle)
        c.line(
            [
                (600 + 470 * math.cos(a), 900 + 470 * math.sin(a)),
                (600 + 470 * math.cos(a), 820 + 470 * math.sin(a)),
            ],
            c.hour.ink,
            8,
        )
    c.person(560, 425, 150, c.hour.sun)
    _bike(c, 720, 450, 130)


def _crossing(c: Canvas) -> None:
    c.shape([(0, 800), (0, 640), (1200, 600), (1200, 800)], "#46585c")
    for x in range(250, 900, 110):
        c.shape([(x, 790), (x + 60, 620), (x + 115, 618), (x + 66, 790)], c.hour.light)
    c.line([(180, 640), (180, 330)], c.hour.ink, 18)
    c.box(136, 300, 88, 180, c.hour.ink, 16)
    for y, color in ((345, "#6b2d22"), (435, "#58c08a")):
        c.disc(180, y, 28, color)
    c.person(560, 710, 190, c.hour.sun)
    c.person(650, 715, 120, c.hour.light)
    c.person(470, 712, 150, c.hour.ink)


def _toilet(c: Canvas) -> None:
    c.path()
    c.tree(260, 690, 330)
    c.box(470, 400, 420, 290, c.hour.light, 12)
    c.shape([(440, 410), (500, 340), (860, 340), (920, 410)], c.hour.green)
    c.box(540, 480, 110, 210, c.hour.ink, 8)
    c.box(710, 480, 110, 210, c.hour.ink, 8)
    c.person(595, 640, 120, c.hour.light)
    c.disc(758, 545, 12, c.hour.light)
    c.line([(758, 565), (758, 600), (785, 600), (800, 630)], c.hour.light, 12)
    c.arc(760, 610, 34, 30, 250, c.hour.light, 9)


def _court(c: Canvas) -> None:
    c.shape([(120, 790), (330, 600), (900, 600), (1100, 790)], "#b4533a")
    c.line([(225, 695), (1000, 695)], c.hour.light, 6)
    c.ring(610, 695, 66, c.hour.light, 6)
    c.line([(300, 660), (300, 330)], c.hour.ink, 18)
    c.box(250, 270, 190, 130, c.hour.light, 8)
    c.box(310, 320, 70, 56, c.hour.sun, 4)
    c.ring(400, 410, 34, "#d9553b", 10)
    c.disc(560, 350, 34, "#e07b2f")
    c.person(560, 720, 220, c.hour.ink)
    c.person(820, 730, 190, c.hour.sun)


def _mural(c: Canvas) -> None:
    c.box(180, 260, 840, 440, "#c8b79c", 6)
    colors = (c.hour.sun, c.hour.green, "#d9553b", c.hour.light, "#2d7f93")
    for number in range(14):
        c.disc(c.lots.uniform(250, 950), c.lots.uniform(320, 640), c.lots.uniform(36, 96), colors[number % 5])
    c.arc(600, 690, 250, 200, 340, c.hour.ink, 18)
    c.arc(600, 690, 190, 200, 340, c.hour.sun, 18)
    c.line([(830, 720), (960, 420)], c.hour.wood, 10)
    c.line([(890, 720), (1020, 420)], c.hour.wood, 10)
    for step in range(6):
        c.line([(842 + step * 22, 690 - step * 50), (902 + step * 22, 690 - step * 50)], c.hour.wood, 8)
    c.person(930, 560, 170, c.hour.ink)
    c.person(330, 760, 190, c.hour.ink)


def _market(c: Canvas) -> None:
    for x, color in ((140, c.hour.sun), (460, c.hour.green), (780, "#d9553b")):
        c.line([(x + 20, 720), (x + 20, 480)], c.hour.wood, 14)
        c.line([(x + 260, 720), (x + 260, 480)], c.hour.wood, 14)
        c.box(x, 600, 280, 90, c.hour.wood, 8)
        for stripe in range(7):
            c.shape(
                [
                    (x - 10 + stripe * 43, 490),
                    (x + 20 + stripe * 35, 400),
                    (x + 55 + stripe * 35, 400),
                    (x + 33 + stripe * 43, 490),
                ],
                color if stripe % 2 else c.hour.light,
            )
        for fruit in range(6):
            c.disc(x + 40 + fruit * 40, 592, 17, (c.hour.sun, "#d9553b", c.hour.green)[fruit % 3])
    c.person(430, 760, 200, c.hour.ink)
    c.person(760, 770, 170, c.hour.light)


def _river(c: Canvas) -> None:
    c.shape([(0, 800), (380, 560), (560, 560), (470, 640), (900, 700), (840, 800)], "#6fb3bf")
    c.shape([(420, 600), (520, 570), (470, 640)], "#a6d5da")
    for x, y in ((180, 640), (960, 690), (1060, 650), (90, 700)):
        c.tree(x, y, 180)
    for x in (640, 700, 760):
        c.line([(x, 690), (x - 14, 600)], c.hour.green, 8)
        c.disc(x - 14, 596, 12, c.hour.wood, 2)
    c.person(1000, 790, 160, c.hour.sun)


MOTIFS: dict[str, Callable[[Canvas], None]] = {
    "bench": _bench,
    "tree": _tree,
    "bike-lane": _bike_lane,
    "playground": _playground,
    "lamp": _lamp,
    "fountain": _fountain,
    "stage": _stage,
    "skate": _skate,
    "garden": _garden,
    "bridge": _bridge,
    "crossing": _crossing,
    "toilet": _toilet,
    "court": _court,
    "mural": _mural,
    "market": _market,
    "river": _river,
}


def draw(motif: str, seed: str, width: int = WIDTH) -> io.BytesIO:
    """A PNG, three parts wide and two high, of the motif (an unknown one gives a tree). The same seed, the same picture."""
    lots = random.Random(seed)  # noqa: S311
    hour = HOURS[3] if motif == "lamp" else HOURS[lots.randrange(3)]
    canvas = Canvas(hour, lots, width)
    canvas.landscape()
    MOTIFS.get(motif, _tree)(canvas)
    out = io.BytesIO()
    canvas.image.reduce(2).save(out, "PNG", compress_level=0)
    out.seek(0)
    return out
