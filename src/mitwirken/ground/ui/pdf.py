# SPDX-License-Identifier: EUPL-1.2
"""HTML to PDF, tagged so that it can be read aloud. The maker is loaded with the first PDF and fetches nothing but our own
pictures, and those from the disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

HOUR = 3600
BASE = "ui/paper.css"
Pictures = Callable[[str], bytes | None]


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


def _fetcher(pictures: Pictures | None) -> Any:
    """Fetches what `pictures` knows, and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnPictures(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            return URLFetcherResponse(url, own_picture(url, pictures), {"Content-Type": "image/jpeg"})

    return OwnPictures()


def own_picture(url: str, pictures: Pictures | None) -> bytes:
    """A picture of this site. Whatever else a page names is left out."""
    here = f"{settings.BASE_URL}/"
    found = pictures(url.removeprefix(settings.BASE_URL)) if pictures and url.startswith(here) else None
    if found is None:
        raise ValueError(f"A PDF fetches nothing: {url}")
    return found


@lru_cache(maxsize=16)
def _style(name: str) -> str:
    path = finders.find(name)
    return Path(str(path)).read_text("utf-8") if path else ""


def pdf_of(
    html: str, *, style: str = "", keep: bool = True, instead: str = "", pictures: Pictures | None = None
) -> bytes:
    """The page as PDF, in the look of `ui/paper.css`; `style` names a static file of the room with what it needs beyond.

    `pictures` gives a picture of this site by its path, as JPEG. `keep`: the same page again within the hour is not made anew (never for what names somebody).

    Refuses where the system cannot make PDFs, with what to use instead.
    """
    maker = _maker()
    if maker is None:
        raise Refusal(instead or _("PDF gibt es auf diesem Server nicht."), status=503)
    key = f"pdf-{hashlib.sha256(f'{style}|{html}'.encode()).hexdigest()}"
    made: bytes | None = cache.get(key) if keep else None
    if made is None:
        made = maker.HTML(string=html, url_fetcher=_fetcher(pictures), base_url=None).write_pdf(
            stylesheets=[maker.CSS(string=_style(name)) for name in (BASE, style) if name],
            pdf_variant="pdf/ua-1",
        )
        if keep:
            cache.set(key, made, HOUR)
    return made or b""
