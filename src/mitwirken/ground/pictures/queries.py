# SPDX-License-Identifier: EUPL-1.2
"""Pictures for what cannot read our WebP files well."""

from __future__ import annotations

import io
import re

from django.core.files.storage import default_storage
from PIL import Image

from .models import WIDTHS

_ADDRESS = re.compile(r"/bilder/([0-9a-f]{2}/[0-9a-f]{40}(?:-\d{1,4})?)-(\d+)\.webp")


def jpeg_of(address: str) -> bytes | None:
    """The picture at an address of ours (`/bilder/…`) as JPEG, for paper; None where there is none."""
    found = _ADDRESS.fullmatch(address)
    if found is None or int(found[2]) not in WIDTHS:
        return None
    name = f"{found[1]}-{found[2]}.webp"
    if not default_storage.exists(name):
        return None
    out = io.BytesIO()
    with default_storage.open(name, "rb") as file, Image.open(file) as picture:
        picture.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()
