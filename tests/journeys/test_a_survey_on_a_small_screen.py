# SPDX-License-Identifier: EUPL-1.2
"""A survey on a screen of 320 pixels: forward, back, an answer that brings a page, a look, sent, taken back with the code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.live import Site


def fits(page: Page) -> None:
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= seen, page.url


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_question_to_taking_it_back(
    open_page: Callable[..., Any],
    demo_site: Site,
    known: dict[str, Any],
    axe: Callable[..., None],
    scripts: bool,
) -> None:
    page = open_page(
        base_url=demo_site.url, java_script_enabled=scripts, viewport={"width": 320, "height": 640}
    )
    page.goto(f"/umfragen/{known['survey']}/")
    page.get_by_role("link", name="Jetzt antworten").click()
    expect(page.get_by_text("Diese Umfrage ist anonym")).to_be_visible()
    page.get_by_role("button", name="Anfangen").click()
    expect(page.get_by_text("Seite 1 von etwa 1")).to_be_visible()
    onward = page.get_by_role("button", name="Weiter", exact=True)
    onward.click()
    expect(page.get_by_role("alert")).to_contain_text("Diese Frage braucht eine Antwort")
    if scripts:
        axe(page)
    # By keyboard: to the first answer, taken with the space bar, sent with Enter. "Ja" brings another page.
    page.get_by_role("radio", name="Ja", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Mehr", level=1)).to_be_visible()
    expect(page.get_by_text("Seite 2 von 2")).to_be_visible()
    fits(page)
    page.get_by_role("group", name="die Wege").get_by_role("radio", name="eher schlecht").check()
    page.get_by_label("Was meinen Sie (long)?").fill("Mehr Licht.")
    page.get_by_role("button", name="Zurück", exact=True).click()
    expect(page.get_by_role("radio", name="Ja", exact=True)).to_be_checked()
    onward.click()
    expect(page.get_by_label("Was meinen Sie (long)?")).to_have_value("Mehr Licht.")
    onward.click()
    expect(page.get_by_role("heading", name="Prüfen und absenden")).to_be_visible()
    expect(page.get_by_text("die Wege: eher schlecht")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Absenden").click()
    code = page.locator(".survey-code").inner_text()
    fits(page)
    if scripts:
        axe(page)
    page.get_by_role("link", name="Zur Umfrage").click()
    page.get_by_role("link", name="Antworten mit dem Code zurücknehmen").click()
    page.get_by_label("Code Ihrer Antworten").fill(code.lower())
    page.get_by_role("button", name="Antworten löschen").click()
    expect(page.get_by_text("nicht mehr gezählt")).to_be_visible()
