# SPDX-License-Identifier: EUPL-1.2
"""Takes a picture in and cleans it; takes it away again."""

import hashlib
import io
import warnings
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from mitwirken.ground.deeds.refusal import Refusal

from .models import WIDTHS, Picture

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
# What phones and cameras make. SVG is left out: it can carry scripts.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def store_picture(upload: "UploadedFile[Any] | io.BytesIO", *, alt: str, by: Any = None) -> Picture:
    """Keeps an uploaded picture as WebP files without any metadata, turned the right way up.

    Position, camera and time that a phone writes into the file are gone, and so is anything that was hidden behind
    the picture: only pixels are carried over. Refuses what is too large, no picture, or without words for `alt`.
    """
    words = " ".join(alt.split())
    if not words:
        raise Refusal(
            _(
                "Bitte beschreiben Sie das Bild in einem Satz. Menschen, die es nicht sehen, lesen oder hören dann Ihren Satz."
            ),
            status=400,
            field="alt",
        )
    clean = _clean(upload)
    key = hashlib.blake2b(clean.tobytes() + words.encode(), digest_size=20).hexdigest()
    picture = Picture(
        key=f"{key[:2]}/{key}",
        alt=words[:300],
        width=clean.width,
        height=clean.height,
        uploaded_by=by,
    )
    written: list[str] = []
    for width in WIDTHS:
        name = picture.file_name(width)
        if not default_storage.exists(name):
            written.append(default_storage.save(name, ContentFile(_encoded(clean, width))))
    try:
        with transaction.atomic():
            # The same picture with the same words is kept once as a file, and once a row for each who sent it.
            twins = Picture.objects.filter(key=picture.key).first()
            if twins and twins.uploaded_by_id == picture.uploaded_by_id:
                return twins
            if twins:
                picture.key = f"{picture.key}-{Picture.objects.filter(key__startswith=picture.key).count()}"
                for width in WIDTHS:
                    written.append(
                        default_storage.save(picture.file_name(width), ContentFile(_encoded(clean, width)))
                    )
            picture.save()
    except Exception:
        for name in written:
            default_storage.delete(name)
        raise
    return picture


def clean_bytes(upload: "UploadedFile[Any] | io.BytesIO") -> bytes:
    """A picture as the bytes of a WebP file with nothing but its pixels, for rooms that keep one apart from what can be seen.

    Refuses what is too large or no picture.
    """
    return _encoded(_clean(upload), WIDTHS[-1])


def _clean(upload: Any) -> Image.Image:
    upload.seek(0, io.SEEK_END)
    if upload.tell() > MOST_BYTES:
        raise Refusal(
            _("Das Bild ist größer als 12 Megabyte. Bitte nehmen Sie eine kleinere Fassung."),
            status=400,
            field="picture",
        )
    return _pixels_of(upload)


def remove_picture(*, picture: Picture) -> None:
    """Deletes the row and, after commit, the files."""
    names = [picture.file_name(width) for width in WIDTHS]
    picture.delete()

    def forget_files() -> None:
        for name in names:
            default_storage.delete(name)

    transaction.on_commit(forget_files)


def _pixels_of(upload: Any) -> Image.Image:
    sentence = _("Diese Datei ist kein Bild, das wir lesen können. Möglich sind JPEG, PNG, WebP und GIF.")
    try:
        upload.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=FORMATS) as raw:
                if raw.width * raw.height > MOST_PIXELS or min(raw.size) < 1:
                    raise Refusal(
                        _("Das Bild hat zu viele Bildpunkte. Bitte nehmen Sie eine kleinere Fassung."),
                        status=400,
                        field="picture",
                    )
                raw.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))
                upright = ImageOps.exif_transpose(raw)
                alpha = "A" in upright.getbands() or "transparency" in upright.info
                flat = upright.convert("RGBA" if alpha else "RGB")
    except Refusal:
        raise
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Warning,
        Image.DecompressionBombError,
    ) as trouble:
        raise Refusal(sentence, status=400, field="picture") from trouble
    if flat.mode == "RGBA":
        paper = Image.new("RGB", flat.size, "white")
        paper.paste(flat, mask=flat.getchannel("A"))
        flat = paper
    flat.thumbnail((WIDTHS[-1], WIDTHS[-1] * 2), Image.Resampling.LANCZOS)
    bare = Image.new("RGB", flat.size)
    bare.paste(flat)
    return bare


def _encoded(picture: Image.Image, width: int) -> bytes:
    copy = picture.copy()
    copy.thumbnail((width, width * 2), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    copy.save(out, "WEBP", quality=80, method=4)
    return out.getvalue()
