# SPDX-License-Identifier: EUPL-1.2
"""The living page in a real browser: reachable for everybody, at every width, in both directions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

pytestmark = pytest.mark.journey


@contextmanager
def opened(browser: Any, url: str, width: int = 1280, scheme: str = "light", **more: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more)
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    page.goto(url)
    yield page
    context.close()
    assert not trouble


def faults(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_axe_finds_nothing(browser: Any, site: str, width: int, scheme: str, direction: str) -> None:
    with opened(browser, f"{site}/bausteine/?fehler=1", width, scheme) as page:
        page.evaluate(f"document.documentElement.dir = '{direction}'")
        assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_page_that_is_not_there(browser: Any, site: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{site}/gibt-es-nicht/")
    assert faults(page) == []
    context.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_sticks_out_sideways(browser: Any, site: str, width: int, direction: str) -> None:
    with opened(browser, f"{site}/bausteine/", width) as page:
        page.evaluate(f"document.documentElement.dir = '{direction}'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_large_letters_do_not_break_the_page(browser: Any, site: str) -> None:
    with opened(browser, f"{site}/bausteine/", 640) as page:
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_the_keyboard_starts_at_the_skip_link_and_sees_where_it_is(browser: Any, site: str) -> None:
    with opened(browser, f"{site}/bausteine/") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.locator(".skip").bounding_box()["y"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "inhalt"
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_targets_are_large_enough(browser: Any, site: str) -> None:
    """WCAG 2.5.8: 24 pixels, links within a line of text excepted."""
    with opened(browser, f"{site}/bausteine/", 360) as page:
        small = page.evaluate(
            """[...document.querySelectorAll('a, button, input, select, summary')].filter(el => {
                const box = el.getBoundingClientRect(); const style = getComputedStyle(el);
                if (!box.width || style.display === 'inline' || el.closest('label, .skip, h3')) return false;
                return box.height < 24 || box.width < 24;
            }).map(el => el.outerHTML.slice(0, 90))"""
        )
        assert small == []


def test_the_counter_counts_and_does_not_cut(browser: Any, site: str) -> None:
    with opened(browser, f"{site}/bausteine/") as page:
        area = page.locator("#id_text")
        area.fill("ab\ncd")
        assert "2.994" in page.locator("char-count output").inner_text()
        area.fill("x" * 3010)
        assert page.locator("char-count output").inner_text() == "10 Zeichen zu viel"
        assert len(area.input_value()) == 3010


def test_a_draft_survives_a_crash_and_goes_when_discarded(browser: Any, site: str) -> None:
    with opened(browser, f"{site}/bausteine/") as page:
        page.locator("#id_title").press_sequentially("Mehr Bänke")
        page.locator("#id_way_1").check()
        page.locator(".draft-note", has_text="gesichert").wait_for()
        page.reload()
        assert page.locator("#id_title").input_value() == "Mehr Bänke"
        assert page.locator("#id_way_1").is_checked()
        page.locator(".draft-note button").click()
        page.reload()
        assert page.locator("#id_title").input_value() == ""


def test_a_filter_acts_on_a_choice_and_keeps_the_address_short(browser: Any, site: str) -> None:
    with opened(browser, f"{site}/bausteine/") as page:
        page.locator("#f-bezirk").select_option("Hörde")
        page.wait_for_url("**/bausteine/?bezirk=H*")
        assert "thema" not in page.url
        assert page.evaluate("document.activeElement.id") == "f-bezirk"


def test_everything_is_there_without_javascript(browser: Any, site: str) -> None:
    with opened(browser, f"{site}/bausteine/", 360, java_script_enabled=False) as page:
        assert page.locator("#id_text").get_attribute("maxlength") == "3000"
        assert page.locator(".share a", has_text="Adresse dieser Seite").is_visible()
        assert page.locator(".filter button").is_visible()
        assert page.locator(".site-nav").is_visible()


def test_printing_leaves_the_frame_out(browser: Any, site: str) -> None:
    with opened(browser, f"{site}/bausteine/", scheme="dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert not page.locator(".site-foot").is_visible()
        assert page.locator(".answer").is_visible()
        ground, words = page.evaluate(
            "(el => [el.backgroundColor, el.color])(getComputedStyle(document.querySelector('.answer')))"
        )
        assert ground == "rgb(255, 255, 255)" and words == "rgb(0, 0, 0)"
