# SPDX-License-Identifier: EUPL-1.2
"""Where what stands on a printed sheet, so that a person, a clerk and a scanner mean the same place.

All lengths are millimetres from the top left corner of the page. A page is A4. Four solid black squares stand in its corners, so that
a picture of it can be straightened; the square code stands at the top right within them and says which form, which copy and which page
this is. A box to tick is a square drawn with a line of `BOX_LINE`; its measure is the outer edge of that line.

A layout is kept with the print, because the process may have changed when the sheet comes back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
CORNER_SIZE, CORNER_INSET = 6.0, 10.0
BOX_SIZE, BOX_LINE = 5.0, 0.5
CODE_SIZE = 24.0
"""The square code without its quiet zone."""
CODE_X, CODE_Y = PAGE_WIDTH - CORNER_INSET - CORNER_SIZE - 5.0 - CODE_SIZE, CORNER_INSET
"""Top left of the square code: level with the upper corner squares, left of the right one by its quiet zone."""


@dataclass(frozen=True)
class Box:
    """A square to tick. `x`, `y`: its top left corner. The name is unique on the sheet."""

    name: str
    x: float
    y: float
    size: float = BOX_SIZE


@dataclass(frozen=True)
class Field:
    """An area to write into by hand."""

    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Choice:
    """Boxes that belong together, by name, of which at most `most` may be ticked."""

    name: str
    boxes: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class SheetPage:
    boxes: tuple[Box, ...] = ()
    fields: tuple[Field, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class SheetLayout:
    """All pages of a form, in order; page 1 is `pages[0]`. A choice stands on the page of its first box.

    >>> layout = SheetLayout((SheetPage(boxes=(Box("ja", 20, 100),), choices=(Choice("frage", ("ja",), 1),)),))
    >>> SheetLayout.from_json(layout.to_json()) == layout
    True
    """

    pages: tuple[SheetPage, ...] = ()

    def to_json(self) -> str:
        return json.dumps(self.to_data(), ensure_ascii=False)

    def to_data(self) -> dict[str, Any]:
        """The same as plain values, for a JSON column."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @classmethod
    def from_json(cls, raw: str | bytes) -> SheetLayout:
        return cls.from_data(json.loads(raw))

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> SheetLayout:
        return cls(
            tuple(
                SheetPage(
                    boxes=tuple(Box(**box) for box in page.get("boxes", ())),
                    fields=tuple(Field(**field) for field in page.get("fields", ())),
                    choices=tuple(
                        Choice(choice["name"], tuple(choice["boxes"]), choice["most"])
                        for choice in page.get("choices", ())
                    ),
                )
                for page in data.get("pages", ())
            )
        )

    @property
    def boxes(self) -> Iterator[Box]:
        return (box for page in self.pages for box in page.boxes)

    @property
    def fields(self) -> Iterator[Field]:
        return (field for page in self.pages for field in page.fields)

    @property
    def choices(self) -> Iterator[Choice]:
        return (choice for page in self.pages for choice in page.choices)


_CODE = re.compile(r"\s*MW1:([0-9A-Z]{3,12}):(\d{1,7}):(\d{1,2})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class SheetCode:
    """What the square code on a page says.

    `form` names a print with its layout; `copy` is the number of the sheet, 0 where the sheet has none of its own (the blank from the net).

    >>> str(SheetCode("K7F3", 12, 1))
    'MW1:K7F3:12:1'
    >>> SheetCode.read(" mw1:k7f3:12:1 ")
    SheetCode(form='K7F3', copy=12, page=1)
    >>> SheetCode.read("https://example.org") is None
    True
    """

    form: str
    copy: int = 0
    page: int = 1

    def __str__(self) -> str:
        return f"MW1:{self.form}:{self.copy}:{self.page}"

    @classmethod
    def read(cls, text: str) -> SheetCode | None:
        found = _CODE.fullmatch(text)
        return cls(found[1].upper(), int(found[2]), int(found[3])) if found else None


def corners() -> tuple[Box, ...]:
    """The four solid squares, clockwise from the top left."""
    near, right, low = (
        CORNER_INSET,
        PAGE_WIDTH - CORNER_INSET - CORNER_SIZE,
        PAGE_HEIGHT - CORNER_INSET - CORNER_SIZE,
    )
    return (
        Box("top_left", near, near, CORNER_SIZE),
        Box("top_right", right, near, CORNER_SIZE),
        Box("bottom_right", right, low, CORNER_SIZE),
        Box("bottom_left", near, low, CORNER_SIZE),
    )


_NUMBER = re.compile(r"\s*([0-9A-Z]{3,12})(?:[\s./-]+(\d{1,7}))?\s*", re.IGNORECASE)


def read_number(text: str) -> SheetCode | None:
    """The sheet that somebody means: as it stands on the sheet, or as a reader of square codes types it.

    >>> read_number("k7f3 12")
    SheetCode(form='K7F3', copy=12, page=1)
    >>> read_number("K7F3")
    SheetCode(form='K7F3', copy=0, page=1)
    >>> read_number("MW1:K7F3:12:2").copy
    12
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return SheetCode.read(text)
    return SheetCode(found[1].upper(), int(found[2] or 0))


def _keys(choice: Choice) -> dict[str, str]:
    """Which key stands for which box: its own number where all boxes are called by one, otherwise its place, counted from 1."""
    values = [box.rpartition(":")[2] for box in choice.boxes]
    if all(value.isdigit() for value in values):
        return dict(zip(values, choice.boxes, strict=True))
    return {str(at): box for at, box in enumerate(choice.boxes, 1)}


def _read_pairs(text: str, choices: Sequence[Choice]) -> dict[str, str]:
    marks: dict[str, str] = {}
    for at, pair in enumerate(text.replace(",", " ").split(), 1):
        place, _dot, key = pair.partition(".")
        row = int(place) if place.isascii() and place.isdigit() and len(place) < 6 else 0
        if not 1 <= row <= len(choices):
            raise ValueError("row", at)
        choice = choices[row - 1]
        if choice.name in marks:
            raise ValueError("twice", row)
        if key not in _keys(choice):
            raise ValueError("box", row)
        marks[choice.name] = _keys(choice)[key]
    return marks


def read_digits(text: str, choices: Sequence[Choice]) -> dict[str, str]:
    """The boxes that somebody keys in as digits, by choice; a choice without a mark is left out.

    Where every choice has one box, the digits are the numbers of the ticked choices, with spaces: `1 4 12`. Otherwise there is one sign for
    each choice in order: the number of its box, and `-` (or 0, where no box is called so) for none; with spaces between where a number has
    two digits. What is left out at the end is not ticked. Where few of many are ticked, only they are keyed in: `12.3 40.1` for the third box of
    choice 12 and the first of choice 40.

    Raises ValueError with what is wrong and where, counted from 1: ("row", n), ("long", n), ("box", n) or ("twice", n).

    >>> yes = [Choice(f"v{n}", (f"v{n}:1",), 1) for n in range(1, 15)]
    >>> read_digits("1 4 12", yes)
    {'v1': 'v1:1', 'v4': 'v4:1', 'v12': 'v12:1'}
    >>> three = [Choice(f"v{n}", (f"v{n}:1", f"v{n}:0", f"v{n}:-1"), 1) for n in range(1, 4)]
    >>> read_digits("301", three)
    {'v1': 'v1:-1', 'v3': 'v3:1'}
    >>> read_digits("2.3", three)
    {'v2': 'v2:-1'}
    >>> ten = [Choice(f"v{n}", tuple(f"v{n}:{value}" for value in range(11)), 1) for n in range(1, 4)]
    >>> read_digits("0 - 10", ten)
    {'v1': 'v1:0', 'v3': 'v3:10'}
    """
    single = all(len(choice.boxes) == 1 for choice in choices)
    if "." in text and not single:
        return _read_pairs(text, choices)
    wide = any(len(choice.boxes) > 9 for choice in choices)
    apart = single or wide or " " in text.strip()
    signs = text.replace(",", " ").split() if apart else list(text.strip())
    marks: dict[str, str] = {}
    for at, sign in enumerate(signs, 1):
        if single:
            value = int(sign) if sign.isascii() and sign.isdigit() and len(sign) < 6 else 0
            if not 1 <= value <= len(choices):
                raise ValueError("row", at)
            if choices[value - 1].name in marks:
                raise ValueError("twice", value)
            marks[choices[value - 1].name] = choices[value - 1].boxes[0]
            continue
        if at > len(choices):
            raise ValueError("long", len(choices))
        box = _keys(choices[at - 1]).get(sign)
        if box is not None:
            marks[choices[at - 1].name] = box
        elif sign not in ("-", "0"):
            raise ValueError("box", at)
    return marks
