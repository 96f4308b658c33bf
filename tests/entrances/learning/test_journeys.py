# SPDX-License-Identifier: EUPL-1.2
"""Ways through learning in a real browser: with scripts, without them, and from one person to another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.live import Site

UNIT = "/lernen/einheiten/fishbowl/"
STORAGE = "Object.entries(localStorage)"


def test_progress_stays_on_the_device_and_is_forgotten_there(page: Any, live: Site, axe: Callable[..., None]):
    sent: list[tuple[str, str]] = []
    page.goto(UNIT, wait_until="networkidle")
    page.on("request", lambda request: sent.append((request.method, request.url)))
    assert page.evaluate(STORAGE) == []
    mark = page.get_by_role("button", name="Als erledigt merken")
    mark.click()
    assert mark.get_attribute("aria-pressed") == "true"
    assert page.get_by_role("status").filter(has_text="Gemerkt, nur auf diesem Gerät.").is_visible()
    assert page.evaluate(STORAGE) == [["mitwirken.lernen", '["fishbowl"]']]
    assert not sent and not page.context.cookies()
    axe(page)
    page.goto("/lernen/wege/zivilgesellschaft/")
    assert page.get_by_text(re.compile(r"^1 von \d+ erledigt$")).is_visible()
    card = page.locator('[data-unit="fishbowl"]')
    assert card.get_by_text("erledigt").is_visible()
    assert page.locator('[data-unit="vorschlag"]').get_by_text("erledigt").is_hidden()
    axe(page)
    page.get_by_role("button", name="Fortschritt vergessen").click()
    assert page.evaluate(STORAGE) == []
    assert card.get_by_text("erledigt").is_hidden()
    assert page.get_by_role("status").filter(has_text="Vergessen.").is_visible()


def test_the_name_on_the_certificate_never_leaves_the_page(page: Any, live: Site, axe: Callable[..., None]):
    page.goto(UNIT + "bescheinigung/", wait_until="networkidle")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_label("Name").fill("Zoë <b>Ünlü</b>")
    assert page.locator(".certificate-name").inner_text() == "Zoë <b>Ünlü</b>"
    page.get_by_label("Name").press("Enter")
    assert not sent and "Z" not in page.url.partition("bescheinigung/")[2]
    assert page.evaluate(STORAGE) == [] and not page.context.cookies()
    axe(page)


def test_without_scripts_the_check_is_explained_and_the_line_is_there(page_no_js: Any, live: Site):
    page = page_no_js
    page.goto(UNIT)
    assert page.get_by_role("button", name="Als erledigt merken").is_hidden()
    page.get_by_label("Damit jede Person von außen jederzeit mitreden kann").check()
    page.get_by_label("Verschiedene Sichten auf die Sache").check()
    page.get_by_role("button", name="Antworten prüfen").click()
    assert page.get_by_text("1 von 3 richtig.").is_visible()
    assert page.get_by_text("nicht beantwortet").count() == 1
    page.get_by_role("link", name="Bescheinigung").click()
    assert page.get_by_text("schreiben Sie Ihren Namen auf die Linie").is_visible()
    assert page.locator("#f-name").is_hidden()
    page.goto("/lernen/bedarf/")
    page.get_by_role("group", name="Wissen, was rechtlich gilt").get_by_label("Das steht bald an").check()
    page.get_by_role("button", name="Einheiten vorschlagen").click()
    assert page.get_by_role("link", name="Datenschutz in fünf Sätzen").is_visible()
    assert not page.context.cookies()


def test_from_an_entry_to_an_answer_without_an_address(
    open_page: Callable[..., Any], live: Site, axe: Callable[..., None], sign_in: Callable[..., None]
):
    guide, planner = (open_page(base_url=live.url) for _each in range(2))
    sign_in(guide, live, "begleitet@example.org")
    guide.goto("/lernen/begleitung/mein-eintrag/")
    guide.get_by_label("Welcher Name soll").fill("Nour")
    guide.get_by_label("Fishbowl").check()
    guide.get_by_label("In welchen Sprachen").fill("Deutsch, Arabisch")
    guide.get_by_label("ehrenamtlich", exact=True).check()
    guide.get_by_label("Der Eintrag darf öffentlich sein").check()
    axe(guide)
    guide.get_by_role("button", name="Eintragen").click()
    assert guide.get_by_role("heading", name="Nour").is_visible()
    axe(guide)
    sign_in(planner, live, "plant@example.org")
    planner.goto("/lernen/begleitung/?methode=fishbowl&sprache=Arabisch")
    axe(planner)
    planner.get_by_role("link", name="Nour").click()
    planner.get_by_role("link", name="Nachricht schreiben").click()
    planner.get_by_label("Ihre Nachricht").fill("Können Sie am 3. Mai einen Abend leiten?")
    axe(planner)
    planner.get_by_role("button", name="Absenden").click()
    assert planner.get_by_text("Ihre Nachricht ist unterwegs").is_visible()
    live.python("from mitwirken.entrances.learning.actions import send_inquiries; send_inquiries()")
    letters = [
        (mail, str(mail.get_body(("plain",)).get_content())) for mail in live.mails("begleitet@example.org")
    ]
    mail, words = next((mail, words) for mail, words in letters if "3. Mai" in words)
    assert "plant@example.org" not in words and "plant@example.org" not in mail.as_string()
    guide.goto(planner.url)
    guide.get_by_label("Ihre Antwort").fill("Ja, gern.")
    axe(guide)
    guide.get_by_role("button", name="Antwort senden").click()
    assert guide.get_by_text("Ja, gern.").is_visible()
    guide.goto("/lernen/begleitung/mein-eintrag/loeschen/")
    axe(guide)
    guide.get_by_role("button", name="Löschen").click()
    assert guide.get_by_text("Ihr Eintrag ist gelöscht").is_visible()
    assert planner.goto(planner.url).status == 404
