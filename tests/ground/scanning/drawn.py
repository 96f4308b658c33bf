# SPDX-License-Identifier: EUPL-1.2
"""Printed sheets, filled in and scanned, as pictures and as PDF."""

from __future__ import annotations

import io
import random

from bench.marks import PER_MM, SCANNER_150, Camera, draw_sheet, fill, pictured
from PIL import Image, ImageDraw

from mitwirken.ground.paper.models import PrintedForm


def picture(
    print_: PrintedForm,
    copy: int,
    marks: dict[str, str] | None = None,
    *,
    page: int = 1,
    writing: tuple[str, ...] = (),
    camera: Camera = SCANNER_150,
    seed: int = 1,
    code: bool = True,
) -> Image.Image:
    """A filled page as a scanner sees it. `marks`: box by name to a way of ticking (`bench.marks.HANDS`)."""
    chance = random.Random(seed)
    layout = print_.sheet_layout.pages[page - 1]
    sheet = draw_sheet(layout, print_.square(copy, page))
    for box in layout.boxes:
        if box.name in (marks or {}):
            fill(sheet, box, (marks or {})[box.name], chance)
    pen = ImageDraw.Draw(sheet)
    for field in layout.fields:
        if field.name in writing:
            x, y = (field.x + 4) * PER_MM, (field.y + 4) * PER_MM
            for stroke in range(12):
                start = x + stroke * 50
                pen.line([(start, y), (start + 22, y + 45), (start + 40, y + 5)], fill=60, width=6)
    if not code:
        pen.rectangle([150 * PER_MM, 8 * PER_MM, 188 * PER_MM, 40 * PER_MM], fill=250)
    return pictured(sheet, camera, chance)


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def pdf(*images: Image.Image) -> bytes:
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=150)
    return out.getvalue()


def tick(print_: PrintedForm, *rows: tuple[int, str]) -> dict[str, str]:
    """Crosses by the row on the sheet, counted from 0, and the value of the box."""
    choices = list(print_.sheet_layout.choices)
    return {f"{choices[row].name}:{value}": "tick" for row, value in rows}
