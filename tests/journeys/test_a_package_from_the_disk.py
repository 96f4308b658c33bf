# SPDX-License-Identifier: EUPL-1.2
"""The city archive opens a package from a disk, without net and without scripts: every page, every link, every picture."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.live import Site

MAKE = """
from mitwirken.civic.archive.actions import make_package
from mitwirken.civic.participation.models import Process
print("file=" + make_package(process=Process.objects.get(slug="jugendbudget-innenstadt-nord")).file)
"""


def test_a_package_from_the_disk(
    demo_site: Site, browser: Any, axe: Callable[..., None], tmp_path: Path
) -> None:
    said = demo_site.python(MAKE)
    with zipfile.ZipFile(demo_site.home / "media" / said[said.index("file=") + 5 :].splitlines()[0]) as found:
        found.extractall(tmp_path)
    # A context without the ear for complaints: axe itself asks for the style sheet, which a browser forbids on a disk.
    context = browser.new_context(offline=True, viewport={"width": 320, "height": 700})
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    ahead, seen, kinds = [(tmp_path / "index.html").as_uri()], set(), set()
    while ahead:
        address = ahead.pop()
        if address in seen:
            continue
        seen.add(address)
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        pictures = page.evaluate("[...document.images].map((one) => [one.src, one.naturalWidth])")
        assert all(width > 0 for _src, width in pictures), pictures
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, (address, wide)
        kind = Path(urlsplit(address).path).parent.name
        if kind not in kinds or "index" in address:
            axe(page)
            kinds.add(kind)
        for link in page.evaluate("[...document.links].map((one) => one.href)"):
            if link.startswith("file:"):
                place = Path(unquote(urlsplit(link).path))
                assert place.is_file(), (address, link)
                ahead.append(link.partition("#")[0])
    pages = {path.as_uri() for path in tmp_path.rglob("*.html")}
    assert pages == seen, pages ^ seen
    assert all(url.startswith("file:") for url in fetched)
    context.close()
