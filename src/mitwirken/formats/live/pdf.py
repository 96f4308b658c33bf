# SPDX-License-Identifier: EUPL-1.2
"""HTML to PDF, tagged so that it can be read aloud. The maker is loaded with the first PDF and fetches nothing but our own
pictures, and those from the disk.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pictures.queries import jpeg_of

HOUR = 3600


@lru_cache(maxsize=1)
def _maker() -> Any:
    """WeasyPrint, or None where it or the system's Pango is missing."""
    try:
        import weasyprint
    except (ImportError, OSError):
        return None
    return weasyprint


def is_offered() -> bool:
    """Whether pages offer a PDF. Looking is quick; loading, which takes a second or so, waits for the first PDF."""
    return find_spec("weasyprint") is not None


def own_picture(url: str) -> bytes:
    """A picture of this site, from the disk. Whatever else a page names is left out."""
    found = jpeg_of(url.removeprefix(settings.BASE_URL)) if url.startswith(f"{settings.BASE_URL}/") else None
    if found is None:
        raise ValueError(f"A PDF fetches nothing: {url}")
    return found


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnPictures(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            return URLFetcherResponse(url, own_picture(url), {"Content-Type": "image/jpeg"})

    return OwnPictures()


@lru_cache(maxsize=1)
def _style() -> str:
    path = finders.find("live/paper.css")
    return Path(str(path)).read_text("utf-8") if path else ""


def pdf_of(html: str, *, keep: bool = True, instead: str = "") -> bytes:
    """The page as PDF. `keep`: the same page again within the hour is not made anew (never for what names somebody).

    Refuses where the system cannot make PDFs, with what to use instead.
    """
    maker = _maker()
    if maker is None:
        raise Refusal(instead or _("PDF gibt es auf diesem Server nicht."), status=503)
    key = f"live-pdf-{hashlib.sha256(html.encode()).hexdigest()}"
    made: bytes | None = cache.get(key) if keep else None
    if made is None:
        made = maker.HTML(string=html, url_fetcher=_fetcher(), base_url=None).write_pdf(
            stylesheets=[maker.CSS(string=_style())], pdf_variant="pdf/ua-1"
        )
        if keep:
            cache.set(key, made, HOUR)
    return made or b""
