# SPDX-License-Identifier: EUPL-1.2
"""Pieces of a background map, fetched by this host and kept here: the source sees our address and never a reader's."""

from __future__ import annotations

import math
import os
import secrets
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from .queries import atlas, padded

SMALLEST, LARGEST = 9, 19  # zoom levels: the region, and a house front
AGE = 30 * 86_400  # a map changes slowly; sources ask not to be called again and again
TIMEOUT = 6
BIGGEST = 1024 * 1024
_KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"RIFF", "image/webp"))
_written = 0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A source that sends elsewhere is not followed: the operator named one host, and only that one is called."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def folder() -> Path:
    return Path(settings.HOME) / "tiles"


def bound() -> int:
    return int(getattr(settings, "TILES_CACHE_MB", 200)) * 1024 * 1024


def require_in_town(z: int, x: int, y: int) -> None:
    """Refuses pieces outside the city, so that nobody reads the world through this host."""
    if not SMALLEST <= z <= LARGEST:
        raise Refusal(_("Diese Vergrößerung gibt es nicht."), status=404)
    box = padded(atlas().box, 0.25)
    west, north = _piece(box.west, box.north, z)
    east, south = _piece(box.east, box.south, z)
    if not (west <= x <= east and north <= y <= south):
        raise Refusal(_("Dieses Stück der Karte liegt außerhalb der Stadt."), status=404)


def _piece(lon: float, lat: float, z: int) -> tuple[int, int]:
    """The piece of the usual web grid (Mercator) in which a position lies."""
    many = 2**z
    turn = math.asinh(math.tan(math.radians(lat)))
    return int((lon + 180) / 360 * many), int((1 - turn / math.pi) / 2 * many)


def kind_of(data: bytes) -> str:
    return next((kind for start, kind in _KINDS if data.startswith(start)), "")


def piece(z: int, x: int, y: int) -> bytes:
    """The picture of a piece, from the folder or fetched. Refuses with 404 when maps are off, 502 when the source fails."""
    if not settings.TILES:
        raise Refusal(_("Hier ist keine Hintergrundkarte eingerichtet."), status=404)
    require_in_town(z, x, y)
    kept = folder() / str(z) / str(x) / f"{y}.tile"
    try:
        fresh = time.time() - kept.stat().st_mtime < AGE
        if fresh:
            return kept.read_bytes()
    except FileNotFoundError:
        fresh = False
    try:
        data = _fetch(z, x, y)
    except (OSError, ValueError, urllib.error.URLError):
        # An old piece is better than a hole.
        if kept.exists():
            return kept.read_bytes()
        raise Refusal(
            _("Die Hintergrundkarte ist gerade nicht erreichbar. Die Karte geht auch ohne sie."), status=502
        ) from None
    _keep(kept, data)
    return data


def _fetch(z: int, x: int, y: int) -> bytes:
    address = settings.TILES.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
    if not address.startswith(("https://", "http://")):
        raise ValueError("MITWIRKEN_TILES is not an address of the web")
    # Built from nothing of the reader's request: no cookie, no address, no language, no browser name.
    request = urllib.request.Request(address, headers={"User-Agent": "MitWIRken", "Accept": "image/*"})  # noqa: S310
    with _opener.open(request, timeout=TIMEOUT) as answer:
        data: bytes = answer.read(BIGGEST + 1)
    if len(data) > BIGGEST or not kind_of(data):
        raise ValueError("the source did not send a picture")
    return data


def _keep(path: Path, data: bytes) -> None:
    global _written
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    fresh.write_bytes(data)
    os.replace(fresh, path)
    if _written % 100 == 0:
        prune(folder(), bound())
    _written += 1


def prune(where: Path, most: int) -> int:
    """Takes the longest kept pieces away until the folder is a tenth below its bound. Gives the bytes that are left."""
    pieces = []
    for path in where.rglob("*"):
        try:
            if path.is_file():
                stat = path.stat()
                pieces.append((stat.st_mtime, stat.st_size, path))
        except FileNotFoundError:
            continue
    total = sum(size for _at, size, _path in pieces)
    if total <= most:
        return total
    for _at, size, path in sorted(pieces, key=lambda each: each[:2]):
        if total <= most * 0.9:
            break
        path.unlink(missing_ok=True)
        total -= size
    return total
