# SPDX-License-Identifier: EUPL-1.2
"""Writes a package, page by page, never all of it in memory."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import IO, Any, Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

import mitwirken
from mitwirken.civic.participation.checks import answered
from mitwirken.civic.participation.models import Process
from mitwirken.civic.participation.snapshots import phases_as_plain, process_as_plain
from mitwirken.ground.api import streams

from .pages import PICTURE, static
from .registry import parts

INDEX: Final = "index.html"
MANIFEST: Final = "manifest.json"
SUMS: Final = "manifest-sha256.txt"
STYLE: Final = "stil.css"
FORMAT, VERSION = "mitwirken-archiv", 1
CSS = """\
body{font:1.05rem/1.6 system-ui,sans-serif;color:#16282b;background:#fff;max-width:46rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1,h2,h3{line-height:1.25}a{color:#0b5c55}img{max-width:100%;height:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid #c9cfcc}caption{text-align:start;font-weight:bold}
dt{font-weight:bold}dd{margin:0 0 .6rem}blockquote{margin:1rem 0;padding:.1rem 1rem;border-inline-start:.25rem solid #0b5c55}
footer{margin-top:3rem;border-top:1px solid #c9cfcc;font-size:.9rem}nav{margin-bottom:1rem}.tabelle{overflow-x:auto}
@media print{a{color:inherit}}
"""


class Writer:
    """The book of one process."""

    def __init__(self, target: IO[bytes], addresses: Mapping[str, str], title: str) -> None:
        self.zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.addresses, self.title = addresses, title
        self.files: dict[str, dict[str, Any]] = {}
        self.pages = 0

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        if path in self.files:
            raise ValueError(f"{path} is written twice.")
        sha, size = hashlib.sha256(), 0
        with self.zip.open(path, "w", force_zip64=True) as file:
            for chunk in chunks:
                file.write(chunk)
                sha.update(chunk)
                size += len(chunk)
        self.files[path] = {"sha256": sha.hexdigest(), "size": size}

    def page(self, path: str, title: str, html: str) -> None:
        up = "../" * path.count("/")
        body = static(
            html, address=lambda url: self._address(url, up), picture=lambda url: self._picture(url, up)
        )
        context = {
            "title": title,
            "process_title": self.title,
            "body": body,
            "up": up,
            "is_index": path == INDEX,
        }
        self.write(path, [render_to_string("archive/page.html", context).encode()])
        self.pages += 1

    def data(self, path: str, rows: Iterable[Mapping[str, Any]]) -> None:
        self.write(path, (line.encode() for line in streams.as_json(rows)))

    def _address(self, url: str, up: str) -> str:
        if url.startswith("#"):
            return url
        url = url.removeprefix(settings.BASE_URL)
        if url.startswith("/") and not url.startswith("//"):
            there = self.addresses.get(url.partition("#")[0].partition("?")[0])
            return f"{up}{there}" if there else ""
        if url in self.addresses.values():
            return f"{up}{url}"
        return url if url.startswith(("https://", "http://", "mailto:")) else ""

    def _picture(self, url: str, up: str) -> str:
        found = PICTURE.fullmatch(url.removeprefix(settings.BASE_URL))
        if found is None:
            return ""
        name = f"{found[1]}-{found[2]}.webp"
        path = f"bilder/{name.replace('/', '-')}"
        if path not in self.files:
            if not default_storage.exists(name):
                return ""
            with default_storage.open(name, "rb") as file:
                self.write(path, iter(lambda: file.read(65_536), b""))
        return f"{up}{path}"

    def finish(self, process: Process, now: datetime) -> None:
        """The lists of files with their sums, last: what they name is then all there."""
        about = {
            "format": FORMAT,
            "format_version": VERSION,
            "software": f"MitWIRken {mitwirken.__version__}",
            "process": process.slug,
            "title": process.title,
            "from": settings.BASE_URL,
            "license": streams.LICENCE,
            "made_at": now.isoformat(),
            "files": dict(self.files),
        }
        self.zip.writestr(MANIFEST, json.dumps(about, ensure_ascii=False, indent=1))
        self.zip.writestr(SUMS, "".join(f"{kept['sha256']}  {path}\n" for path, kept in self.files.items()))


def write_package(process: Process, target: IO[bytes], now: datetime) -> int:
    """The whole process into `target`; gives how many pages it has. In the city's own language: call it under `override`."""
    contents, addresses = [], {process.get_absolute_url(): INDEX}
    chosen = []
    for part in parts():
        found = part.addresses(process)
        if found:
            chosen.append(part)
            contents.append((str(part.name), found[0][1]))
            addresses.update(dict(found))
    book = Writer(target, addresses, process.title)
    with book.zip:
        book.write(STYLE, [CSS.encode()])
        book.page(INDEX, process.title, _index(process, contents))
        book.data("daten/prozess.json", _about(process))
        for part in chosen:
            part.write(book, process)
        book.finish(process, now)
    return book.pages


def _index(process: Process, contents: list[tuple[str, str]]) -> str:
    context = {
        "process": process,
        "contents": contents,
        "checks": [row for row in answered(process.checks) if row.state],
        "phases": list(process.phases.order_by("starts_at", "pk")),
        "dates": list(process.dates.all()),
        "fixed": [line for line in process.fixed.splitlines() if line.strip()],
        "open": [line for line in process.open.splitlines() if line.strip()],
    }
    return render_to_string("archive/index.html", context)


def _about(process: Process) -> Iterator[dict[str, Any]]:
    yield {
        **process_as_plain(process),
        "body": process.body,
        "without_net": process.without_net,
        "checks": process.checks,
        "phases": phases_as_plain(process),
        "categories": [category.name for category in process.categories.all()],
    }
