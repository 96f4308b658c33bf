# SPDX-License-Identifier: EUPL-1.2
"""A clerk opens a process that citizens can use at once; two clerks meet in the same text."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect
from tests.journeys.conftest import fill_the_gaps
from tests.live import Site


def test_a_clerk_opens_a_process_and_a_citizen_takes_part(
    demo_site: Site, open_page: Callable[..., Any], as_colleague: Callable[..., Any]
) -> None:
    title = f"Marktplatz {secrets.token_hex(3)}"
    page = as_colleague(open_page(base_url=demo_site.url))
    page.goto("/schreibtisch/")
    page.get_by_role("link", name="Prozesse").first.click()
    page.get_by_role("link", name="Neuer Prozess").click()
    page.locator("main a[href$='/neu/ideen/']").click()
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Frage").fill("Was fehlt auf dem Platz?")
    page.get_by_label("Beginn der ersten Phase").fill(timezone.localdate().isoformat())
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
    expect(reader.locator("main")).to_contain_text("am Rathaus entschieden")
    expect(reader.locator("main")).not_to_contain_text("[Bitte")
    reader.get_by_role("link", name="Vorschlag machen").first.click()
    expect(reader.get_by_label("Ihr Vorschlag in einem Satz")).to_be_visible()


def two(
    open_page: Callable[..., Any], site: Site, as_colleague: Callable[..., Any], path: str
) -> tuple[Any, Any]:
    one, other = (
        as_colleague(open_page(base_url=site.url, java_script_enabled=scripts), key)
        for key, scripts in (("session", True), ("second_session", False))
    )
    one.goto(path)
    other.goto(path)
    return one, other


def test_two_clerks_draft_the_same_answer(
    demo_site: Site, open_page: Callable[..., Any], as_colleague: Callable[..., Any], known: dict[str, Any]
) -> None:
    path = f"/schreibtisch/faelle/{known['case']}/"
    one, other = two(open_page, demo_site, as_colleague, path)
    one.get_by_label("Text der Antwort").fill("Ja, im Mai.")
    one.get_by_role("button", name="Entwurf speichern").click()
    expect(one.locator("#antwort")).to_contain_text("zuletzt gespeichert")
    other.get_by_label("Text der Antwort").fill("Nein, erst im Juni.")
    other.get_by_role("button", name="Entwurf speichern").click()
    both = other.locator(".versions-two")
    expect(both).to_contain_text("Ja, im Mai.")
    expect(both).to_contain_text("Nein, erst im Juni.")
    expect(other.get_by_label("Text der Antwort")).to_have_value("Nein, erst im Juni.")
    # Having read the other text, one may insist.
    other.get_by_role("button", name="Entwurf speichern").click()
    other.goto(path)
    expect(other.get_by_label("Text der Antwort")).to_have_value("Nein, erst im Juni.")


def test_two_clerks_change_the_same_process(
    demo_site: Site, open_page: Callable[..., Any], as_colleague: Callable[..., Any], known: dict[str, Any]
) -> None:
    path = f"/schreibtisch/prozesse/{known['plan']}/grundlagen/"
    one, other = two(open_page, demo_site, as_colleague, path)
    one.get_by_label("Frage").fill("Wo fehlen Bäume?")
    one.get_by_role("button", name="Speichern").click()
    one.wait_for_load_state()
    other.get_by_label("Frage").fill("Wo fehlen Bänke?")
    other.get_by_role("button", name="Speichern").click()
    both = other.locator(".versions")
    expect(both).to_contain_text("Wo fehlen Bäume?")
    expect(both).to_contain_text("Wo fehlen Bänke?")
    expect(other.get_by_label("Frage")).to_have_value("Wo fehlen Bänke?")
