# SPDX-License-Identifier: EUPL-1.2
"""A text for paper as a few plain blocks, composed once: a page to print (`ui/parts/paper.html`), a PDF (`ui.pdf`) and an
OpenDocument text (`ui.odt`) are drawn from the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """`level` is 1 to 3, below the title of the whole. `new_page`: the sheet is turned before it."""

    text: str
    level: int = 1
    new_page: bool = False
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Paragraph:
    """`label` stands before it in bold; `url` makes a link of the text; `quiet` is said in passing. Line breaks stay."""

    text: str
    label: str = ""
    url: str = ""
    quiet: bool = False
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True)
class Items:
    """A list."""

    items: Sequence[str]
    numbered: bool = False
    kind: str = field(default="items", init=False)


@dataclass(frozen=True)
class Table:
    """`head` names the columns and is repeated on each sheet; `row_heads`: the first cell of a row says what the row is about.

    `widths` are shares of the columns where nothing finds them by itself (OpenDocument); left out, all are alike.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    row_heads: bool = True
    widths: Sequence[int] = ()
    kind: str = field(default="table", init=False)


Block = Heading | Paragraph | Items | Table


@dataclass(frozen=True)
class Paper:
    """The whole. `language` as in HTML (`de`, `ar`); `author` is an office or the city, never a person."""

    title: str
    blocks: Sequence[Block]
    language: str = "de"
    author: str = ""
    lead: str = ""
    eyebrow: str = ""
