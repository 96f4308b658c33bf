# SPDX-License-Identifier: EUPL-1.2
"""A print as a page: words in reading order, and where they stand as a style sheet of its own, because pages carry no styles inside.

On paper a millimetre is a millimetre; on a screen it is as large as fits (`--mm`), so that the sheet can be looked at on a phone.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from mitwirken.ground.ui import pdf
from mitwirken.kernels import sheets

from .models import PrintedForm

TAGS = {"title": "h1", "head": "h2"}
STYLE = "paper/sheet.css"


def square(content: str) -> SafeString:
    """The code that says which sheet this is. Never the small kind of code that many readers do not know."""
    out = io.BytesIO()
    segno.make_qr(content, error="q", boost_error=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=0, svgclass="square", lineclass=None, omitsize=True
    )
    return mark_safe(out.getvalue().decode())


@dataclass(frozen=True)
class Drawn:
    """One thing on a page: its class, which places it, the words in it and in which direction they run."""

    place: str
    kind: str
    tag: str
    text: str
    dir: str


@dataclass(frozen=True)
class Page:
    number: int
    of: int
    copy: int
    sheet: str
    square: SafeString
    things: tuple[Drawn, ...]


def direction(text: str) -> str:
    """In which direction a text runs, as `dir="auto"` has it, which the maker of PDFs does not know.

    >>> direction("1. Ja"), direction("1. نعم (ja)"), direction("1.")
    ('ltr', 'rtl', 'auto')
    """
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next(("ltr" if kind == "L" else "rtl" for kind in kinds if kind in ("L", "R", "AL")), "auto")


def pages(print_: PrintedForm, copies: Iterable[int] = (0,)) -> Iterator[Page]:
    """The pages of each copy, one copy after the other."""
    things = [
        tuple(
            Drawn(
                f"p{number}e{at}",
                mark["kind"],
                TAGS.get(mark["kind"], "p"),
                mark["text"],
                direction(mark["text"]),
            )
            for at, mark in enumerate(page)
        )
        for number, page in enumerate(print_.drawing, 1)
    ]
    for copy in copies:
        for number, drawn in enumerate(things, 1):
            yield Page(
                number=number,
                of=len(things),
                copy=copy,
                sheet=print_.number(copy),
                square=square(print_.square(copy, number)),
                things=drawn,
            )


def places(print_: PrintedForm, *, screen: bool) -> str:
    """Where each thing of the print stands, as a style sheet; for a screen in the unit that shrinks."""
    rules = [
        _rule(f".p{number}e{at}", mark["x"], mark["y"], mark["w"], mark["h"], screen, size=mark["size"])
        for number, page in enumerate(print_.drawing, 1)
        for at, mark in enumerate(page)
    ]
    for at, corner in enumerate(sheets.corners(), 1):
        rules.append(_rule(f".corner-{at}", corner.x, corner.y, corner.size, corner.size, screen))
    rules.append(_rule(".code", sheets.CODE_X, sheets.CODE_Y, sheets.CODE_SIZE, sheets.CODE_SIZE, screen))
    rules.append(_rule(".sheet-number", 130, sheets.CODE_Y + sheets.CODE_SIZE + 2, 60, 7, screen, size=14))
    rules.append(_rule(".sheet-foot", 20, 281, 170, 7, screen, size=14))
    rules.append(_rule(".sheet-page", 0, 0, sheets.PAGE_WIDTH, sheets.PAGE_HEIGHT, screen))
    return "\n".join(rules)


def _rule(
    name: str, x: float, y: float, w: float, h: float, screen: bool, *, size: float | None = None
) -> str:
    def mm(value: Any) -> str:
        rounded = f"{float(value):.2f}".rstrip("0").rstrip(".")
        return f"calc(var(--mm) * {rounded})" if screen else f"{rounded}mm"

    said = [f"left:{mm(x)}", f"top:{mm(y)}", f"width:{mm(w)}", f"height:{mm(h)}"]
    if size is not None:
        said.append(f"font-size:{mm(size * 25.4 / 72)}")
    return f"{name}{{{';'.join(said)}}}"


def as_pdf(print_: PrintedForm, copies: Iterable[int] = (0,)) -> bytes:
    """The sheets as one file, each copy with its number, in the language in which it was printed first."""
    context = {
        "print": print_,
        "pages": pages(print_, copies),
        "places": places(print_, screen=False),
        "phone": settings.PHONE,
        "city": settings.CITY,
    }
    with override(print_.language):
        html = render_to_string("paper/sheets_pdf.html", context)
    return pdf.pdf_of(html, style=STYLE)
