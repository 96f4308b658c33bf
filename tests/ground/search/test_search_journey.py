# SPDX-License-Identifier: EUPL-1.2
"""Somebody looks for something: by keyboard, without JavaScript, on a phone, in the dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_of_the_search(
    demo_site: Any, open_page: Callable[..., Any], axe: Any, width: int, scheme: str
) -> None:
    page = open_page(
        base_url=demo_site.url,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        java_script_enabled=True,
    )
    for query in (
        "",
        "q=bank",
        "q=bank&art=argument",
        "q=bank&seite=2",
        "q=und+die",
        "q=xyzzyqwert",
        "q=bank&art=nichts",
    ):
        page.goto(f"/suche/?{query}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, query


def test_by_keyboard_without_javascript(demo_site: Any, page_no_js: Any) -> None:
    page = page_no_js
    page.goto("/suche/")
    page.get_by_label("Wonach suchen Sie?").focus()
    page.keyboard.type("spilplätze")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/?q=*")
    assert page.locator("main mark").count() > 0
    hits = int(re.search(r"\d+", page.locator("main h2").first.inner_text())[0])
    page.locator("nav[aria-label] .chips a", has_text="Vorschlag").first.click()
    page.wait_for_url("**art=proposal*")
    assert "art=proposal" in page.url
    fewer = int(re.search(r"\d+", page.locator("main h2").first.inner_text())[0])
    assert 0 < fewer <= hits
    assert page.locator("nav .chips [aria-current=true]").count() == 1
    title = page.locator("main .card h3").first.inner_text()
    page.locator("main .card h3 a").first.click()
    page.wait_for_url(lambda url: "/suche/" not in url)
    assert title in page.locator("h1").first.inner_text()


def test_in_english(demo_site: Any, page: Any) -> None:
    page.goto("/en/suche/?q=Hoeschpark")
    links = page.locator("main .card h3 a")
    assert links.count() > 0
    assert all((links.nth(n).get_attribute("href") or "").startswith("/en/") for n in range(links.count()))
    links.first.click()
    assert page.locator("html").get_attribute("lang") == "en"
