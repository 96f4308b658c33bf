# SPDX-License-Identifier: EUPL-1.2
"""Square codes that phones read."""

import io
from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe


def drawing(address: str, *, sized: bool = True) -> SafeString:
    """The address as a square code, drawn in the page itself; not `sized`, it is as large as the style sheet says."""
    size: dict[str, Any] = {"scale": 4} if sized else {"omitsize": True}
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, svgclass="qr", lineclass=None, **size
    )
    return mark_safe(out.getvalue().decode())


def picture(address: str) -> bytes:
    """The same as a PNG, for a mail."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=8, border=3)
    return out.getvalue()
