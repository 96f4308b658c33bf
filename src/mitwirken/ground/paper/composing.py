# SPDX-License-Identifier: EUPL-1.2
"""From what a room wants on its sheet to the millimetre where each thing stands.

All is placed here and nothing by the browser or the maker of PDFs, so that the layout that is kept is the one on paper. How wide words
run is estimated for a wide typeface; a narrower one leaves air, and nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from mitwirken.kernels import sheets
from mitwirken.kernels.sheets import Box, Choice, Field, SheetLayout, SheetPage

from .registry import Block, Content, Row, Say, Tick, Write

LEFT, RIGHT, TOP, BOTTOM = 20.0, 190.0, 14.0, 277.0
WIDTH = RIGHT - LEFT
BESIDE_CODE = sheets.CODE_X - 6.0 - LEFT
"""How wide words may run as long as the square code stands beside them."""
BELOW_CODE = 46.0
ROOM = BOTTOM - BELOW_CODE
"""What a page holds."""
POINT = 25.4 / 72
TEXT, SMALLEST = 14.0, 14.0
"""Nothing on a sheet is smaller than 14 pt."""
LINE = 6.4
WRITING_LINE = 10.0
GAP = 5.0

# How wide the signs of DejaVu Sans run, in em, rounded up: of the typefaces that a sheet may come in the widest. What is not here counts as 1.
_WIDTHS = {
    sign: width
    for width, signs in (
        (0.30, "ijlIJ'"),
        (0.35, " .,:;/"),
        (0.40, "ft-()"),
        (0.45, "r!"),
        (0.50, "–"),
        (0.55, "csz?„“"),
        (0.60, "kvxyFL"),
        (0.65, "abdeghnopquäöüßEPSTY0123456789"),
        (0.70, "ABCKRVXZÄ"),
        (0.75, "NUÜ"),
        (0.80, "DGHOQÖ&"),
        (0.85, "w+"),
        (0.90, "M"),
    )
    for sign in signs
}
_BOLD = 1.14


@dataclass(frozen=True)
class Mark:
    """Something drawn: `kind` is one of title, head, text, strong, quiet, number, box, field, rule, panel. `x y w h` in mm, `size` in pt."""

    kind: str
    x: float
    y: float
    w: float
    h: float
    text: str = ""
    size: float = TEXT


def run(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line runs at most, in mm."""
    return sum(_WIDTHS.get(sign, 1.0) for sign in text) * size * POINT * (_BOLD if bold else 1.0)


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Over how many lines a text goes."""
    return sum(lines for _part, lines in _folded(text, width, size, bold=bold))


def _folded(text: str, width: float, size: float, *, bold: bool = False) -> Iterator[tuple[str, int]]:
    """A text line by line, with what ends each; of how many lines a part is, where a word longer than a line is broken."""
    for paragraph in text.splitlines() or [""]:
        words, at, lines = "", 0.0, 1
        for word in paragraph.split():
            wide = run(word, size, bold=bold)
            space = run(" ", size, bold=bold) if at else 0.0
            if at and at + space + wide > width:
                yield f"{words} ", lines
                words, at, space, lines = "", 0.0, 0.0, 1
            while wide > width:
                lines, wide = lines + 1, wide - width
            words, at = f"{words} {word}".strip(), at + space + wide
        yield f"{words}\n", lines


def _mirrored(x: float, width: float) -> float:
    return round(LEFT + RIGHT - x - width, 2)


class Sheet:
    """A sheet in the making: a place that moves down the page, and what is on the pages so far."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.layout: list[SheetPage] = []
        self.pages: list[list[Mark]] = []
        self.row = 0
        self._turn()

    def _turn(self) -> None:
        self.boxes: list[Box] = []
        self.fields: list[Field] = []
        self.choices: list[Choice] = []
        self.marks: list[Mark] = []
        self.pages.append(self.marks)
        self.y = TOP
        if len(self.pages) > 1:
            self.put("strong", self.title, width=BESIDE_CODE)
            self.y = max(self.y, BELOW_CODE)

    def _keep(self) -> None:
        self.layout.append(SheetPage(tuple(self.boxes), tuple(self.fields), tuple(self.choices)))

    def need(self, height: float) -> None:
        """Turns the page where less room than this is left."""
        if self.y + height > BOTTOM and self.y > BELOW_CODE:
            self._keep()
            self._turn()

    def put(self, kind: str, text: str, *, width: float = WIDTH, size: float = TEXT, x: float = LEFT) -> None:
        if not text:
            return
        bold = kind in ("title", "head", "strong")
        step = size * POINT * 1.3
        height = lines_of(text, width, size, bold=bold) * step
        self.marks.append(Mark(kind, x, self.y, width, height, text, size))
        self.y += height

    def finish(self) -> tuple[SheetLayout, list[list[dict[str, Any]]]]:
        """What was placed. In a language that is read from the right all below the code is mirrored, so that a box stands before its words."""
        self._keep()
        layout, pages = self.layout, self.pages
        if get_language_bidi():
            layout = [
                SheetPage(
                    tuple(replace(box, x=_mirrored(box.x, box.size)) for box in page.boxes),
                    tuple(replace(field, x=_mirrored(field.x, field.width)) for field in page.fields),
                    page.choices,
                )
                for page in layout
            ]
            pages = [
                [
                    replace(mark, x=_mirrored(mark.x, mark.w)) if mark.y >= BELOW_CODE else mark
                    for mark in page
                ]
                for page in pages
            ]
        return SheetLayout(tuple(layout)), [[asdict(mark) for mark in page] for page in pages]

    # --- what is filled in

    def flow(self, text: str) -> None:
        """A text, over as many pages as it takes."""
        high, part, room = TEXT * POINT * 1.3, "", BOTTOM - self.y
        for words, lines in _folded(text, WIDTH, TEXT):
            if lines * high > room and part:
                self.put("text", part.strip())
                part = ""
                self._keep()
                self._turn()
                room = BOTTOM - self.y
            part += words
            room -= lines * high
        self.put("text", part.strip())

    def height(self, block: Block) -> float:
        """How much room it takes before the page is turned."""
        match block:
            case Say():
                return lines_of(block.text, WIDTH, TEXT) * LINE
            case Write():
                words = lines_of(block.label, WIDTH, TEXT, bold=True)
                words += lines_of(block.hint, WIDTH, TEXT) if block.hint else 0
                return words * LINE + block.lines * WRITING_LINE + 2
            case Tick():
                words = lines_of(block.label, WIDTH, TEXT, bold=True)
                return words * LINE + self._options_height(block.options, LEFT) + 2
            case Row():
                return self._row(block)[2]

    def say(self, block: Say) -> None:
        self.need(min(self.height(block), ROOM))
        self.flow(block.text)
        self.y += GAP

    def write(self, block: Write) -> None:
        self.need(self.height(block))
        self.put("head", block.label)
        self.put("quiet", block.hint)
        self.y += 1.5
        self.area(block.name, LEFT, self.y, WIDTH, block.lines)
        self.y += block.lines * WRITING_LINE + GAP

    def area(self, name: str, x: float, y: float, width: float, lines: int) -> None:
        self.fields.append(Field(name, x, y, width, lines * WRITING_LINE))
        self.marks.append(Mark("field", x, y, width, lines * WRITING_LINE))
        for line in range(1, lines):
            self.marks.append(Mark("rule", x, y + line * WRITING_LINE, width, 0))

    def tick(self, block: Tick) -> None:
        self.need(self.height(block))
        self.put("head", block.label)
        self.y += 1.5
        self._options(block.name, block.options, block.most, LEFT)
        self.y += GAP

    def _widths(self, options: Iterable[tuple[str, str]], left: float) -> list[float]:
        room = RIGHT - left
        return [min(room, sheets.BOX_SIZE + 2.5 + run(label, TEXT) + 5.0) for _value, label in options]

    def _places(self, options: tuple[tuple[str, str], ...], left: float) -> list[tuple[float, int, float]]:
        """Where each option stands: x, in which line, how wide. Few stand in equal columns, so that the eye finds them."""
        widths = self._widths(options, left)
        room = RIGHT - left
        columns = max(1, min(len(options), int(room // max(widths))))
        step = room / columns
        return [(left + (at % columns) * step, at // columns, step) for at in range(len(options))]

    def _tops(self, options: tuple[tuple[str, str], ...], left: float) -> list[float]:
        """Where each line of options begins, from the first; last, where all end. Words that run over make their line higher."""
        heights: dict[int, float] = {0: 8.5}
        for (_value, label), (_x, line, width) in zip(options, self._places(options, left), strict=True):
            words = lines_of(label, width - sheets.BOX_SIZE - 2.5, TEXT) * LINE + 2.1
            heights[line] = max(heights.get(line, 8.5), words)
        tops = [0.0]
        for line in range(len(heights)):
            tops.append(tops[-1] + heights[line])
        return tops

    def _options_height(self, options: tuple[tuple[str, str], ...], left: float) -> float:
        return self._tops(options, left)[-1]

    def _options(self, name: str, options: tuple[tuple[str, str], ...], most: int, left: float) -> None:
        names = []
        tops = self._tops(options, left)
        for (value, label), (x, line, width) in zip(options, self._places(options, left), strict=True):
            y = self.y + tops[line]
            box = Box(f"{name}:{value}", round(x, 2), round(y, 2))
            self.boxes.append(box)
            names.append(box.name)
            self.marks.append(Mark("box", box.x, box.y, box.size, box.size))
            wide = width - sheets.BOX_SIZE - 2.5
            high = lines_of(label, wide, TEXT) * LINE
            self.marks.append(Mark("text", x + sheets.BOX_SIZE + 2.5, y - 0.7, wide, high, label, TEXT))
        self.choices.append(Choice(name, tuple(names), most))
        self.y += self._options_height(options, left)

    def _row(self, block: Row) -> tuple[str, float, float]:
        """Its words, where they begin, and how high it is."""
        single = len(block.options) == 1
        left = LEFT + (21.0 if single else 13.0)
        words = f"{block.number}  {block.title}".strip()
        below = 0.0 if single else (self._options_height(block.options, left) if block.options else 0.0)
        return words, left, lines_of(words, RIGHT - left, TEXT) * LINE + below + 4

    def one_of_many(self, block: Row) -> None:
        """Numbered along the whole sheet. A single box stands before the words, several below them."""
        self.row += 1
        single = len(block.options) == 1
        words, left, height = self._row(block)
        self.need(height)
        top = self.y
        self.marks.append(Mark("number", LEFT, top, 13.0, LINE, f"{self.row}.", TEXT))
        if single:
            value = block.options[0][0]
            box = Box(f"{block.name}:{value}", LEFT + 13.0, round(top + 0.6, 2))
            self.boxes.append(box)
            self.choices.append(Choice(block.name, (box.name,), 1))
            self.marks.append(Mark("box", box.x, box.y, box.size, box.size))
        self.put("text", words, width=RIGHT - left, x=left)
        self.y = max(self.y, top + sheets.BOX_SIZE + 1.5)
        if not single and block.options:
            self.y += 1.5
            self._options(block.name, block.options, 1, left)
        if not block.options:
            self.area(block.name, left, self.y + 1, 30.0, 1)
            self.y += WRITING_LINE + 1
        self.y += 1.2
        self.marks.append(Mark("rule", LEFT, self.y, WIDTH, 0))
        self.y += 2.2


def compose(
    content: Content, *, form_name: str, privacy: str
) -> tuple[SheetLayout, list[list[dict[str, Any]]]]:
    """The layout and what is drawn on each page."""
    sheet = Sheet(content.title)
    sheet.put("eyebrow", form_name, width=BESIDE_CODE)
    sheet.y += 1
    sheet.put("title", content.title, width=BESIDE_CODE, size=22)
    sheet.y += 1.5
    sheet.put("strong", content.question, width=BESIDE_CODE, size=15)
    sheet.y = max(sheet.y + 2, BELOW_CODE)
    sheet.flow(content.instruction)
    sheet.y += GAP
    for at, block in enumerate(content.blocks):
        sheet.need(_together(sheet, content.blocks[at:]))
        _place(sheet, block)
    _hand_in(sheet, content)
    if privacy:
        height = (lines_of(privacy, WIDTH, SMALLEST) + 1) * LINE
        sheet.need(height)
        sheet.put("head", _("Was mit Ihren Angaben geschieht"))
        sheet.put("quiet", privacy)
    return sheet.finish()


def _together(sheet: Sheet, blocks: Sequence[Block]) -> float:
    """How much room the first block takes with what it stands before; nothing where that is more than a page."""
    height = 0.0
    for block in blocks:
        height += sheet.height(block)
        if not (isinstance(block, Say) and block.keep):
            break
        height += GAP
    return height if height <= ROOM else 0.0


def _place(sheet: Sheet, block: Block) -> None:
    match block:
        case Say():
            sheet.say(block)
        case Write():
            sheet.write(block)
        case Tick():
            sheet.tick(block)
        case Row():
            sheet.one_of_many(block)


def _hand_in(sheet: Sheet, content: Content) -> None:
    """By when and where, in a panel of its own: what people look for when they have written."""
    until = ""
    if content.until:
        until = _("Bitte geben Sie den Bogen bis zum %(day)s ab.") % {
            "day": date_format(timezone.localtime(content.until), "j. F Y")
        }
    words = [part for part in (until, content.hand_in, content.contact) if part]
    if not words:
        return
    inner = WIDTH - 8
    height = LINE + sum(lines_of(part, inner, TEXT) * LINE for part in words) + 8
    sheet.y += 1
    sheet.need(height)
    sheet.marks.append(Mark("panel", LEFT, sheet.y, WIDTH, height))
    sheet.y += 4
    sheet.put("head", _("Wohin mit dem Bogen?"), width=inner, x=LEFT + 4)
    for part in words:
        sheet.put("text", part, width=inner, x=LEFT + 4)
    sheet.y += 4 + GAP
