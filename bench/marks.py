# SPDX-License-Identifier: EUPL-1.2
"""Part of `make bench WHAT=kernels`: sheets drawn, filled in, and pictured as scanners and telephones do; how many boxes are read wrongly.

A wrong reading is a box read as ticked that is not meant so, or as empty that is. There have to be none; what is left to people is counted
beside it. What is drawn is known, and drawn by chance with a fixed seed. `draw_sheet` and `pictured` are also used by the tests.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402
import segno  # noqa: E402
from PIL import Image, ImageDraw, ImageFilter  # noqa: E402

from mitwirken.kernels import sheets  # noqa: E402
from mitwirken.kernels.marks import State, read_page, straighten  # noqa: E402
from mitwirken.kernels.sheets import Box, Choice, SheetCode, SheetPage  # noqa: E402

PER_MM = 12  # 305 dpi
HANDS = ("cross", "tick", "pencil", "dash", "thick", "filled", "crossed_out", "faint", "stray", "beside")
MEANT = {"cross", "tick", "pencil", "dash", "thick"}
ASK = {"filled", "crossed_out", "faint", "stray", "beside"}


class Report(Protocol):
    def add(self, what: str, figure: str, limit: str, held: bool, note: str = "") -> None: ...


def many_boxes(rows: int = 20, columns: int = 3) -> SheetPage:
    boxes, choices = [], []
    for row in range(rows):
        names = [f"r{row}:{column}" for column in range(columns)]
        boxes += [Box(name, 31 + column * 50, 60 + row * 10.5) for column, name in enumerate(names)]
        choices.append(Choice(f"r{row}", tuple(names), 1))
    return SheetPage(boxes=tuple(boxes), choices=tuple(choices))


def draw_sheet(page: SheetPage, code: str = "MW1:K7F3:12:1", per_mm: int = PER_MM) -> Image.Image:
    """A page as it comes from the printer: corner squares, square code, boxes, words beside them, writing lines."""
    image = Image.new("L", (round(sheets.PAGE_WIDTH * per_mm), round(sheets.PAGE_HEIGHT * per_mm)), 250)
    pen = ImageDraw.Draw(image)
    for corner in sheets.corners():
        pen.rectangle(_mm(corner.x, corner.y, corner.size, corner.size, per_mm), fill=15)
    modules = [list(row) for row in segno.make_qr(code, error="q", boost_error=False).matrix]
    step = sheets.CODE_SIZE / len(modules)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                pen.rectangle(
                    _mm(sheets.CODE_X + x * step, sheets.CODE_Y + y * step, step, step, per_mm), fill=15
                )
    for box in page.boxes:
        pen.rectangle(
            _mm(box.x, box.y, box.size, box.size, per_mm),
            outline=25,
            width=round(sheets.BOX_LINE * per_mm),
        )
        for word in range(
            4
        ):  # words as a printer's grey bars with gaps, 2.5 mm from the box as on real sheets
            left = box.x + box.size + 2.5 + word * 5
            pen.rectangle(_mm(left, box.y + 1, 4, 0.4, per_mm), fill=30)
            pen.rectangle(_mm(left + 1, box.y + 1, 0.4, 3, per_mm), fill=30)
            pen.rectangle(_mm(left + 3, box.y + 1, 0.4, 3, per_mm), fill=30)
    for field in page.fields:
        pen.rectangle(_mm(field.x, field.y, field.width, field.height, per_mm), outline=150, width=2)
    return image


def _mm(x: float, y: float, w: float, h: float, per_mm: int) -> tuple[int, int, int, int]:
    return round(x * per_mm), round(y * per_mm), round((x + w) * per_mm) - 1, round((y + h) * per_mm) - 1


def fill(image: Image.Image, box: Box, hand: str, chance: random.Random, per_mm: int = PER_MM) -> None:
    """One of the ways in which people fill in a box, a little different each time."""
    pen = ImageDraw.Draw(image)

    def stroke(*points: tuple[float, float], width: float, grey: int) -> None:
        places = [
            (
                (box.x + (x + chance.uniform(-0.05, 0.05)) * box.size) * per_mm,
                (box.y + (y + chance.uniform(-0.05, 0.05)) * box.size) * per_mm,
            )
            for x, y in points
        ]
        pen.line(places, fill=grey, width=max(1, round(width * per_mm)), joint="curve")

    ink = chance.randint(20, 110)
    thin = chance.uniform(0.3, 0.7)
    if hand in ("cross", "crossed_out"):
        stroke((0.1, 0.1), (0.9, 0.9), width=thin, grey=ink)
        stroke((0.9, 0.1), (0.1, 0.9), width=thin, grey=ink)
    if hand == "crossed_out":
        if chance.random() < 0.5:
            stroke((-1.5, 0.5), (6, 0.55), width=thin, grey=ink)
        else:
            for at in range(12):
                stroke((0.05, at / 11), (0.95, at / 11 + 0.05), width=0.6, grey=ink)
    if hand == "tick":
        stroke((0.15, 0.5), (0.4, 0.85), (1.15, -0.2), width=thin, grey=ink)
    if hand == "pencil":
        stroke(
            (0.1, 0.5),
            (0.4, 0.9),
            (0.95, 0.05),
            width=chance.uniform(0.45, 0.7),
            grey=chance.randint(95, 145),
        )
    if hand == "dash":
        stroke((0.05, 0.5), (0.95, 0.5), width=chance.uniform(0.4, 0.7), grey=ink)
    if hand == "thick":
        stroke((0.1, 0.1), (0.9, 0.9), width=1.1, grey=40)
        stroke((0.9, 0.1), (0.1, 0.9), width=1.1, grey=40)
    if hand == "filled":
        pen.rectangle(_mm(box.x, box.y, box.size, box.size, per_mm), fill=ink)
    if hand == "faint":
        stroke((0.15, 0.5), (0.4, 0.85), (0.9, 0.1), width=0.7, grey=205)
        stroke((0.2, 0.3), (0.8, 0.7), width=0.9, grey=205)
    if hand == "stray":
        stroke((0.3, 0.3), (0.45, 0.5), width=0.5, grey=60)
    if hand == "beside":
        stroke((-0.5, 0.3), (-0.25, 0.8), (-0.1, 0.1), width=0.5, grey=60)


@dataclass(frozen=True)
class Camera:
    """How a sheet becomes a picture. `skew` is how far corners move, as a share of the page; `shadow` how much of the light is lost."""

    per_mm: float = 8
    turned: float = 0
    skew: float = 0
    noise: float = 2
    shadow: float = 0
    edge: bool = False
    blur: float = 0.4
    quality: int = 80
    table: int = 90
    margin: float = 0


SCANNER_150 = Camera(per_mm=5.9, noise=2, quality=70)
SCANNER_300 = Camera(per_mm=11.8, noise=2)
TELEPHONE = Camera(per_mm=9, skew=0.05, noise=6, shadow=0.5, blur=0.8, quality=65, margin=0.08)
POOR = Camera(
    per_mm=6.5, skew=0.08, noise=9, shadow=0.6, edge=True, blur=1.1, quality=45, margin=0.1, table=40
)


def pictured(sheet: Image.Image, camera: Camera, chance: random.Random) -> Image.Image:
    """The sheet as a camera or scanner saw it, as a grey JPEG."""
    scale = camera.per_mm / PER_MM
    wide, tall = (round(side * scale) for side in sheet.size)
    pad_x, pad_y = round(wide * camera.margin), round(tall * camera.margin)
    image = Image.new("L", (wide + 2 * pad_x, tall + 2 * pad_y), camera.table if camera.margin else 250)
    image.paste(sheet.resize((wide, tall), Image.Resampling.BOX), (pad_x, pad_y))
    if camera.skew:

        def moved(x: int, y: int) -> tuple[float, float]:
            return (
                x + chance.uniform(-camera.skew, camera.skew) * wide,
                y + chance.uniform(-camera.skew, camera.skew) * tall,
            )

        w, h = image.size
        to = [(0, 0), (w, 0), (w, h), (0, h)]
        image = image.transform(
            image.size, Image.Transform.PERSPECTIVE, _coefficients(to, [moved(*point) for point in to]),
            Image.Resampling.BICUBIC, fillcolor=camera.table,
        )  # fmt: skip
    tilt = camera.turned + (chance.uniform(-2, 2) if not camera.skew else chance.uniform(-8, 8))
    image = image.rotate(
        tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=camera.table if camera.margin else 250
    )
    values = np.asarray(image.filter(ImageFilter.GaussianBlur(camera.blur)), dtype=np.float64)
    rows, columns = values.shape
    if camera.shadow:
        across = np.linspace(0, 1, columns)[None, :] * chance.uniform(0.3, 1)
        down = np.linspace(0, 1, rows)[:, None] * chance.uniform(0.3, 1)
        values = values * (1 - camera.shadow * np.clip((across + down) / 2, 0, 1))
    if camera.edge:  # the shadow of an arm, with a rim of some millimetres
        start, slope = chance.uniform(0.3, 0.8) * columns, chance.uniform(-0.5, 0.5)
        at = np.arange(columns)[None, :] - start - slope * np.arange(rows)[:, None]
        values = values * (1 - 0.35 * np.clip(at / (3 * camera.per_mm) + 0.5, 0, 1))
    noise = np.random.default_rng(chance.randrange(2**31))
    values = values + noise.normal(0, camera.noise, values.shape)
    out = BytesIO()
    Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=camera.quality)
    return Image.open(BytesIO(out.getvalue())).convert("L")


def _coefficients(to: list[tuple[int, int]], source: list[tuple[float, float]]) -> list[float]:
    rows, right = [], []
    for (x, y), (u, v) in zip(to, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return [float(value) for value in np.linalg.solve(np.array(rows), np.array(right))]


def code_of(image: Image.Image) -> tuple[SheetCode | None, tuple[float, float] | None]:
    import zxingcpp

    for found in zxingcpp.read_barcodes(np.asarray(image)):
        code = SheetCode.read(found.text)
        if code:
            p = found.position
            points = (p.top_left, p.top_right, p.bottom_right, p.bottom_left)
            return code, (sum(q.x for q in points) / 4, sum(q.y for q in points) / 4)
    return None, None


@dataclass
class Counted:
    sheets: int = 0
    straightened: int = 0
    codes: int = 0
    boxes: int = 0
    wrong: int = 0
    clear: int = 0
    asked: int = 0
    plain: int = 0
    """Boxes a person would call plainly ticked or empty, and how many of them were asked about."""
    seconds: float = 0


def run(camera: Camera, turns: tuple[int, ...], sheets_each: int, seed: int = 5) -> Counted:
    chance = random.Random(seed)
    counted = Counted()
    page = many_boxes()
    for at in range(sheets_each):
        image = draw_sheet(page)
        hands = {}
        for choice in page.choices:
            # One box in three is ticked, some in ways that a person has to look at.
            name = chance.choice(choice.boxes)
            hand = chance.choice(HANDS) if chance.random() < 0.4 else chance.choice(("cross", "tick"))
            hands[name] = hand
            fill(image, next(box for box in page.boxes if box.name == name), hand, chance)
        turned = Camera(**{**camera.__dict__, "turned": turns[at % len(turns)]})
        seen = pictured(image, turned, chance)
        code, code_at = code_of(seen)
        began = time.perf_counter()
        grey = np.asarray(seen)
        straight = straighten(grey, code_at)
        reading = read_page(grey, page, straight)
        counted.seconds += time.perf_counter() - began
        counted.sheets += 1
        counted.codes += code is not None
        counted.straightened += straight is not None
        for box in reading.boxes:
            hand = hands.get(box.name, "")
            counted.boxes += 1
            plain = hand not in ASK
            counted.plain += plain
            if box.state is State.UNCLEAR:
                counted.asked += plain and straight is not None
                continue
            counted.clear += 1
            meant = hand in MEANT
            if hand in ASK and box.state is State.TICKED and hand == "faint":
                continue  # somebody did make a tick there, only a light one
            if (box.state is State.TICKED) != meant or hand in ("filled", "crossed_out"):
                counted.wrong += 1
    return counted


def measure_marks(report: Report, seed: int = 5) -> None:
    print("Reading marks ...", flush=True)
    for name, camera, turns in (
        ("Scanner, 150 dpi", SCANNER_150, (0, 180)),
        ("Scanner, 300 dpi", SCANNER_300, (0, 180)),
        ("Telephone, turned, shadow", TELEPHONE, (0, 90, 180, 270)),
        ("Telephone, poor light, arm's shadow, coarse", POOR, (0, 90, 180, 270)),
    ):
        counted = run(camera, turns, 40, seed)
        report.add(
            f"{name}: boxes of filled sheets read wrongly", f"{counted.wrong} of {counted.boxes}", "0",
            counted.wrong == 0,
            f"{counted.straightened} of {counted.sheets} sheets straightened, {counted.codes} codes read; of plain boxes on them "
            f"{counted.asked / counted.plain:.1%} asked about; {counted.seconds / counted.sheets * 1000:.0f} ms a page",
        )  # fmt: skip


class _Printed:
    missed = 0

    def add(self, what: str, figure: str, limit: str, held: bool, note: str = "") -> None:
        self.missed += not held
        print(f"  {'ok  ' if held else 'MISS'}  {what}: {figure} (limit {limit}) {note}", flush=True)


if __name__ == "__main__":
    printed = _Printed()
    measure_marks(printed, seed=int(sys.argv[1]) if len(sys.argv) > 1 else 5)
    sys.exit(bool(printed.missed))
