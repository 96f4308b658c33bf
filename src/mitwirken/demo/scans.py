# SPDX-License-Identifier: EUPL-1.2
"""Sheets that came back from the library's box, filled in by hand and put through the scanner: some clear, some not."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import segno
from PIL import Image, ImageDraw, ImageFont

from mitwirken.formats.proposals.sheets import FORM as PROPOSAL_FORM
from mitwirken.formats.rating.sheets import FORM as RATING_FORM
from mitwirken.ground.paper import actions as paper
from mitwirken.ground.paper.models import PrintedForm
from mitwirken.ground.scanning import actions
from mitwirken.kernels import sheets

PER_MM = 7  # 178 dpi
POINT = 25.4 / 72
FONT = "DejaVuSans.ttf"
PRINTED, PEN, PENCIL = 35, 60, 120


@dataclass(frozen=True)
class Filled:
    """A sheet as somebody filled it in: which rows are ticked with which of their boxes and how, and what is written into fields."""

    copy: int
    ticks: dict[int, tuple[int, str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    turned: float = 0.0
    stained: bool = False
    only: int = 0
    """So many pages of it are in the pile; 0 for all."""


def scan_the_box(by: Any) -> None:
    """Two piles of a rating that runs and of proposals; the first is taken over, the second waits for somebody to look."""
    offers, proposals = RATING_FORM.offers(), next(iter(PROPOSAL_FORM.offers()), None)
    if not offers or proposals is None:
        return
    # The shortest form: a demo loads quickly.
    ratings = min(offers, key=lambda offer: paper.current_print(kind=offer.kind, pk=offer.pk).pages)
    print_, first, _last = paper.print_copies(kind=ratings.kind, pk=ratings.pk, number=12, by=by)
    chance = random.Random(7)  # noqa: S311  # how hands shake
    early = [Filled(first, {0: (0, "cross"), 2: (0, "tick")})]
    scan, _new = actions.take_in(files=[("bibliothek-montag.pdf", _pdf(print_, early, chance))], by=by)
    while actions.read_waiting():
        pass
    actions.confirm_clear(scan=scan, by=by)
    late = [
        Filled(first + 1, {0: (0, "tick"), 4: (0, "pencil")}, turned=180),
        Filled(first + 2, {1: (0, "blackened"), 2: (0, "cross"), 5: (0, "faint")}),
        # Of a long sheet people sometimes hand in the first page alone; and one page lay in the scanner from Monday.
        Filled(first + 3, {2: (0, "cross")}, stained=True, only=1),
        Filled(first + 4, {1: (0, "cross")}, only=1),
        Filled(first, {0: (0, "cross"), 2: (0, "tick")}, only=1),
    ]
    ideas, number, _end = paper.print_copies(kind=proposals.kind, pk=proposals.pk, number=4, by=by)
    idea = Filled(
        number,
        words={
            "title": "Bänke mit Lehnen an der Haltestelle",
            "text": "Meine Mutter ist 84 und müsste sonst stehen.\nDer Bus kommt nur alle halbe Stunde.",
            "author_label": "Gisela P.",
        },
    )
    files = [
        ("bibliothek-freitag.pdf", _pdf(print_, late, chance)),
        ("bibliothek-vorschlag.pdf", _pdf(ideas, [idea], chance)),
    ]
    actions.take_in(files=files, by=by)
    while actions.read_waiting():
        pass


def _pdf(print_: PrintedForm, filled: list[Filled], chance: random.Random) -> bytes:
    pages = [
        _drawn(print_, one, number, chance)
        for one in filled
        for number in range(1, (one.only or print_.pages) + 1)
    ]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=PER_MM * 25.4)
    return out.getvalue()


def _drawn(print_: PrintedForm, filled: Filled, number: int, chance: random.Random) -> Image.Image:
    """One page from the printer, the hand and the scanner."""
    image = Image.new("L", (round(sheets.PAGE_WIDTH * PER_MM), round(sheets.PAGE_HEIGHT * PER_MM)), 250)
    pen = ImageDraw.Draw(image)
    for corner in sheets.corners():
        pen.rectangle(_mm(corner.x, corner.y, corner.size, corner.size), fill=20)
    _square(pen, print_.square(filled.copy, number))
    pen.text(
        (130 * PER_MM, (sheets.CODE_Y + sheets.CODE_SIZE + 2) * PER_MM),
        print_.number(filled.copy),
        PRINTED,
        _font(14),
    )
    for mark in print_.drawing[number - 1]:
        _print(pen, mark)
    layout = print_.sheet_layout.pages[number - 1]
    boxes = {box.name: box for box in layout.boxes}
    for at, choice in enumerate(print_.sheet_layout.choices):
        place, hand = filled.ticks.get(at, (0, ""))
        if hand and choice.boxes[place] in boxes:
            _tick(pen, boxes[choice.boxes[place]], hand, chance)
    for place_to_write in layout.fields:
        for line, words in enumerate(filled.words.get(place_to_write.name, "").splitlines()):
            top = place_to_write.y + 2.4 + line * 10
            pen.text(((place_to_write.x + 3) * PER_MM, top * PER_MM), words, PEN, _font(17))
    if filled.stained:
        pen.ellipse(_mm(sheets.CODE_X - 6, sheets.CODE_Y - 6, 34, 34), fill=175, outline=140, width=12)
    return image.rotate(filled.turned + chance.uniform(-1.2, 1.2), Image.Resampling.BICUBIC, fillcolor=250)


def _mm(x: float, y: float, w: float, h: float) -> tuple[float, float, float, float]:
    return x * PER_MM, y * PER_MM, (x + w) * PER_MM, (y + h) * PER_MM


@lru_cache
def _font(points: float) -> Any:
    """A letter that knows umlauts, as the container installs it; where there is none, the one of the library, which lacks them."""
    try:
        return ImageFont.truetype(FONT, points * POINT * PER_MM)
    except OSError:
        return ImageFont.load_default(points * POINT * PER_MM)


def _square(pen: ImageDraw.ImageDraw, content: str) -> None:
    rows = [list(row) for row in segno.make_qr(content, error="q", boost_error=False).matrix]
    step = sheets.CODE_SIZE / len(rows)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                pen.rectangle(_mm(sheets.CODE_X + x * step, sheets.CODE_Y + y * step, step, step), fill=20)


def _print(pen: ImageDraw.ImageDraw, mark: dict[str, Any]) -> None:
    place = _mm(mark["x"], mark["y"], mark["w"], mark["h"])
    if mark["kind"] == "box":
        pen.rectangle(place, outline=30, width=round(sheets.BOX_LINE * PER_MM))
    elif mark["kind"] in ("field", "panel"):
        pen.rectangle(place, outline=150, width=2)
    elif mark["kind"] == "rule":
        pen.line(place, fill=170, width=2)
    elif mark["text"]:
        font, line, at = _font(mark["size"] * 0.92), "", place[1]
        for word in [*mark["text"].split(), None]:
            longer = f"{line} {word}".strip()
            if word is not None and pen.textlength(longer, font) <= mark["w"] * PER_MM:
                line = longer
                continue
            pen.text((place[0], at), line, PRINTED, font)
            at += mark["size"] * POINT * 1.3 * PER_MM
            line = word or ""


def _tick(pen: ImageDraw.ImageDraw, box: sheets.Box, hand: str, chance: random.Random) -> None:
    def stroke(*points: tuple[float, float], grey: int = PEN, width: float = 0.5) -> None:
        places = [
            (
                (box.x + (x + chance.uniform(-0.04, 0.04)) * box.size) * PER_MM,
                (box.y + (y + chance.uniform(-0.04, 0.04)) * box.size) * PER_MM,
            )
            for x, y in points
        ]
        pen.line(places, fill=grey, width=max(2, round(width * PER_MM)), joint="curve")

    if hand in ("cross", "blackened"):
        stroke((0.1, 0.1), (0.9, 0.9))
        stroke((0.9, 0.1), (0.1, 0.9))
    if hand == "blackened":
        for at in range(9):
            stroke((0.05, at / 8), (0.95, at / 8), width=0.6)
    if hand == "tick":
        stroke((0.15, 0.5), (0.42, 0.85), (1.1, -0.15))
    if hand == "pencil":
        stroke((0.12, 0.5), (0.4, 0.88), (0.92, 0.08), grey=PENCIL, width=0.6)
    if hand == "faint":
        stroke((0.2, 0.45), (0.42, 0.8), (0.9, 0.15), grey=208, width=0.7)
