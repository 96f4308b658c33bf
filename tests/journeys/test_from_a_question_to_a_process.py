# SPDX-License-Identifier: EUPL-1.2
"""Somebody has to involve people: from the first question of the finder to the running process."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect
from tests.journeys.conftest import fill_the_gaps
from tests.live import Site

NEXT = re.compile("Weiter|Überspringen|Ergebnis zeigen")


def test_ten_questions_a_plan_and_the_process_runs(
    demo_site: Site, open_page: Callable[..., Any], as_colleague: Callable[..., Any], axe: Callable[..., None]
) -> None:
    title = f"Spielplatz {secrets.token_hex(3)}"
    page = as_colleague(open_page(base_url=demo_site.url))
    page.goto("/instrumentenkoffer/")
    page.get_by_role("link", name="Passenden Weg finden").click()
    answers: dict[int, Callable[[], None]] = {
        1: lambda: page.get_by_label("Ideen sammeln").check(),
        3: lambda: page.get_by_label("Mehrere Wege").check(),
        4: lambda: page.get_by_label("Wie viele Menschen sollen mitmachen?").fill("60"),
        5: lambda: page.get_by_label("In wie vielen Wochen").fill("26"),
        6: lambda: page.get_by_label("Wie viele Arbeitsstunden").fill("300"),
        9: lambda: page.get_by_label("Familien", exact=True).check(),
    }
    for number in range(1, 11):
        expect(page.get_by_text(f"Frage {number} von 10")).to_be_visible()
        answers.get(number, lambda: None)()
        if number == 2:
            axe(page)
        page.get_by_role("button", name=NEXT).click()
    expect(page.get_by_role("heading", name="Das passt zu Ihrem Vorhaben")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Drei Pläne ansehen").click()
    axe(page)
    page.get_by_role("link", name=re.compile("Diesen Plan nehmen.*Gründlich")).click()
    axe(page)
    steps = page.locator(".plan-steps > li:not(.is-duty) h2").all_inner_texts()
    page.get_by_role("link", name="Diesen Prozess beginnen").click()
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Frage").fill("Was soll hier entstehen?")
    page.get_by_label("Beginn der ersten Phase").fill(timezone.localdate().isoformat())
    page.get_by_label("Federführung").select_option(label="Grünflächenamt")
    page.get_by_role("button", name="Entwurf anlegen").click()
    expect(page.get_by_role("heading", name="Was noch fehlt")).to_be_visible()
    draft = page.url
    fill_the_gaps(page, draft)
    page.get_by_role("link", name="Veröffentlichen").click()
    page.get_by_role("button", name="Jetzt veröffentlichen").click()
    reader = open_page(
        base_url=demo_site.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    reader.goto("/prozesse/")
    reader.get_by_role("link", name=title).first.click()
    for step in steps:
        expect(reader.locator("main")).to_contain_text(step)


def test_the_same_without_scripts_and_by_keyboard(demo_site: Site, open_page: Callable[..., Any]) -> None:
    page = open_page(
        base_url=demo_site.url, java_script_enabled=False, viewport={"width": 320, "height": 700}
    )
    page.goto("/instrumentenkoffer/finden/")
    assert page.locator(".finder-question").count() == 10
    page.get_by_label("Informieren", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Ergebnis zeigen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Am besten passen")).to_be_visible()
    page.get_by_role("link", name="Drei Pläne ansehen").click()
    page.get_by_role("link", name=re.compile("Diesen Plan nehmen.*Sparsam")).click()
    page.get_by_role("link", name=re.compile("Weglassen.*Antwort der Stadt")).click()
    expect(page.locator(".plan-change")).to_contain_text("Es fehlt die Rückmeldung")
    page.get_by_role("link", name="Zurücknehmen").click()
    expect(page.get_by_text("Nichts fehlt.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not page.context.cookies()
