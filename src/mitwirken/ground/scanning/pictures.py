# SPDX-License-Identifier: EUPL-1.2
"""From files to grey pictures of pages: PDF and photos in, square codes read, one small grey picture kept of each page.

The libraries are loaded with the first page, because web processes that never read a sheet need none of them (docs/decisions/0022).
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels.sheets import SheetCode

if TYPE_CHECKING:
    from mitwirken.kernels.marks import Grey, Straight

LONG_SIDE = 2200  # points: 7.4 to the millimetre of an A4 page, 188 dpi
MOST_PIXELS = 60_000_000
QUALITY = 62
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
BLANK_SHARE = 0.0005


@dataclass(frozen=True)
class Look:
    """What a page shows before anybody asks which form it is."""

    grey: Grey
    code: SheetCode | None
    straight: Straight | None
    blank: bool


def is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def count_pages(data: bytes, name: str) -> int:
    """How many pages a file has; refuses, in a sentence with its name, what cannot be opened."""
    if not is_pdf(data):
        _opened(data, name).close()
        return 1
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        try:
            pages = len(document)
        finally:
            document.close()
    except pypdfium2.PdfiumError as trouble:
        raise Refusal(
            _(
                "„%(name)s“ ist keine PDF-Datei, die wir öffnen können, oder sie ist mit einem Kennwort geschützt. Bitte scannen Sie noch einmal."
            )
            % {"name": name},
            status=422,
            field="uploads",
        ) from trouble
    if not pages:
        raise Refusal(_("„%(name)s“ hat keine Seiten.") % {"name": name}, status=422, field="uploads")
    return pages


def _opened(data: bytes, name: str) -> Image.Image:
    sentence = _("„%(name)s“ ist weder eine PDF-Datei noch ein Foto (JPEG, PNG, WebP, TIFF).") % {
        "name": name
    }
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            raw = Image.open(io.BytesIO(data), formats=FORMATS)
            if raw.width * raw.height > MOST_PIXELS:
                raise Refusal(
                    _("„%(name)s“ hat zu viele Bildpunkte. Bitte nehmen Sie eine kleinere Fassung.")
                    % {"name": name},
                    status=422,
                    field="uploads",
                )
            raw.draft("L", (LONG_SIDE, LONG_SIDE))
            raw.load()
    except Refusal:
        raise
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as trouble:
        raise Refusal(sentence, status=422, field="uploads") from trouble
    return raw


def grey_page(data: bytes, index: int, name: str) -> Grey:
    """A page as grey, at most `LONG_SIDE` long. Refuses a page that cannot be drawn."""
    import numpy as np

    if not is_pdf(data):
        photo = ImageOps.exif_transpose(_opened(data, name))
        if "A" in photo.getbands():
            paper = Image.new("RGB", photo.size, "white")
            paper.paste(photo.convert("RGB"), mask=photo.getchannel("A"))
            photo = paper
        flat = photo.convert("L")
        flat.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        return np.asarray(flat)
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        try:
            page: Any = document[index]
            longest = max(page.get_size())
            if longest <= 0:
                raise ValueError(longest)
            bitmap = page.render(scale=LONG_SIDE / longest, grayscale=True)
            values = np.array(bitmap.to_numpy(), dtype=np.uint8)
        finally:
            document.close()
    except (pypdfium2.PdfiumError, ValueError, IndexError, MemoryError) as trouble:
        raise Refusal(
            _("Seite %(page)d von „%(name)s“ lässt sich nicht öffnen.") % {"page": index + 1, "name": name},
            status=422,
        ) from trouble
    return values.reshape(values.shape[0], values.shape[1])


def look_at(grey: Grey) -> Look:
    from mitwirken.kernels.marks import straighten

    code, at = _code_in(grey)
    blank = code is None and _is_blank(grey)
    return Look(grey, code, None if blank else straighten(grey, at), blank)


def _code_in(grey: Grey) -> tuple[SheetCode | None, tuple[float, float] | None]:
    """The square code of a sheet and where it is. Other codes that somebody stuck on are not ours; two different ones of ours are none."""
    import zxingcpp

    found = {}
    for one in zxingcpp.read_barcodes(grey):
        code = SheetCode.read(one.text)
        if code is not None:
            corners = [
                one.position.top_left,
                one.position.top_right,
                one.position.bottom_right,
                one.position.bottom_left,
            ]
            found[code] = (sum(c.x for c in corners) / 4, sum(c.y for c in corners) / 4)
    if len(found) != 1:
        return None, None
    return next(iter(found.items()))


def _is_blank(grey: Grey) -> bool:
    """The back of a sheet: nearly nothing is clearly darker than the paper, its edges left aside."""
    import numpy as np

    tall, wide = grey.shape
    inner = grey[tall // 25 : tall - tall // 25, wide // 25 : wide - wide // 25]
    paper = np.percentile(inner, 90)
    return bool(paper > 100 and (inner < 0.6 * paper).mean() < BLANK_SHARE)


def as_jpeg(grey: Grey) -> bytes:
    out = io.BytesIO()
    Image.fromarray(grey).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def from_jpeg(data: bytes | memoryview) -> Grey:
    import numpy as np

    with Image.open(io.BytesIO(bytes(data)), formats=("JPEG",)) as picture:
        return np.asarray(picture.convert("L"))


def looks_of(grey: Grey, straight: Straight | None) -> str:
    """A mark of how the straightened page looks: 256 bits, each whether a place is brighter than the one to its right."""
    if straight is None:
        return ""
    import numpy as np

    from mitwirken.kernels import sheets

    whole = straight.cut(grey, 0, 0, sheets.PAGE_WIDTH, sheets.PAGE_HEIGHT, 1)
    small = np.asarray(Image.fromarray(whole).resize((17, 16), Image.Resampling.BOX), dtype=np.int16)
    bits = (small[:, 1:] > small[:, :-1]).flatten()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):064x}"


def look_alike(one: str, other: str, most: int = 20) -> bool:
    """Whether two pages look so much the same that they may be one sheet scanned twice."""
    return bool(one and other) and (int(one, 16) ^ int(other, 16)).bit_count() <= most
