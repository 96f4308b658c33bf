# SPDX-License-Identifier: EUPL-1.2
"""What a person sees of a stream: parts that change, typing that stays, a sentence when something is wrong."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from tests.live import Site


@pytest.fixture
def at(board: Site, open_page: Callable[..., Any]) -> Callable[..., Any]:
    def go(path: str) -> Any:
        page = open_page(base_url=board.url)
        page.goto(path)
        until(
            page, "customElements.get('live-view') && document.querySelector('live-view').state !== undefined"
        )
        return page

    return go


def until(page: Any, expression: str, within: float = 8) -> None:
    """Asked from here: the page's own rules forbid scripts that wait in it."""
    deadline = time.monotonic() + within
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        time.sleep(0.05)


def until_here(true: Callable[[], bool], page: Any, within: float = 20) -> None:
    """For what happens on this side; the page's events come in while it waits."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def expect(page: Any, selector: str, text: str, within: float = 8_000) -> None:
    page.locator(selector).filter(has_text=text).first.wait_for(timeout=within, state="attached")


def test_parts_change_and_what_is_ones_own_is_fetched(at: Any, board: Site, tell: Any) -> None:
    page = at("/toy/j1/")
    tell(board, "j1", "Guten Tag")
    expect(page, "[data-part='phone/said']", "Guten Tag")
    assert "is-me" in page.locator("[data-seat='31']").get_attribute("class")
    expect(page, "live-view > .vh", "Guten Tag")
    tell(board, "j1", "Tisch 3")
    expect(page, "[data-part='table/notes']", "Tisch 3: Tisch 3")
    expect(page, "[data-part='mine/seat']", "Sie sitzen an Tisch 3")


def test_focus_stays_and_typing_is_kept_until_it_is_sent(at: Any, board: Site, tell: Any) -> None:
    page = at("/toy/j2/")
    page.focus("#more")
    tell(board, "j2", "Erster Satz")
    expect(page, "[data-part='phone/said']", "Erster Satz")
    assert page.evaluate("document.activeElement.id") == "more"

    page.fill("#said", "noch nicht fertig")
    tell(board, "j2", "Zweiter Satz")
    expect(page, "[data-part='phone/said']", "Zweiter Satz")
    assert page.input_value("#said") == "noch nicht fertig"
    page.fill("#said", "")
    expect(page, "[data-part='phone/form']", "Bisher: Zweiter Satz")
    assert page.evaluate("document.activeElement.id") == "said"


def test_a_form_is_sent_without_leaving_and_a_no_stands_at_it(at: Any, board: Site) -> None:
    page = at("/toy/j3/")
    page.click("text=Sagen")
    expect(page, "form [role=alert]", "Bitte schreiben Sie einen Satz.")
    assert page.get_attribute("#said", "aria-invalid") == "true"
    page.fill("#said", "Mein Satz")
    page.click("text=Sagen")
    expect(page, "[data-part='phone/said']", "Mein Satz")
    expect(page, "[data-part='phone/form']", "Bisher: Mein Satz")
    expect(page, "live-view > .vh", "Ihr Satz ist da.")
    assert page.input_value("#said") == ""
    assert page.url.endswith("/toy/j3/")

    page.route("**/sagen/", lambda route: route.abort())
    page.fill("#said", "Ohne Netz")
    page.click("text=Sagen")
    expect(page, "form [role=alert]", "Das kam nicht an. Bitte noch einmal.")
    assert page.input_value("#said") == "Ohne Netz"
    page.unroute("**/sagen/")
    page.fill("#said", "weg")
    page.click("text=Sagen")
    page.wait_for_url("**/impressum/")


def test_without_a_stream_the_page_asks_and_with_one_it_does_not(at: Any, board: Site, tell: Any) -> None:
    blocked, open_ = at("/toy/j4/?strom=zu"), at("/toy/j4/")
    asked: list[str] = []
    open_.on("request", lambda request: asked.append(request.url))
    tell(board, "j4", "Auch ohne Strom")
    expect(open_, "[data-part='phone/said']", "Auch ohne Strom")
    expect(blocked, "[data-part='phone/said']", "Auch ohne Strom", within=20_000)
    assert not [url for url in asked if "stand" in url]


def test_a_phone_that_wakes_up_gets_what_it_slept_through(at: Any, board: Site, tell: Any) -> None:
    page = at("/toy/j7/")
    tell(board, "j7", "vor dem Schlaf")
    expect(page, "[data-part='phone/said']", "vor dem Schlaf")
    # Asleep: the line is gone, and the page was not told.
    page.evaluate("document.querySelector('live-view').source.close()")
    tell(board, "j7", "im Schlaf")
    page.wait_for_timeout(500)
    assert "im Schlaf" not in page.inner_text("[data-part='phone/said']")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page, "[data-part='phone/said']", "im Schlaf")
    # Awake with its line up it does not come in anew: one stream, the same.
    page.evaluate("window.before = document.querySelector('live-view').source")
    until(page, "window.before.readyState === EventSource.OPEN")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate("document.querySelector('live-view').source === window.before")


def test_a_page_that_had_to_ask_sees_every_change_and_tries_the_stream_again(
    board: Site, open_page: Callable[..., Any], tell: Any
) -> None:
    page = open_page(base_url=board.url)
    tried, asked = [], []
    blocked = True

    def gate(route: Any) -> None:
        tried.append(route.request.url)
        if blocked:
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.route("**/strom/**", gate)
    page.on("request", lambda request: asked.append(request.url) if "stand" in request.url else None)
    page.goto("/toy/j8/?wieder=4000")
    view = "document.querySelector('live-view')"
    until(page, f"customElements.get('live-view') && {view}.polling === true", within=20)
    for said in ("ohne Strom", "immer noch", "und noch einmal"):
        # It asked since the last change and was told of it: what comes now is new once more, and no 304.
        tell(board, "j8", said)
        expect(page, "[data-part='phone/said']", said, within=20_000)
        assert page.evaluate(f"{view}.polling === true")
    before = len(tried)
    until_here(lambda: len(tried) > before, page)  # still blocked: it tried, and asks on
    tell(board, "j8", "auch danach")
    expect(page, "[data-part='phone/said']", "auch danach", within=20_000)

    blocked = False
    until(
        page, f"{view}.source && {view}.source.readyState === EventSource.OPEN && !{view}.polling", within=20
    )
    asked.clear()
    tell(board, "j8", "wieder mit Strom")
    expect(page, "[data-part='phone/said']", "wieder mit Strom")
    assert asked == []


def test_a_server_that_goes_and_comes_back_is_said_and_caught_up_with(
    serve: Callable[..., Site], open_page: Callable[..., Any], tell: Any
) -> None:
    from tests.ground.realtime.conftest import TOY

    site = serve(**TOY)
    page = open_page(base_url=site.url)
    page.goto("/toy/j5/")
    tell(site, "j5", "vorher")
    expect(page, "[data-part='phone/said']", "vorher")
    site.kill()
    expect(page, ".live-banner", "Verbindung unterbrochen", within=15_000)
    site.start()
    tell(site, "j5", "nachher")
    expect(page, "[data-part='phone/said']", "nachher", within=20_000)
    page.locator(".live-banner").wait_for(state="hidden")


def test_clocks_count_by_themselves(at: Any) -> None:
    page = at("/toy/j6/")
    first = page.locator("live-clock").first
    assert re.fullmatch(r"(5:00|4:5\d)", first.inner_text())
    assert first.get_attribute("role") == "timer"
    before = first.inner_text()
    until(page, f"document.querySelector('live-clock').textContent !== '{before}'")
    assert re.fullmatch(r"\+0:[12]\d", page.locator("#over").inner_text())
    assert page.locator("#paused").inner_text() == "1:35"
    first.evaluate("(clock) => clock.setAttribute('ends', Date.now() / 1000 + 121)")
    until(page, "document.querySelector('live-clock').classList.contains('is-soon')")
    expect(page, "live-view > .vh", "2:00")
    first.evaluate("(clock) => clock.setAttribute('ends', Date.now() / 1000 - 5)")
    assert first.inner_text() == "0:00"
