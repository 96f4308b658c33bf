# SPDX-License-Identifier: EUPL-1.2
"""Square codes that phones read."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def drawing(address: str) -> SafeString:
    """The address as a square code, drawn in the page itself."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, scale=4, border=2, svgclass="qr", lineclass=None
    )
    return mark_safe(out.getvalue().decode())


def picture(address: str) -> bytes:
    """The same as a PNG, for a mail."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=8, border=3)
    return out.getvalue()
