# SPDX-License-Identifier: EUPL-1.2
"""Who only reads gets no cookie, nothing in the browser's store, and asks nobody but us."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.live import Site

FIRST_PAGE_LIMIT = 150_000  # bytes: what the issue allows the first page to weigh
PAGES = (
    "/",
    "/prozesse/",
    "/prozesse/karte/",
    "/prozesse/hoeschpark-2030/",
    "/prozesse/hoeschpark-2030/vorschlaege/",
    "/orte/hoerde/",
    "/suche/?q=bank",
    "/seiten/barrierefreiheit/",
)


def listen(page: Any) -> list[Any]:
    requests: list[Any] = []
    page.on("requestfinished", lambda one: requests.append(one))
    page.on("requestfailed", lambda one: requests.append(one))
    return requests


def test_no_cookie_no_store_no_stranger(demo_site: Site, page: Any) -> None:
    requests = listen(page)
    for path in PAGES:
        answer = page.goto(path, wait_until="networkidle")
        assert answer.status == 200, path
        assert "set-cookie" not in answer.all_headers(), path
        stored = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie.length]")
        assert stored == [0, 0, 0], (path, stored)
    assert page.context.cookies() == []
    own = urlsplit(demo_site.url).netloc
    strangers = {
        one.url
        for one in requests
        if urlsplit(one.url).scheme.startswith("http") and urlsplit(one.url).netloc != own
    }
    assert not strangers


@pytest.mark.parametrize("width", [360, 1280])
def test_the_first_page_is_light(demo_site: Site, open_page: Any, width: int) -> None:
    page = open_page(base_url=demo_site.url, viewport={"width": width, "height": 900})
    requests = listen(page)
    page.goto("/", wait_until="networkidle")
    sizes = {one.url: one.sizes()["responseBodySize"] for one in requests}
    assert len(sizes) >= 2 and all(size >= 0 for size in sizes.values())
    assert sum(sizes.values()) <= FIRST_PAGE_LIMIT, sizes
